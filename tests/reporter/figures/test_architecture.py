from typing import get_args

import pytest
from matplotlib.figure import Figure as Canvas

from handdraw_contracts.reports import Language
from handdraw_reporter.cards.blocks import find_blocks
from handdraw_reporter.figures.architecture import paint_architecture
from handdraw_reporter.figures.drawing import render_architecture
from handdraw_reporter.figures.lettering import set_letters
from handdraw_reporter.figures.plots import Sheet
from handdraw_reporter.wording import load_wording

from ..cards.descriptions import describe, shipped


def written(language: Language, version: str = "5") -> list[str]:
    model, canvas, wording = shipped(version), Canvas(), load_wording(language)
    paint_architecture(Sheet(canvas, wording.figures["architecture"], wording), (28, 28, 1), find_blocks(model))
    set_letters(canvas)
    canvas.draw_without_rendering()
    [axes] = canvas.axes
    return [text.get_text() for text in axes.texts if text.get_text()]


def test_each_block_says_what_it_is_and_what_it_hands_on() -> None:
    assert written("en")[:8] == [
        "Picture",
        "28 × 28 × 1",  # noqa: RUF001 - a sign of multiplication
        "Convolution",
        "16 filters of 3 × 3, normalised, ReLU",  # noqa: RUF001
        "28 × 28 × 16",  # noqa: RUF001
        "Maximum",
        "of each 2 × 2",  # noqa: RUF001
        "14 × 14 × 16",  # noqa: RUF001
    ]


@pytest.mark.parametrize("language", get_args(Language))
@pytest.mark.parametrize("version", ["4", "5"])
def test_it_is_drawn_in_every_language(version: str, language: Language) -> None:
    [one] = render_architecture(shipped(version), language)

    assert (one.figure.name, one.png[:4], b"<svg" in one.svg) == ("architecture", b"\x89PNG", True)


@pytest.mark.parametrize("texts", [[], ["relu"] * 200])
def test_nothing_is_drawn_where_nothing_is_said(texts: list[str]) -> None:
    assert (render_architecture(None, "en"), render_architecture(describe({"architecture": texts}), "en")) == ((), ())


def test_blocks_whose_shape_is_not_certain_are_drawn_without_one() -> None:
    [one] = render_architecture(describe({"architecture": ["something new", "dense, 3 units, linear"]}), "ko")

    assert one.figure.name == "architecture"
