from typing import get_args
from uuid import UUID

import pytest

from handdraw_contracts.reports import DrawingRow, Language, Report, ShownDrawing, Window
from handdraw_reporter.drawings.album import AT_ONCE, ENLARGED, Album
from handdraw_reporter.drawings.pictures import picture
from handdraw_reporter.wording import load_wording

from .shown import GLYPH, MOMENT, shown


def album(
    *drawings: ShownDrawing, sheet: tuple[ShownDrawing, ...] = (), language: Language = "en", enlarged: int = 1
) -> Album:
    row = DrawingRow(name="unsure", title="Unsure", description="…", count=1234, drawings=drawings)
    report = Report(
        id=UUID("01a20cba-fd22-76e7-863d-b18dc65aefb3"),
        status="done",
        scheduled=True,
        language=language,
        window=Window(after=None, upto=None),
        requested_at=MOMENT,
        misread=(row,) if drawings else (),
        sheet=sheet,
    )
    return Album(report, load_wording(language), enlarged)


@pytest.mark.parametrize(
    ("language", "alternative", "facts"),
    [
        (
            "en",
            "Drawing that was read as 7, labelled 1",
            [
                ("Likeliest", "7: 60.0%, 1: 30.0%, 9: 10.0%"),
                ("Confidence", "60.0%"),
                ("Warnings", "faint ink, something else"),
                ("Ink", "90 \u00d7 140 px, stroke 9.5 px, 6.2% of the canvas, 12 px from its middle"),
                ("Drawn", "24 Nov 2026, 08:30:37 UTC"),
            ],
        ),
        (
            "de",
            "Als 7 gelesene Zeichnung, angegeben als 1",
            [
                ("Am wahrscheinlichsten", "7: 60,0\u00a0%, 1: 30,0\u00a0%, 9: 10,0\u00a0%"),
                ("Konfidenz", "60,0\u00a0%"),
                ("Warnungen", "blasser Strich, Sonstiges"),
                ("Maße", "90 \u00d7 140 px, Strichbreite 9,5 px, 6,2\u00a0% der Zeichenfläche, 12 px von deren Mitte"),
                ("Gezeichnet", "24.11.2026, 08:30:37 UTC"),
            ],
        ),
        (
            "ko",
            "7로 읽은 그림, 정답 1",
            [
                ("가능성이 큰 숫자", "7: 60.0%, 1: 30.0%, 9: 10.0%"),
                ("확신도", "60.0%"),
                ("경고", "흐린 선, 그 밖의 경고"),
                ("크기와 위치", "90 \u00d7 140 px, 굵기 9.5 px, 캔버스의 6.2%, 캔버스 가운데에서 12 px"),
                ("그린 시각", "2026년 11월 24일 08:30:37 UTC"),
            ],
        ),
    ],
)
def test_a_drawing_is_put_into_the_words_of_the_language(
    language: Language, alternative: str, facts: list[tuple[str, str]]
) -> None:
    drawing = shown(label=1, warnings=("faint_ink", "a_newer_code", "another_newer_code"))
    [one] = album(drawing, language=language).rows[0].prints

    assert (one.alternative, list(one.facts), one.against, one.picture) == (alternative, facts, True, picture(GLYPH))


def test_a_drawing_of_which_little_is_known_says_no_more() -> None:
    of = album(shown(drawn_at=None, choices=(), ink=None, glyph=None))
    [one] = of.rows[0].prints

    assert (one.picture, one.labelled, one.against, list(one.facts), of.incomplete) == (
        None,
        None,
        False,
        [("Confidence", "60.0%")],
        True,
    )


def test_the_first_of_a_row_are_shown_and_the_others_folded() -> None:
    [row] = album(*(shown(number) for number in range(1, AT_ONCE + 3))).rows

    assert ([one.drawing.id.int & 0xFF for one in row.shown], [one.drawing.id.int & 0xFF for one in row.folded]) == (
        list(range(1, AT_ONCE + 1)),
        [AT_ONCE + 1, AT_ONCE + 2],
    )


def test_the_sheet_is_laid_out_by_the_digit_that_was_read() -> None:
    sheet = album(sheet=(shown(1, read=3), shown(2, read=9), shown(3, read=3))).sheet

    assert [(digit, [one.drawing.id.int & 0xFF for one in prints]) for digit, prints in sheet] == [
        (3, [1, 3]),
        (9, [2]),
    ]


def test_pictures_may_be_enlarged() -> None:
    [(_, [one])] = album(sheet=(shown(),), enlarged=ENLARGED).sheet

    assert one.picture == picture(GLYPH, ENLARGED)


@pytest.mark.parametrize("language", get_args(Language))
def test_a_page_has_words_for_whatever_it_says(language: Language) -> None:
    of = album(language=language)

    assert (of.say("more", count=of.count(1234)) != "", "{" in of.say("count", count="1")) == (True, False)


def test_a_drawing_that_is_printed_twice_has_one_anchor() -> None:
    of = album(shown(1), shown(2), shown(1))

    assert [one.anchor for one in of.rows[0].prints] == [f"drawing-{shown(1).id}", f"drawing-{shown(2).id}", None]
