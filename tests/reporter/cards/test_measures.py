from typing import Any

import pytest

from handdraw_reporter.cards.card import read_card
from handdraw_reporter.cards.measures import describe_accuracy, describe_confidence, describe_warnings
from handdraw_reporter.cards.section import Part
from handdraw_reporter.wording import load_wording

from .descriptions import describe, shipped

EN = load_wording("en")
MNIST = {"name": "MNIST", "test": 10_000}


def accuracy(data: dict[str, Any] | None = None, **evaluation: Any) -> Part:
    card = {"data": data, "evaluation": {"mnist": {"accuracy": 0.9944}} | evaluation}
    part = describe_accuracy(read_card(describe(card)), EN)
    assert part is not None
    return part


def rows(part: Part | None) -> tuple[tuple[str, ...], ...]:
    return part.table.rows if part and part.table else ()


@pytest.mark.parametrize(
    ("data", "row"),
    [(MNIST, ("10,000", "99.44%", "99.27% to 99.57%")), (None, ("", "99.44%", ""))],
)
def test_an_accuracy_has_an_interval_where_it_is_known_of_how_many(
    data: dict[str, Any] | None, row: tuple[str, ...]
) -> None:
    assert rows(accuracy(data)) == (("MNIST's test digits", *row),)


def test_both_sets_stand_in_the_tables() -> None:
    model = shipped()
    card = read_card(model)

    assert (rows(describe_accuracy(card, EN)), rows(describe_confidence(model, card, EN))) == (
        (
            ("MNIST's test digits", "10,000", "99.44%", "99.27% to 99.57%"),
            ("drawn digits of 6 writers", "1,500", "99.73%", "99.32% to 99.90%"),
        ),
        (("MNIST's test digits", "0.0024", "0.0085"), ("drawn digits of 6 writers", "0.0036", "0.0046")),
    )


@pytest.mark.parametrize(
    ("headline", "said"),
    [(0.99, ["more than version 3"]), (0.97, ["less than version 3"]), (0.98, []), (0.980001, [])],
)
def test_a_version_is_compared_only_where_the_difference_is_seen(headline: float, said: list[str]) -> None:
    notes = accuracy(headline=headline, stable={"version": 3, "headline": 0.98}).notes
    found = [words for note in notes for words in ("more than version 3", "less than version 3") if words in note]

    assert found == said


@pytest.mark.parametrize(
    ("card", "said"),
    [
        ({"calibration": {"temperature": 1.2114}}, "a temperature of 1.21."),
        ({"calibration": None}, "not calibrated"),
        ({"calibration": {"temperature": "hot"}}, None),
        ({}, None),
    ],
)
def test_the_confidence_is_as_calibrated_as_the_card_says(card: dict[str, Any], said: str | None) -> None:
    model = describe(card)
    part = describe_confidence(model, read_card(model), EN)

    assert (part is None, said in part.sentences[0] if part and said else said) == (said is None, said and True)


def test_what_it_warns_of_is_told_kind_by_kind_and_unknown_kinds_are_not() -> None:
    model = describe({"evaluation": {"warned": {"letters": 0.98, "<b>": 0.5, "ordinarily": 0.001}}, "unlike": {}})
    part = describe_warnings(model, read_card(model), EN)

    assert rows(part) == (("letters", "98.0%"), ("digits, ordinarily", "0.1%"))


def test_a_version_that_knows_no_other_thing_than_digits_says_so() -> None:
    model = shipped("4")
    part = describe_warnings(model, read_card(model), EN)

    assert part is not None
    assert part.sentences[0] == EN.model["no_unlike"]
