from typing import Any

import pytest

from handdraw_contracts.reports import Choice
from handdraw_reporter.drawings.doubt import is_possible

from .shown import shown


def choices(*probabilities: float) -> tuple[Choice, ...]:
    return tuple(
        Choice(digit=digit, probability=probability)
        for digit, probability in zip((7, 1, 9), probabilities, strict=False)
    )


@pytest.mark.parametrize(
    ("fields", "possible"),
    [
        ({"label": 4}, False),
        ({"label": 1, "choices": choices(0.995, 0.004, 0.001)}, True),
        ({"label": 9, "choices": choices(0.995, 0.004, 0.001)}, False),
        ({"label": 1, "choices": choices(0.9995, 0.0004, 0.0001)}, False),
        ({"label": 4, "warnings": ("unlike_a_digit",)}, True),
        ({"label": 4, "warnings": ("several_marks",)}, True),
        ({"label": 4, "warnings": ("something_left_out",)}, True),
        ({"label": 4, "warnings": ("touches_edge", "faint_ink", "a_newer_code")}, False),
    ],
)
def test_a_label_is_possible_if_the_network_puts_it_next_or_saw_not_all(
    fields: dict[str, Any],
    possible: bool,
) -> None:
    confidence = fields["choices"][0].probability if "choices" in fields else 0.995

    assert is_possible(shown(confidence=confidence, **fields)) == possible


@pytest.mark.parametrize("told", [(), choices(0.1, 0.1, 0.1), choices(0.995, 0.004)])
def test_probabilities_that_are_missing_or_not_the_readings_say_nothing(told: tuple[Choice, ...]) -> None:
    assert not is_possible(shown(confidence=0.995, label=1, choices=told))


def test_where_others_are_as_probable_the_label_is_not_next() -> None:
    assert not is_possible(shown(confidence=0.991, label=1, choices=choices(0.991, 0.001, 0.001)))
