from collections import Counter
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from handdraw_inference.drawings.normalisation import normalise
from handdraw_training.evaluation.trials.conditions import CLUTTERED, CONDITIONS, UNCLUTTERED
from handdraw_training.evaluation.trials.pictures import Condition
from handdraw_training.pen.strokes import StrokeDrawing

Writer = Callable[..., list[StrokeDrawing]]

EACH = pytest.mark.parametrize("condition", CONDITIONS, ids=lambda one: f"{one.group} {one.name}")


@pytest.fixture
def three(writer: Writer) -> StrokeDrawing:
    return writer("w:1", [3])[0]


@EACH
def test_a_condition_draws_the_same_picture_each_time(three: StrokeDrawing, condition: Condition) -> None:
    first, second = (np.asarray(condition.picture(three)) for _ in range(2))

    assert np.array_equal(first, second)


@EACH
def test_every_condition_is_a_drawing_that_the_gateway_reads(three: StrokeDrawing, condition: Condition) -> None:
    assert normalise(condition.picture(three)).pixels.max() > 128


@pytest.mark.parametrize("condition", CLUTTERED, ids=lambda one: f"{one.group} {one.name}")
def test_what_is_beside_the_digit_differs_from_drawing_to_drawing(three: StrokeDrawing, condition: Condition) -> None:
    pictures = {condition.picture(replace(three, id=f"{index}")).tobytes() for index in range(4)}

    assert len(pictures) == 4


def test_no_two_conditions_of_a_group_have_one_name() -> None:
    names = Counter((one.group, one.name) for one in CONDITIONS)

    assert [name for name, count in names.items() if count > 1] == []


def test_a_group_lies_in_one_part_alone() -> None:
    plain, cluttered = ({one.group for one in part} for part in (UNCLUTTERED, CLUTTERED))

    assert plain & cluttered == set()
