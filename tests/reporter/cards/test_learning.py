from typing import Any

import pytest

from handdraw_reporter.cards.card import read_card
from handdraw_reporter.cards.learning import describe_learning, name_licences
from handdraw_reporter.cards.section import Part
from handdraw_reporter.wording import load_wording

from .descriptions import describe, shipped

EN = load_wording("en")


def learned(**card: Any) -> Part:
    part = describe_learning(read_card(describe(card)), EN)
    assert part is not None
    return part


def test_kinds_without_a_word_stand_together_behind_the_others() -> None:
    part = learned(drawn={"train": {"letters": 5, "pen digits": 7, "new": 2, "newer": 1}, "right": {"letters": 0.99}})

    assert (part.sentences, part.table and part.table.rows) == (
        ("In all, 15 pictures were drawn to learn from; 5 of these show no digit.",),
        (("pen digits", "7", "", ""), ("letters", "5", "", "99.0%"), ("other kinds", "3", "0", "")),
    )


@pytest.mark.parametrize(
    ("name", "begins"), [("MNIST", "9 of MNIST's images"), ("EMNIST", "9 images"), (None, "9 images")]
)
def test_no_data_but_what_is_known_is_named(name: str | None, begins: str) -> None:
    assert learned(data={"name": name, "train": 9, "test": 1}).sentences[0].startswith(begins)


def test_a_card_without_data_says_nothing_of_learning() -> None:
    assert describe_learning(read_card(describe({})), EN) is None


@pytest.mark.parametrize(
    ("card", "licences"),
    [
        ({"data": {"name": "MNIST"}}, ["CC BY-SA 3.0"]),
        ({"data": {"name": "mine"}, "drawn": {"strokes": [{"drawings": 3}]}}, ["CC BY 4.0"]),
        ({"data": {"name": "mine"}}, []),
    ],
)
def test_whose_data_it_is_is_said_where_it_is_known(card: dict[str, Any], licences: list[str]) -> None:
    part = name_licences(read_card(describe(card)), EN)

    assert [sentence.rpartition("under ")[2].rstrip(".") for sentence in (part.sentences if part else ())] == licences


def test_the_version_that_ships_learned_from_both() -> None:
    part = name_licences(read_card(shipped()), EN)

    assert part is not None
    assert len(part.sentences) == 2
