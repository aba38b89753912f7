import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import Any, get_args
from uuid import UUID

import pytest

from handdraw_contracts.reports import (
    Authorship,
    Fact,
    Figure,
    Language,
    Refusal,
    Report,
    ReportFailure,
    ReportState,
    ReportSummary,
    Section,
    Window,
)
from handdraw_reporter import pages
from handdraw_reporter.counting.facts import compute_facts
from handdraw_reporter.figures.drawing import render_figures
from handdraw_reporter.wording import load_wording
from handdraw_reporter.writing.built_in import BuiltInAnalyst
from handdraw_reporter.writing.story import brief
from handdraw_reporter.writing.telling import tell

from .log_events import classification, refusal, simulate_log, summarise

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
VOID = {"meta", "br", "link", "img", "input", "hr"}


@dataclass
class ParsedPage(HTMLParser):
    """What a browser would find in a page."""

    tags: list[str] = field(default_factory=list)
    attributes: list[tuple[str, str | None]] = field(default_factory=list)
    text: str = ""
    open: list[str] = field(default_factory=list)
    unbalanced: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.unbalanced.append(tag)

    def handle_data(self, data: str) -> None:
        if self.open[-1:] != ["style"]:
            self.text += data

    def values(self, name: str) -> list[str]:
        return [value or "" for key, value in self.attributes if key == name]


def parse(page: str) -> ParsedPage:
    parser = ParsedPage()
    parser.feed(page)
    parser.close()
    return parser


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
    return report, parse(pages.render_html(report, svgs))


def test_a_page_holds_every_sentence_fact_and_figure(page: tuple[Report, ParsedPage]) -> None:
    report, found = page
    said = [sentence for section in report.sections for sentence in section.sentences]
    said += [text for fact in report.facts for text in (fact.label, fact.shown)]
    said += [text for figure in report.figures for text in (figure.title, figure.description)]

    assert [text for text in said if text not in found.text] == []


def test_a_page_needs_nothing_from_outside(page: tuple[Report, ParsedPage]) -> None:
    found = page[1]
    links = [link for link in found.values("href") if not link.startswith("#")]

    assert (set(found.tags) & {"script", "link", "img", "iframe", "object"}, found.values("src"), links) == (
        set(),
        [],
        ["/", f"/v1/reports/{ID}.json", f"/v1/reports/{ID}.md"],
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

    assert found.values("aria-label")[1:] == [figure.description for figure in report.figures]


def test_a_figure_takes_the_colours_of_the_page() -> None:
    report, svgs = write()
    body = pages.render_html(report, svgs).partition("</style>")[2]

    assert ("var(--accent)" in body, re.findall(r"(?:fill|stroke): #\w+", body)) == (True, [])


@pytest.mark.parametrize("status", get_args(ReportState))
def test_whatever_stands_in_a_report_stays_text_in_html(status: ReportState) -> None:
    update = {"status": status, "step": HOSTILE, "failure": ReportFailure(code="internal_error", detail=HOSTILE)}
    report = hostile().model_copy(update=update)
    found = parse(pages.render_html(report, {"digits": '<svg viewBox="0 0 1 1"></svg>'}))

    assert HOSTILE in found.text
    assert {
        "tags": set(found.tags) & {"script", "img"},
        "handlers": [name for name, _ in found.attributes if name.startswith("on")],
        "unbalanced": found.unbalanced,
    } == {"tags": set(), "handlers": [], "unbalanced": []}


@pytest.mark.parametrize("status", get_args(ReportState))
def test_whatever_stands_in_a_report_stays_text_in_markdown(status: ReportState) -> None:
    update = {"status": status, "step": HOSTILE, "failure": ReportFailure(code="internal_error", detail=HOSTILE)}
    text = pages.render_markdown(hostile().model_copy(update=update))

    assert (
        "&lt;script&gt;alert(1)&lt;/script&gt;" in text,
        re.findall(r"<|(?<!\\)\]\(java|(?<!\\)://|(?<!\\)\[x|\n---\n\n|^1\. ", text),
        [line for line in text.splitlines() if line.startswith("#") and not line.startswith(("# ", "## "))],
    ) == (True, [], [])


def test_a_row_of_a_markdown_table_has_as_many_cells_as_its_head_whatever_is_in_it() -> None:
    rows = [line for line in pages.render_markdown(hostile()).splitlines() if line.startswith("|")]

    assert [len(re.findall(r"(?<!\\)\|", row)) for row in rows] == [4, 4, 4]


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("95.1% of 1,234 drawings", "95.1% of 1,234 drawings"),
        ("1. first", "1\\. first"),
        ("- a point", "\\- a point"),
        ("*a* _b_ `c`", "\\*a\\* \\_b\\_ \\`c\\`"),
        ("a\n\n# b", "a \\# b"),
        ("www.evil.example me@evil", "www\\.evil.example me\\@evil"),
        ("a & b < c", "a &amp; b &lt; c"),
    ],
)
def test_markdown_is_escaped_no_more_than_it_must_be(text: str, escaped: str) -> None:
    assert pages.render_markdown(a_report(title=text, written_by="x")).splitlines()[0] == f"# {escaped}"


