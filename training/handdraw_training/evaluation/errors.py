"""What can go wrong in an evaluation beside what can in training, said in one line that a person can act on.

TrainingError
├── NothingToMeasure  there are neither test digits nor drawings
└── VersionUnusable   there is no such version, or it cannot be run
"""

from handdraw_training.errors import TrainingError


class NothingToMeasure(TrainingError):
    pass


class VersionUnusable(TrainingError):
    pass
