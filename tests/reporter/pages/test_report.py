import re
from datetime import UTC, datetime
from html import unescape
from typing import Any, get_args
from uuid import UUID

import pytest

from handdraw_contracts.reports import (
    Authorship,
    DrawingRow,
    Fact,
    Figure,
    Language,
    Refusal,
    Report,
    ReportFailure,
    ReportState,
    Section,
    ShownDrawing,
    Window,
)
from handdraw_reporter.counting.facts import compute_facts
from handdraw_reporter.figures.drawing import render_figures
from handdraw_reporter.pages.authorship import describe_authorship
from handdraw_reporter.pages.report import render_html, render_markdown
from handdraw_reporter.wording import load_wording
from handdraw_reporter.writing.built_in import BuiltInAnalyst
from handdraw_reporter.writing.story import brief
from handdraw_reporter.writing.telling import tell

from ..log_events import classification, refusal, simulate_log, summarise
from .parsed_page import ParsedPage, parse

HOSTILE = (
    "<script>alert(1)</script><img src=x onerror=alert(2)> \" ' {{ 7*7 }} | [x](javascript:alert) https://evil.example"
)
MOMENT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
ID = UUID("01a20cba-fd22-76e7-863d-b18dc65aefb3")
AUTHORSHIP = Authorship(
    outcome="chosen_in_part",
    model_asked="little-model",
    calls=2,
    kept=9,
    added=3,
    refused=(Refusal(code="unknown_claim", count=1234),),
    prompt_tokens=2345,
    completion_tokens=67,
    seconds=3.25,
    prompt_sha256="8f" * 32,
    facts_sha256="0c" * 32,
)
HISTORY = {"test_accuracy": (0.9, 0.95)}


def a_report(status: ReportState = "done", language: Language = "en", **fields: Any) -> Report:
    window = Window(after="1795509009250-0", upto="1795509910951-0")
    usual: dict[str, Any] = {"id": ID, "status": status, "scheduled": True, "language": language, "window": window}
    return Report(**usual | {"requested_at": MOMENT} | fields)


def write(language: Language = "en") -> tuple[Report, dict[str, str]]:
    hostile = [classification(301, client=HOSTILE[:64]), refusal(302, client=HOSTILE[:64])]
    summary = summarise([*simulate_log(300), *hostile])
    known, rendered = compute_facts(summary, language), render_figures(summary, HISTORY, language)
    briefing = brief(known, language)
    story = BuiltInAnalyst().write(briefing)
    title, sections = tell(story, briefing)
    report = a_report(
        language=language,
        finished_at=MOMENT,
        progress=1,
        written_by=story.written_by,
        authorship=AUTHORSHIP,
        title=title,
        sections=sections,
        facts=known,
        figures=tuple(one.figure for one in rendered),
        confusion=tuple(map(tuple, summary.confusion())),
    )
    return report, {one.figure.name: one.svg.decode() for one in rendered}


def hostile() -> Report:
    return a_report(
        title=HOSTILE,
        written_by=HOSTILE,
        sections=(Section(title=HOSTILE, sentences=(HOSTILE, f"# {HOSTILE}\n\n---\n1. {HOSTILE}")),),
        facts=(Fact(id="client.1", label=HOSTILE, value=HOSTILE, shown=HOSTILE, n=1),),
        figures=(Figure(name="digits", title=HOSTILE, description=HOSTILE),),
    )


@pytest.fixture(scope="module", params=get_args(Language))
def page(request: pytest.FixtureRequest) -> tuple[Report, ParsedPage]:
    report, svgs = write(request.param)
    return report, parse(render_html(report, svgs))


def test_a_page_holds_every_sentence_fact_and_figure(page: tuple[Report, ParsedPage]) -> None:
    report, found = page
    said = [sentence for section in report.sections for sentence in section.sentences]
    said += [text for fact in report.facts for text in (fact.label, fact.shown)]
    said += [text for figure in report.figures for text in (figure.title, figure.description)]

    assert [text for text in said if text not in found.text] == []


def test_a_page_needs_nothing_from_outside(page: tuple[Report, ParsedPage]) -> None:
    found = page[1]
    links = [link for link in found.values("href") if not link.startswith("#")]

    assert (set(found.tags) & {"script", "img", "iframe", "object"}, found.values("src"), links) == (
        set(),
        [],
        ["data:,", "/", f"/v1/reports/{ID}.json", f"/v1/reports/{ID}.md"],
    )


