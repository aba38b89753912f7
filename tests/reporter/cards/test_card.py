from typing import Any

import pytest

from handdraw_reporter.cards.card import Card, Evaluation, Measured, name_model, read_card

from .descriptions import describe, shipped

SENSELESS: list[Any] = [None, "", -1, 1e308, [], {}, [[]], {"accuracy": 7}, "x" * 100_000, True, {"": None}]


def test_the_card_of_the_version_that_ships_is_read() -> None:
    card = read_card(shipped())

    assert (card.parameters, card.epochs, card.evaluation and card.evaluation.drawn) == (
        164_315,
        40,
        Measured(accuracy=0.997333, ece=0.003567, brier=0.004619, digits=1500, writers=6),
    )


def test_an_empty_card_says_nothing() -> None:
    assert read_card(describe({})) == Card()


@pytest.mark.parametrize("field", Card.model_fields)
@pytest.mark.parametrize("value", SENSELESS, ids=lambda value: repr(value)[:20])
def test_whatever_stands_in_a_field_the_others_are_read(field: str, value: Any) -> None:
    others = {"epochs": 40, "batch_size": 128} | {field: value}
    card = read_card(describe(others))

    kept = {name for name in ("epochs", "batch_size") if name != field}
    assert {name: getattr(card, name) for name in kept} == {name: others[name] for name in kept}


def test_of_a_part_that_makes_sense_in_part_that_is_kept() -> None:
    card = read_card(describe({"evaluation": {"headline": 7, "mnist": {"accuracy": 0.99, "ece": "low"}}}))

    assert card.evaluation == Evaluation(mnist=Measured(accuracy=0.99))


def test_a_name_is_cut_and_keeps_no_mark_that_is_not_seen() -> None:
    model = describe({}, name="a\u202eb\n" + "c" * 100, version="5\x00")

    assert name_model(model) == "ab" + "c" * 38 + " 5"