def test_markdown_tells_the_same_as_the_page_and_links_its_figures() -> None:
    report, _ = write()
    text = pages.render_markdown(report)
    sections = [f"## {one.title}\n\n{' '.join(one.sentences)}\n" for one in report.sections]
    links = re.findall(r"!\[.+\]\((.+)\)", text)

    assert ([one for one in sections if one not in text], links) == (
        [],
        [f"/v1/reports/{ID}/figures/{figure.name}.svg" for figure in report.figures],
    )


@pytest.mark.parametrize("status", ["queued", "writing"])
@pytest.mark.parametrize(
    ("language", "said"), [("en", "computing"), ("de", "die Fakten werden berechnet"), ("ko", "지표를 계산하는 중")]
)
def test_a_report_on_its_way_shows_how_far_it_is_and_looks_again(
    status: ReportState, language: Language, said: str
) -> None:
    found = parse(pages.render_html(a_report(status, language, progress=0.5, step="computing"), {}))

    assert (found.values("http-equiv"), found.values("value"), said in found.text) == (["refresh"], ["0.5"], True)


@pytest.mark.parametrize("status", ["done", "failed"])
def test_a_report_that_is_over_does_not_look_again(status: ReportState) -> None:
    assert parse(pages.render_html(a_report(status, title="x", written_by="x"), {})).values("http-equiv") == []


@pytest.mark.parametrize("language", get_args(Language))
@pytest.mark.parametrize("status", get_args(ReportState))
def test_every_state_has_a_page_and_a_text_in_every_language(status: ReportState, language: Language) -> None:
    report = a_report(status, language, title="Title", written_by="built-in")

    assert (parse(pages.render_html(report, {})).tags[:2], pages.render_markdown(report)[:2]) == (
        ["html", "head"],
        "# ",
    )


def summary_of(report: Report) -> ReportSummary:
    return ReportSummary(**{name: getattr(report, name) for name in ReportSummary.model_fields})


def test_the_list_says_in_words_how_far_each_report_is() -> None:
    reports = [summary_of(a_report(status, title="Title")) for status in get_args(ReportState)]
    found = parse(pages.render_listing(reports))

    assert (found.values("href"), re.findall("queued|being written|done|failed", found.text)) == (
        [f"/v1/reports/{ID}.html"] * 4,
        ["queued", "being written", "done", "failed"],
    )


def test_the_list_escapes_what_a_report_is_called() -> None:
    found = parse(pages.render_listing([summary_of(hostile())]))

    assert (HOSTILE in found.text, set(found.tags) & {"script", "img"}) == (True, set())


def test_an_empty_list_says_how_a_report_is_made() -> None:
    assert "curl -X POST" in parse(pages.render_listing([])).text


@pytest.mark.parametrize(
    ("language", "refused"),
    [("en", "unknown claims: 1,234"), ("de", "unbekannte Aussagen: 1.234"), ("ko", "알 수 없는 진술: 1,234")],
)
def test_the_page_and_the_text_say_who_wrote_what(language: Language, refused: str) -> None:
    report, svgs = write(language)
    rows = pages.describe_authorship(AUTHORSHIP, load_wording(language))
    page, text = parse(pages.render_html(report, svgs)).text, pages.render_markdown(report).replace("\\", "")
    said = [value for row in rows for value in row]

    assert ([one for one in said if one not in page or one not in text], refused in said) == ([], True)