def test_a_page_is_well_formed_and_gives_no_id_twice(page: tuple[Report, ParsedPage]) -> None:
    ids = page[1].values("id")

    assert (page[1].unbalanced, page[1].open, [one for one in set(ids) if ids.count(one) > 1]) == ([], [], [])


def test_every_part_of_a_figure_that_is_referred_to_is_there(page: tuple[Report, ParsedPage]) -> None:
    found = page[1]
    referred = {link[1:] for link in found.values("href") if link.startswith("#")}
    referred |= {name for value in found.values("clip-path") for name in re.findall(r"url\(#(.+)\)", value)}

    assert referred - set(found.values("id")) == set()


def test_figures_are_described_for_those_who_do_not_see_them(page: tuple[Report, ParsedPage]) -> None:
    report, found = page
    drawn = [figure.description for figure in report.figures if figure.name != "confusion"]

    assert sorted(label for label in found.values("aria-label") if label in drawn) == sorted(drawn)


def test_a_figure_takes_the_colours_of_the_page_and_brings_no_style_of_its_own(
    page: tuple[Report, ParsedPage],
) -> None:
    fills = set(page[1].values("fill"))

    assert ("var(--accent)" in fills, {one for one in fills if one.startswith("#")}, page[1].values("style")) == (
        True,
        set(),
        [],
    )


def test_every_number_of_a_sentence_that_shows_a_fact_leads_to_it(page: tuple[Report, ParsedPage]) -> None:
    report, found = page
    spans = [span for section in report.sections for sentence in section.spans for span in sentence]
    shown = [f"#fact-{span.fact}" for span in spans if span.fact]
    links = [link for link in found.values("href") if link.startswith("#fact-")]
    unlinked = [span.text for span in spans if not span.fact and re.search(r"\d", span.text)]

    assert ([link for link in shown if link not in links], len(shown) > 20, unlinked) == ([], True, [])


def test_the_confusion_is_a_table_with_a_row_for_each_digit_and_its_sum(page: tuple[Report, ParsedPage]) -> None:
    report, found = page
    words = load_wording(report.language)
    totals = [words.format_number(sum(row)) for row in report.confusion]

    assert [one in found.text for one in (words.page["matrix_read"], *totals)] == [True] * 11


def test_a_cell_of_the_confusion_leads_to_a_drawing_that_the_page_shows() -> None:
    report, svgs = write()
    label, read = next((a, b) for a in range(10) for b in range(10) if a != b and report.confusion[a][b])
    drawing = ShownDrawing(id=ID, drawn_at=MOMENT, read=read, label=label, confidence=0.7)
    row = DrawingRow(name="unsure", title="Unsure", description="", count=1, drawings=(drawing,))
    page = render_html(report.model_copy(update={"misread": (row,)}), svgs)

    assert re.findall(r'href="(#drawing-[^"]*)"', page) == [f"#drawing-{ID}"]


def test_what_can_be_done_is_a_list_in_order(page: tuple[Report, ParsedPage]) -> None:
    report, found = page

    assert (found.tags.count("ol"), found.tags.count("li")) == (1, len(report.sections[-1].sentences))


def test_an_older_report_without_spans_and_confusion_is_shown_too() -> None:
    report, svgs = write()
    sections = tuple(section.model_copy(update={"spans": (), "claims": ()}) for section in report.sections)
    older = report.model_copy(update={"sections": sections, "confusion": ()})
    found = parse(render_html(older, svgs))
    said = [sentence for section in sections for sentence in section.sentences]

    assert ([one for one in said if one not in found.text], found.tags.count("svg")) == ([], len(report.figures))


@pytest.mark.parametrize("status", get_args(ReportState))
def test_whatever_stands_in_a_report_stays_text_in_html(status: ReportState) -> None:
    update = {"status": status, "step": HOSTILE, "failure": ReportFailure(code="internal_error", detail=HOSTILE)}
    report = hostile().model_copy(update=update)
    found = parse(render_html(report, {"digits": '<svg viewBox="0 0 1 1"></svg>'}))

    assert HOSTILE in found.text
    assert {
        "tags": set(found.tags) & {"script", "img"},
        "handlers": [name for name, _ in found.attributes if name.startswith("on")],
        "unbalanced": found.unbalanced,
    } == {"tags": set(), "handlers": [], "unbalanced": []}


