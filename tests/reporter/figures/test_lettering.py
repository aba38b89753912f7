from importlib.resources import files
from typing import get_args
from xml.etree import ElementTree as ET

import pytest
from fontTools.ttLib import TTFont
from matplotlib import font_manager
from matplotlib.figure import Figure as Canvas
from matplotlib.text import Text

from handdraw_contracts.reports import Language
from handdraw_reporter.figures.drawing import render_figures
from handdraw_reporter.figures.lettering import FONT, set_letters

from ..log_events import simulate_log, summarise

HISTORY = {"train_accuracy": (0.947, 0.984), "test_accuracy": (0.982, 0.989), "test_loss": (0.056, 0.033)}
MARKS = "0123456789ABCabc,.%()+-−×→~/ äöüÄÖÜß„“"  # noqa: RUF001 - a minus and a sign of multiplication


def known() -> set[int]:
    return set(TTFont(FONT).getBestCmap())


@pytest.mark.parametrize("language", get_args(Language))
def test_the_font_has_every_letter_of_every_word_or_make_figure_font_has_to_be_run(language: Language) -> None:
    folder = files("handdraw_reporter") / "languages" / language
    letters = {letter for file in folder.iterdir() for letter in file.read_text("utf-8") if letter.isprintable()}

    assert {letter for letter in letters | set(MARKS) if ord(letter) not in known()} == set()


def test_the_font_is_small_and_its_licence_lies_beside_it() -> None:
    said = FONT.with_name("OFL.txt").read_text()

    assert (FONT.stat().st_size < 300_000, "SIL OPEN FONT LICENSE Version 1.1" in said) == (True, True)


@pytest.mark.parametrize("language", get_args(Language))
def test_every_letter_of_a_figure_is_drawn_in_it_and_none_is_missing(language: Language) -> None:
    drawn = render_figures(summarise(simulate_log(400)), HISTORY, language)  # a missing one is a warning
    glyphs = {
        element.attrib["id"]
        for one in drawn
        for element in ET.fromstring(one.svg).iter("{http://www.w3.org/2000/svg}path")
        if "-" in element.get("id", "")
    }

    assert (len(drawn), {glyph for glyph in glyphs if not glyph.startswith("NotoSansKR-Regular-")}) == (9, set())


def test_labels_that_come_when_a_figure_is_laid_out_are_in_it_too() -> None:
    canvas = Canvas()
    axes = canvas.add_subplot()
    axes.plot([0, 1])
    set_letters(canvas)
    axes.set_xlim(0, 1000)
    axes.set_xticks(range(0, 1001, 20))
    canvas.draw_without_rendering()
    written = [text for text in canvas.findobj(Text) if isinstance(text, Text) and text.get_text()]

    assert (len(written) > 50, {text.get_fontproperties().get_file() for text in written}) == (True, {str(FONT)})


def test_matplotlibs_own_fonts_stay_as_they_are() -> None:
    before = list(font_manager.fontManager.ttflist)
    render_figures(summarise(simulate_log(40)), HISTORY, "ko")

    assert font_manager.fontManager.ttflist == before
