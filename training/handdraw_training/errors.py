"""What can go wrong in training, each said in one line that a person can act on.

TrainingError
├── DatasetUnusable    the images, labels or strokes cannot be had, or are not what they should be
├── DiskRefuses        a run's folder cannot be written: the disk is full, or the folder closed to us
├── NothingToContinue  the version whose network a recipe begins with is not there
├── RunDiffers         the run's folder holds a run with other settings, or is in use
├── TwinDisagrees      an exported network answers differently from the trained one
├── VersionTaken       a version is never overwritten
├── VersionUnwritable  the disk is full, or the folder closed to us
└── NotPromoted        models.config cannot be changed, or TensorFlow Serving did not take the version
"""


class TrainingError(Exception):
    pass


class DatasetUnusable(TrainingError):
    pass


class DiskRefuses(TrainingError):
    pass


class NothingToContinue(TrainingError):
    pass


class RunDiffers(TrainingError):
    pass


class TwinDisagrees(TrainingError):
    pass


class VersionTaken(TrainingError):
    pass


class VersionUnwritable(TrainingError):
    pass


class NotPromoted(TrainingError):
    pass
