"""What can go wrong in training and evaluation; each says in one line what a person can do about it.

TrainingError
├── DatasetUnusable
├── DiskRefuses
├── NothingToContinue
├── NothingToMeasure
├── NotPromoted
├── RunDiffers
├── TwinDisagrees
├── VersionTaken
├── VersionUnusable
└── VersionUnwritable
"""


class TrainingError(Exception):
    """Its text is the line that the person reads."""


class DatasetUnusable(TrainingError):
    """Images, labels or strokes are missing, or are not what they should be."""


class DiskRefuses(TrainingError):
    """A folder cannot be written: the disk is full, or the folder is closed to us."""


class NothingToContinue(TrainingError):
    """There is no version whose network the recipe can begin with."""


class NothingToMeasure(TrainingError):
    """There are neither test digits nor drawings."""


class NotPromoted(TrainingError):
    """models.config cannot be changed, or TensorFlow Serving did not take the version."""


class RunDiffers(TrainingError):
    """The run's folder holds a run with other settings, or is in use."""


class TwinDisagrees(TrainingError):
    """An exported network answers differently from the trained one."""


class VersionTaken(TrainingError):
    """A version is never overwritten."""


class VersionUnusable(TrainingError):
    """There is no such version, or it cannot be run."""


class VersionUnwritable(TrainingError):
    """The new version's folder cannot be written."""
