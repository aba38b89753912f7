import xml.etree.ElementTree as ET
from io import BytesIO
from typing import get_args

import pytest
from PIL import Image

from handdraw_contracts.reports import Language
from handdraw_reporter.counting.summary import Summary
from handdraw_reporter.figures.colours import NAMES
from handdraw_reporter.figures.drawing import RenderedFigure, render_figures

from ..log_events import Json, classification, label, refusal, simulate_log, summarise

HISTORY = {
    "train_accuracy": (0.947, 0.984, 0.99),
    "test_accuracy": (0.982, 0.989, 0.991),
    "train_loss": (0.177, 0.049, 0.021),
    "test_loss": (0.056, 0.033, 0.031),
}


@pytest.fixture(scope="module")
def drawn() -> tuple[RenderedFigure, ...]:
    return render_figures(summarise(simulate_log(400)), HISTORY, "en")


def names(drawn: tuple[RenderedFigure, ...]) -> list[str]:
    return [one.figure.name for one in drawn]


def test_each_figure_is_drawn_once_and_in_order(drawn: tuple[RenderedFigure, ...]) -> None:
    assert names(drawn) == [
        "timeline",
        "digits",
        "confidence",
        "latency",
        "stages",
        "confusion",
        "scores",
        "reliability",
        "training",
    ]


def test_each_figure_says_in_words_what_it_shows(drawn: tuple[RenderedFigure, ...]) -> None:
    assert [one.figure.name for one in drawn if len(one.figure.description) < 40 or not one.figure.title] == []


def test_the_same_summary_makes_the_same_bytes(drawn: tuple[RenderedFigure, ...]) -> None:
    assert render_figures(summarise(simulate_log(400)), HISTORY, "en") == drawn


def test_each_png_is_a_picture_of_some_size(drawn: tuple[RenderedFigure, ...]) -> None:
    sizes = {Image.open(BytesIO(one.png), formats=("PNG",)).size for one in drawn}

    assert sizes == {(960, 480), (960, 640), (960, 768), (960, 902), (960, 864)}


def test_each_svg_is_xml_without_a_date_a_script_or_anything_from_outside(drawn: tuple[RenderedFigure, ...]) -> None:
    for one in drawn:
        tags = {element.tag.rpartition("}")[2] for element in ET.fromstring(one.svg).iter()}
        referred = {
            value
            for element in ET.fromstring(one.svg).iter()
            for name, value in element.attrib.items()
            if name.endswith("href") and not value.startswith("#")
        }

        assert (tags & {"script", "image", "date", "foreignObject", "text"}, referred) == (set(), set())


def test_figures_have_no_colours_but_those_that_a_page_can_change(drawn: tuple[RenderedFigure, ...]) -> None:
    used = {
        colour.strip()
        for one in drawn
        for style in ET.fromstring(one.svg).iter()
        for part in style.get("style", "").split(";")
        for kind, _, colour in [part.partition(":")]
        if kind.strip() in {"fill", "stroke"}
    }

    assert used - {"none"} <= set(NAMES)


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ([], []),
        ([refusal(1)], []),
        ([label(1, of=9, digit=3)], []),
        ([classification(1)], ["digits", "confidence", "latency", "stages"]),
        ([label(1, of=9, digit=3, read=3)], ["confusion", "scores", "reliability"]),
    ],
)
def test_a_figure_without_data_is_left_out(events: list[Json], expected: list[str]) -> None:
    assert names(render_figures(summarise(events), {}, "en")) == expected


@pytest.mark.parametrize(
    ("history", "expected"),
    [
        ({}, []),
        ({"test_accuracy": ()}, []),
        ({"other": (1.0,)}, []),
        ({"test_accuracy": (0.9,)}, []),
        ({"test_accuracy": (0.9, 0.95)}, ["training"]),
        ({"train_loss": (0.9, 0.5)}, ["training"]),
        ({"train_accuracy": (0.9, 0.95), "train_loss": (0.3, 0.2)}, ["training"]),
    ],
)
def test_the_training_is_drawn_as_far_as_the_model_card_tells(
    history: dict[str, tuple[float, ...]], expected: list[str]
) -> None:
    assert names(render_figures(Summary(), history, "en")) == expected


@pytest.mark.parametrize("total_ms", [0.0, 3.0, 1e9])
def test_a_single_time_however_extreme_can_be_drawn(total_ms: float) -> None:
    assert "latency" in names(render_figures(summarise([classification(1, total_ms=total_ms)]), {}, "en"))


@pytest.mark.parametrize("language", get_args(Language))
def test_figures_speak_the_language_of_the_report(language: Language) -> None:
    [digits, *_] = render_figures(summarise([classification(1)]), {}, language)

    assert (
        digits.figure.title == {"en": "What was drawn", "de": "Was gezeichnet wurde", "ko": "무엇을 그렸나"}[language]
    )
