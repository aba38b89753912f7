from dataclasses import replace

import pytest

from handdraw_training.evaluation.measuring.results import ConditionAccuracy, WorstPen
from handdraw_training.evaluation.showing import drawn_otherwise
from handdraw_training.evaluation.trials.conditions import CONDITIONS

from .evaluations import NOTHING, rows


def test_the_largest_change_counts_and_not_the_pens_that_nobody_is_promised() -> None:
    pens = tuple(
        ConditionAccuracy("pen width", name, 1_000, 0.98 + change, change, 0)
        for name, change in (("2 px", -0.03), ("3 px", -0.006), ("8 px", 0.001), ("20 px", 0.002), ("28 px", -0.02))
    )

    assert rows(replace(NOTHING, conditions=pens))[1:-1] == [
        "Drawn otherwise: pen width",
        "2 px 1,000 95.00% -3.00",
        "3 px 1,000 97.40% -0.60",
        "8 px 1,000 98.10% +0.10",
        "20 px 1,000 98.20% +0.20",
        "28 px 1,000 96.00% -2.00",
        "largest change, 3 px to 20 px -0.60 ✗ at 3 px within 0.5 points",
    ]


def test_thin_and_thick_pens_are_promised_to_be_read_and_never_refused() -> None:
    pens = (
        ConditionAccuracy("pen width", "1 px", 1_000, 0.98, -0.01, 2),
        ConditionAccuracy("pen width", "40 px", 1_000, 0.979, -0.011, 1),
        ConditionAccuracy("pen width", "48 px", 1_000, 0.9, -0.09, 5),
    )

    assert rows(replace(NOTHING, conditions=pens))[2:-1] == [
        "1 px 1,000 98.00% ✓ -1.00, 2 refused at least 98%",
        "40 px 1,000 97.90% ✗ -1.10, 1 refused at least 98%",
        "48 px 1,000 90.00% -9.00, 5 refused",
        "refused, 1 to 40 px 2,000 3 ✗ none",
    ]


@pytest.mark.parametrize(("n", "mark"), [(200, "✓ at least 99.35%"), (199, "")])
def test_the_worst_of_three_pens_is_held_against_its_target_where_there_are_enough_digits(n: int, mark: str) -> None:
    pens = (ConditionAccuracy("pen width", "3 px", n, 0.995, 0, 0),)

    found = rows(replace(NOTHING, conditions=pens, worst_pen=WorstPen(n, 0.994, 0.9915)))

    assert found[3] == f"worst of 3, 8, 16 px {n} 99.40% {mark}".rstrip()


def test_how_often_something_was_left_out_stands_beside_a_condition() -> None:
    framed = (ConditionAccuracy("printed lines", "a frame", 800, 0.951, -0.04, 1, 790),)

    assert rows(replace(NOTHING, conditions=framed))[2:-1] == [
        "a frame 800 95.10% ✓ -4.00, 1 refused, 790 left out at least 95%"
    ]


def test_a_change_among_so_few_digits_that_one_decides_is_not_judged() -> None:
    few = tuple(ConditionAccuracy("size", name, 50, 0.98, -0.02, 2) for name in ("35%", "85%"))

    assert rows(replace(NOTHING, quick=True, conditions=few))[2:] == [
        "35% 50 98.00% -2.00, 2 refused",
        "85% 50 98.00% -2.00, 2 refused",
        "largest change, 35% to 85% -2.00 at 35%",
        "A quick sample: only MNIST read as it is and the drawn digits are worth comparing",
        "version 3: 0 of 0 targets met",
    ]


def test_every_place_is_promised() -> None:
    places = tuple(ConditionAccuracy("place", name, 200, 0.98, -0.001, 0) for name in ("centre", "corners"))

    assert rows(replace(NOTHING, conditions=places))[-2] == "largest change -0.10 ✓ at centre within 0.5 points"


def test_what_is_wanted_is_wanted_of_conditions_that_there_are() -> None:
    spans = {name for span in (*drawn_otherwise.STEADY.values(), drawn_otherwise.READ) for name in span}

    assert (spans | set(drawn_otherwise.LEAST)) - {one.name for one in CONDITIONS} == set()
