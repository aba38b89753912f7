from base64 import b64encode
from typing import Any, get_args

import numpy as np
import pytest
from numpy.typing import NDArray

from handdraw_contracts.reports import Language
from handdraw_reporter.drawings.causes import explain, find_causes, measure_slant
from handdraw_reporter.wording import load_wording

from .shown import GLYPH, INK, shown

WORDS = load_wording("en")


def codes(*, doubted: bool = False, **fields: Any) -> list[str]:
    return [cause.code for cause in find_causes(shown(**{"confidence": 0.95} | fields), WORDS, doubted=doubted)]


def encode(pixels: NDArray[np.uint8]) -> str:
    return b64encode(pixels.tobytes()).decode()


def leaning(by: float) -> str:
    """Draw a line that moves so far to the right for each row that it goes down."""
    pixels = np.zeros((28, 28), np.uint8)
    for row in range(6, 22):
        pixels[row, round(14 + by * (row - 13.5))] = 255
    return encode(pixels)


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        ({}, []),
        ({"confidence": 0.5}, ["near"]),
        ({"confidence": 0.97, "label": 1}, ["near"]),
        ({"confidence": 0.97, "label": 4}, []),
        ({"warnings": ("touches_edge",)}, ["cut_off"]),
        ({"warnings": ("something_left_out",)}, ["left_out"]),
        ({"warnings": ("several_marks",)}, ["several_marks"]),
        ({"warnings": ("unlike_a_digit",)}, ["unlike"]),
        ({"warnings": ("faint_ink",)}, ["faint"]),
        ({"warnings": ("low_confidence", "a_newer_code")}, []),
        ({"ink": INK.model_copy(update={"stroke_px": 2.0})}, ["thin"]),
        ({"ink": INK.model_copy(update={"width_px": 9, "height_px": 14, "offset_px": 1})}, ["small"]),
        ({"ink": INK.model_copy(update={"offset_px": 100})}, ["off_centre"]),
        ({"glyph": leaning(0.9)}, ["slanted"]),
        ({"glyph": leaning(-0.9)}, ["slanted"]),
        ({"glyph": leaning(0.5)}, []),
        ({"ink": None, "glyph": None, "choices": ()}, []),
        ({"confidence": 0.5, "warnings": ("faint_ink", "touches_edge")}, ["near", "cut_off", "faint"]),
    ],
)
def test_causes_follow_from_what_was_measured_the_likeliest_first(fields: dict[str, Any], found: list[str]) -> None:
    assert codes(**fields) == found


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"label": 4}, ["In its evaluation, too, the network in service read a 4 as a 7 (2 times)."]),
        ({"label": 5}, []),
        ({"label": 7}, []),
        ({}, []),
    ],
)
def test_a_mistake_that_the_network_made_in_its_evaluation_is_a_cause(fields: dict[str, Any], said: list[str]) -> None:
    confusion = [[1, 0, 0, 0, 0, 0, 0, 9, 0, 0] for _ in range(10)]
    confusion[4][7], confusion[5][7] = 2, 1
    found = find_causes(shown(confidence=0.95, **fields), WORDS, confusion)

    assert [explain((cause,), WORDS) for cause in found] == said


def test_where_the_label_is_doubted_the_drawing_is_not_to_blame() -> None:
    assert codes(doubted=True, label=4, warnings=("touches_edge",)) == ["label"]


@pytest.mark.parametrize("by", [-0.9, -0.3, 0.0, 0.6])
def test_slant_is_how_far_ink_leans_for_each_step_down(by: float) -> None:
    assert measure_slant(leaning(by)) == pytest.approx(by, abs=0.06)


@pytest.mark.parametrize("pixels", [np.zeros((28, 28), np.uint8), np.eye(1, 784, 400, dtype=np.uint8) * 255])
def test_a_picture_of_nothing_or_of_a_point_does_not_lean(pixels: NDArray[np.uint8]) -> None:
    assert measure_slant(encode(pixels)) == 0


def test_an_explanation_names_the_two_likeliest_causes() -> None:
    causes = find_causes(shown(warnings=("touches_edge", "faint_ink")), WORDS, doubted=False)

    assert explain(causes, WORDS) == (
        "To the network a 1 was next (30.0%). It touches the edge, so part of it may be cut off."
    )


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Probably the label is wrong: the network saw a 7 and no 4."),
        ("de", "Vermutlich ist die Angabe falsch: Das Netz sah eine 7 und keine 4."),
        ("ko", "정답이 잘못됐을 가능성이 큽니다. 신경망에는 4가 아니라 7로 보였습니다."),
    ],
)
def test_a_doubted_label_is_explained_in_every_language(language: Language, said: str) -> None:
    words = load_wording(language)

    assert explain(find_causes(shown(label=4), words, doubted=True), words) == said


@pytest.mark.parametrize("language", get_args(Language))
def test_what_has_no_cause_is_said_to_have_none(language: Language) -> None:
    words = load_wording(language)

    assert explain((), words) == words.causes["none"]


def test_an_upright_line_is_nothing_special() -> None:
    assert codes(glyph=GLYPH) == []
