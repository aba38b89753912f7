from math import nan

import pytest

from handdraw_reporter.claims.known import Known
from handdraw_reporter.claims.rule import beyond_chance, subjects_of, within_chance

from .stated import state


@pytest.mark.parametrize(
    ("change", "direction", "beyond"),
    [
        ((0.05, 0.01, 0.09), 1, True),
        ((0.05, 0.01, 0.09), -1, False),
        ((-0.05, -0.09, -0.01), -1, True),
        ((0.05, -0.01, 0.11), 1, False),
        ((0.001, 0.0005, 0.0015), 1, False),
        ((nan, nan, nan), 1, False),
    ],
)
def test_a_change_is_one_beyond_chance_that_can_be_seen(
    change: tuple[float, float, float],
    direction: int,
    beyond: bool,
) -> None:
    known = Known([] if change[0] != change[0] else state({"change.accuracy": change}))

    assert beyond_chance(known, "accuracy", direction) is beyond


def test_without_an_interval_nothing_lies_within_chance() -> None:
    assert [within_chance(Known(state(values)), "accuracy") for values in ({}, {"change.accuracy": 0.0})] == [False] * 2


def test_subjects_are_what_facts_of_a_kind_speak_of() -> None:
    known = Known(state({"warning.faint_ink": 1, "warning.other": 2, "warned": 3}))

    assert subjects_of("warning", "other")(known) == ["faint_ink"]
