from typing import Any, get_args

import pytest

from handdraw_contracts.reports import Language
from handdraw_reporter.cards.describing import describe_model
from handdraw_reporter.cards.section import ModelSection
from handdraw_reporter.wording import load_wording

from .descriptions import HOSTILE, describe, shipped, shipped_card, spoil

EN = load_wording("en")
LANGUAGES = get_args(Language)
AN_ACCURACY = {"data": {"name": "MNIST", "test": 10_000}, "evaluation": {"mnist": {"accuracy": 0.9944}}}


def titles(section: ModelSection) -> list[str]:
    return [part.title for part in section.parts]


def every_word(section: ModelSection) -> str:
    said = [section.title, *section.sentences]
    for one in section.parts:
        cells = [cell for row in one.table.rows for cell in row] if one.table else []
        said += [one.title, *one.sentences, *one.notes, *cells]
    return "\n".join(said)


def test_a_gateway_that_is_away_leaves_a_sentence_that_says_so() -> None:
    assert describe_model(None, EN) == ModelSection("The network", (EN.model["away"],))


@pytest.mark.parametrize(
    ("card", "expected"),
    [
        ({}, ["In service"]),
        ({"unlike": None}, ["In service", "What it warns of"]),
        ({"data": {"name": "MNIST", "train": 9, "test": 1}}, ["In service", "What it learned from", "Licences"]),
        ({"architecture": ["relu"]}, ["In service", "How it is built"]),
        ({"epochs": 5, "batch_size": 64, "optimizer": "adam"}, ["In service", "How it was trained"]),
        ({"calibration": None}, ["In service", "How far its confidence can be trusted"]),
        (AN_ACCURACY, ["In service", "How well it reads", "Licences"]),
    ],
)
def test_an_older_card_says_what_it_can(card: dict[str, Any], expected: list[str]) -> None:
    assert titles(describe_model(describe(card), EN)) == expected


@pytest.mark.parametrize("version", ["4", "5"])
def test_the_versions_that_ship_have_every_part(version: str) -> None:
    section = describe_model(shipped(version), EN)

    assert (len(section.parts), set(section.figures)) == (8, {"architecture", "training"})


def test_it_is_said_when_a_version_was_made_where_the_readers_are() -> None:
    words = load_wording("ko", "Asia/Seoul")

    assert describe_model(shipped(), words).parts[0].sentences[:3] == (
        "지금 쓰는 버전은 digits 5입니다.",
        "2026년 11월 26일 21:04:22 KST에 만들었습니다.",
        "파라미터는 164,315개입니다.",
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_of_a_card_is_printed_but_what_is_cut_to_a_name(language: Language) -> None:
    model = describe(spoil(shipped_card("5")), name=HOSTILE, version=HOSTILE)
    said = every_word(describe_model(model, load_wording(language)))
    name = HOSTILE.replace("\u202e", "").replace("\x00", "")[:40]

    assert ("https" in said.replace(name, ""), "xxxx" in said, "\x00" in said, "\u202e" in said) == (
        False,
        False,
        False,
        False,
    )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("version", ["4", "5"])
def test_every_place_is_filled_and_every_particle_chosen(version: str, language: Language) -> None:
    said = every_word(describe_model(shipped(version), load_wording(language)))

    assert [mark for mark in "{}[]" if mark in said] == []


def test_every_kind_of_the_version_that_ships_has_a_word() -> None:
    card = shipped_card("5")
    kinds = {*card["drawn"]["train"], *card["evaluation"]["warned"]} - {"ordinarily"}

    assert kinds - set(EN.pictures) == set()
