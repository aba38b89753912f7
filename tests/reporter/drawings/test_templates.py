import re
from typing import get_args
from uuid import UUID

import pytest

from handdraw_contracts.reports import DrawingRow, Language, Report, ShownDrawing, Window
from handdraw_reporter.drawings.album import AT_ONCE
from handdraw_reporter.drawings.pictures import picture
from handdraw_reporter.pages.report import render_html, render_markdown

from ..pages.parsed_page import ParsedPage, parse
from ..pages.test_report import HOSTILE
from .shown import GLYPH, MOMENT, shown

DRAWINGS = tuple(shown(number, label=number, explanation=f"Because of {number}.") for number in range(1, AT_ONCE + 3))


def report(*drawings: ShownDrawing, language: Language = "en", sheet: tuple[ShownDrawing, ...] = ()) -> Report:
    row = DrawingRow(name="unsure", title="A row", description="Of drawings.", count=1234, drawings=drawings)
    return Report(
        id=UUID("01a20cba-fd22-76e7-863d-b18dc65aefb3"),
        status="done",
        scheduled=True,
        language=language,
        window=Window(after=None, upto=None),
        requested_at=MOMENT,
        title="Title",
        written_by="built-in",
        misread=(row,),
        sheet=sheet,
    )


def page(*drawings: ShownDrawing, language: Language = "en", sheet: tuple[ShownDrawing, ...] = ()) -> ParsedPage:
    return parse(render_html(report(*drawings, language=language, sheet=sheet), {}))


@pytest.mark.parametrize("language", get_args(Language))
def test_a_page_shows_each_drawing_with_its_picture_its_words_and_its_event(language: Language) -> None:
    found = page(*DRAWINGS, sheet=DRAWINGS, language=language)
    pictures = [source for source in found.values("src") if source.startswith("data:")]
    events = [link for link in found.values("href") if "/v1/events/" in link]

    assert (pictures, events) == ([picture(GLYPH)] * 2 * len(DRAWINGS), [one.event_url for one in DRAWINGS] * 2)
    assert [
        text for text in ("A row", "1,234" if language != "de" else "1.234", "Because of 5.") if text not in found.text
    ] == []


def test_every_picture_is_described_and_no_id_is_given_twice() -> None:
    found = page(*DRAWINGS, DRAWINGS[0], sheet=DRAWINGS)
    ids = found.values("id")

    assert (found.tags.count("img"), len(found.values("alt")), "" in found.values("alt")) == (
        2 * len(DRAWINGS) + 1,
        2 * len(DRAWINGS) + 1,
        False,
    )
    assert ([one for one in set(ids) if ids.count(one) > 1], found.unbalanced, found.open) == ([], [], [])


def test_a_page_and_a_text_say_that_a_picture_is_missing() -> None:
    of = shown(glyph=None, drawn_at=None, choices=(), ink=None)
    said = "The log could not give every picture"

    assert (said in page(of).text, said in render_markdown(report(of))) == (True, True)
    assert said not in page(shown()).text


def test_what_a_model_supposes_is_told_from_what_was_computed() -> None:
    found = page(shown(explanation="It is faint.", hypothesis="The top may be open."))

    assert re.search(r"It is faint\.\s+The language model supposes:\s+The top may be open\.", found.text)


def test_whatever_stands_in_a_drawing_stays_text() -> None:
    of = shown(explanation=HOSTILE, hypothesis=HOSTILE, event_url=HOSTILE)
    found = page(of, sheet=(of,))
    text = render_markdown(report(of, sheet=(of,)))

    assert ("script" in found.tags, [name for name, _ in found.attributes if name.startswith("on")]) == (False, [])
    assert re.findall(r"<script|(?<!\\)\[x\]", text) == []


def test_a_text_has_a_row_a_drawing_with_as_many_cells_as_its_head() -> None:
    of = shown(explanation="a | b", warnings=("faint_ink",), label=1, hypothesis="c | d")
    lines = [line for line in render_markdown(report(of, of, sheet=(of,))).splitlines() if line.startswith("|")]

    assert [len(re.findall(r"(?<!\\)\|", line)) for line in lines[:7]] == [5] * 4 + [3] * 3
    assert f"]({picture(GLYPH, 3)})" in lines[2]


def test_a_report_without_drawings_says_nothing_of_them() -> None:
    empty = report().model_copy(update={"misread": ()})
    found = parse(render_html(empty, {}))

    assert ("misread" in found.values("id"), "sheet" in found.values("id")) == (False, False)
