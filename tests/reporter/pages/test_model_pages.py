from datetime import UTC, datetime
from typing import get_args
from uuid import UUID

import pytest

from handdraw_contracts.classifications import ModelDescription
from handdraw_contracts.reports import Figure, Language, Report, Window
from handdraw_reporter.cards.describing import describe_model
from handdraw_reporter.pages import report as pages
from handdraw_reporter.wording import load_wording

from ..cards.descriptions import HOSTILE, describe, shipped, shipped_card, spoil

SVG = '<svg viewBox="0 0 1 1"></svg>'
FIGURES = ("digits", "training", "architecture")


def a_report(model: ModelDescription | None, language: Language = "en") -> Report:
    return Report(
        id=UUID("01a20cba-fd22-76e7-863d-b18dc65aefb3"),
        status="done",
        scheduled=True,
        language=language,
        window=Window(after=None, upto="5-0"),
        requested_at=datetime(2026, 11, 24, 9, tzinfo=UTC),
        title="Title",
        written_by="built-in",
        figures=tuple(Figure(name=name, title=name, description=f"What {name} shows") for name in FIGURES),
        model=model,
    )


@pytest.mark.parametrize("language", get_args(Language))
def test_page_and_text_tell_the_same_of_the_model(language: Language) -> None:
    report, words = a_report(shipped(), language), load_wording(language)
    section = describe_model(report.model, words)
    said = [text for part in section.parts for text in (part.title, *part.sentences, *part.notes)]
    said += [cell for part in section.parts if part.table for row in part.table.rows for cell in row]
    page = pages.render_html(report, dict.fromkeys(FIGURES, SVG)).replace("&#39;", "'")
    text = pages.render_markdown(report).replace("\\", "")

    assert [one for one in said if one not in page or one not in text] == []


def test_the_models_figures_stand_in_its_section_and_nowhere_else() -> None:
    report = a_report(shipped())
    page, text = pages.render_html(report, dict.fromkeys(FIGURES, SVG)), pages.render_markdown(report)
    title = load_wording("en").model["title"]

    assert [
        (whole.count(f"What {name} shows") > 0, whole.rpartition(title)[0].count(f"What {name} shows") > 0)
        for whole in (page, text)
        for name in FIGURES
    ] == [(True, True), (True, False), (True, False)] * 2


def test_a_training_that_no_section_shows_stands_with_the_other_figures() -> None:
    page = pages.render_html(a_report(None), dict.fromkeys(FIGURES, SVG))

    assert page.count('id="training"') == 1


@pytest.mark.parametrize("language", get_args(Language))
def test_a_gateway_that_was_away_is_said(language: Language) -> None:
    report, away = a_report(None, language), load_wording(language).model["away"]

    assert (away in pages.render_html(report, {}), away in pages.render_markdown(report)) == (True, True)


def test_whatever_a_card_says_stays_text() -> None:
    report = a_report(describe(spoil(shipped_card("5")), name=HOSTILE, version=HOSTILE))
    page, text = pages.render_html(report, {}), pages.render_markdown(report)

    assert ("<script" in page, "<script" in text, "](https" in text.replace("\\]", "")) == (False, False, False)