@pytest.mark.parametrize("status", get_args(ReportState))
def test_whatever_stands_in_a_report_stays_text_in_markdown(status: ReportState) -> None:
    update = {"status": status, "step": HOSTILE, "failure": ReportFailure(code="internal_error", detail=HOSTILE)}
    text = render_markdown(hostile().model_copy(update=update))

    assert (
        "&lt;script&gt;alert(1)&lt;/script&gt;" in text,
        re.findall(r"<|(?<!\\)\]\(java|(?<!\\)://|(?<!\\)\[x|\n---\n\n|^1\. ", text),
        [line for line in text.splitlines() if line.startswith("#") and not line.startswith(("# ", "## "))],
    ) == (True, [], [])


def test_a_row_of_a_markdown_table_has_as_many_cells_as_its_head_whatever_is_in_it() -> None:
    rows = [line for line in render_markdown(hostile()).splitlines() if line.startswith("|")]

    assert [len(re.findall(r"(?<!\\)\|", row)) for row in rows] == [5, 5, 5]


def plain(markdown: str) -> str:
    """Return a text without its escapes and marks of a table."""
    return unescape(markdown.replace("\\", "").replace("\u00a0", " "))


@pytest.mark.parametrize("language", get_args(Language))
def test_json_the_page_and_markdown_say_the_same(language: Language) -> None:
    report, svgs = write(language)
    told = Report.model_validate_json(report.model_dump_json())
    page, text = parse(render_html(report, svgs)).text.replace("\u00a0", " "), plain(render_markdown(report))
    said = [told.title or "", *(section.title for section in told.sections)]
    said += [sentence for section in told.sections for sentence in section.sentences]
    said += [part for fact in told.facts for part in (fact.label, fact.shown)]
    said += [load_wording(language).format_number(fact.n) for fact in told.facts]
    said = [plain(one) for one in said]

    assert ([one for one in said if one not in page], [one for one in said if one not in text]) == ([], [])


@pytest.mark.parametrize("address", ["figures", "http://127.0.0.1:8002/v1/reports/x/figures"])
def test_markdown_shows_its_figures_by_the_address_that_it_is_given(address: str) -> None:
    report, _ = write()
    text = render_markdown(report, address)

    assert sorted(re.findall(r"!\[.+\]\((.+)\)", text)) == sorted(
        f"{address}/{figure.name}.png" for figure in report.figures
    )


@pytest.mark.parametrize("status", ["queued", "writing"])
@pytest.mark.parametrize(
    ("language", "said"), [("en", "computing"), ("de", "die Fakten werden berechnet"), ("ko", "지표를 계산하는 중")]
)
def test_a_report_on_its_way_shows_how_far_it_is_and_looks_again(
    status: ReportState, language: Language, said: str
) -> None:
    found = parse(render_html(a_report(status, language, progress=0.5, step="computing"), {}))

    assert (found.values("http-equiv"), found.values("value"), said in found.text) == (["refresh"], ["0.5"], True)


@pytest.mark.parametrize("status", ["done", "failed"])
def test_a_report_that_is_over_does_not_look_again(status: ReportState) -> None:
    assert parse(render_html(a_report(status, title="x", written_by="x"), {})).values("http-equiv") == []


@pytest.mark.parametrize("language", get_args(Language))
@pytest.mark.parametrize("status", get_args(ReportState))
def test_every_state_has_a_page_and_a_text_in_every_language(status: ReportState, language: Language) -> None:
    report = a_report(status, language, title="Title", written_by="built-in")

    assert (parse(render_html(report, {})).tags[:2], render_markdown(report)[:2]) == (
        ["html", "head"],
        "# ",
    )


@pytest.mark.parametrize(
    ("language", "refused"),
    [("en", "unknown claims: 1,234"), ("de", "unbekannte Aussagen: 1.234"), ("ko", "알 수 없는 진술: 1,234")],
)
def test_the_page_and_the_text_say_who_wrote_what(language: Language, refused: str) -> None:
    report, svgs = write(language)
    rows = describe_authorship(AUTHORSHIP, load_wording(language))
    page, text = parse(render_html(report, svgs)).text, render_markdown(report).replace("\\", "")
    said = [value for row in rows for value in row]

    assert ([one for one in said if one not in page or one not in text], refused in said) == ([], True)
