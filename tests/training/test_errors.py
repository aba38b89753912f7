import re

from handdraw_training import errors
from handdraw_training.errors import TrainingError


def test_the_drawn_tree_names_every_error_in_alphabetic_order() -> None:
    known = {name for name, value in vars(errors).items() if isinstance(value, type)}
    root, *drawn = re.findall(r"^(?:[├└]── )?(\w+)$", errors.__doc__ or "", re.MULTILINE)

    assert [root, *drawn] == [TrainingError.__name__, *sorted(known - {TrainingError.__name__}, key=str.lower)]
