"""What can go wrong in training, each said in one line that a person can act on.

TrainingError
├── DatasetUnusable    the images and labels cannot be had, or are not MNIST's
├── TwinDisagrees      an exported network answers differently from the trained one
├── VersionTaken       a version is never overwritten
└── VersionUnwritable  the disk is full, or the folder closed to us
"""


class TrainingError(Exception):
    pass


class DatasetUnusable(TrainingError):
    pass


class TwinDisagrees(TrainingError):
    pass


class VersionTaken(TrainingError):
    pass


class VersionUnwritable(TrainingError):
    pass
