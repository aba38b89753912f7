from dataclasses import replace

from handdraw_training.evaluation.measuring.results import ConditionAccuracy
from handdraw_training.evaluation.showing.plots import conditions

from ..evaluations import NOTHING


def measure(group: str, name: str, accuracy: float) -> ConditionAccuracy:
    return ConditionAccuracy(group, name, n=200, accuracy=accuracy, change=accuracy - 0.99, refused=0, left_out=0)


def names_of_parts(*measured: ConditionAccuracy) -> list[list[str]]:
    """Draw them, and return what each part of the figure shows, from above."""
    figure = conditions.figure(replace(NOTHING, conditions=measured))
    assert figure is not None
    return [[label.get_text() for label in axes.get_yticklabels()] for axes in figure.axes]


def test_nothing_measured_draws_nothing() -> None:
    assert conditions.figure(NOTHING) is None


def test_conditions_that_are_read_alike_share_a_scale() -> None:
    alike = measure("pen width", "3 px", 0.985), measure("place", "edges", 0.991)

    assert names_of_parts(*alike) == [["3 px", "edges"]]


def test_a_group_that_is_read_much_worse_has_a_scale_of_its_own() -> None:
    framed = measure("printed lines", "a frame", 0.21), measure("printed lines", "a grid line", 0.99)

    assert names_of_parts(measure("place", "edges", 0.991), *framed) == [["edges"], ["a frame", "a grid line"]]


def test_what_is_all_read_much_worse_has_no_empty_part_beside_it() -> None:
    assert names_of_parts(measure("photographed", "a desk", 0.11)) == [["a desk"]]


def test_an_accuracy_stands_beside_its_dot() -> None:
    figure = conditions.figure(replace(NOTHING, conditions=(measure("place", "edges", 0.9125),)))

    assert figure is not None
    assert "91.25%" in [text.get_text() for text in figure.axes[0].texts]
