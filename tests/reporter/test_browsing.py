from pathlib import Path

import pytest
from fastapi import Request

from handdraw_contracts.reports import Report, ReportRequest, Window
from handdraw_reporter.browsing import answer_form, answer_list, answer_page
from handdraw_reporter.errors import InvalidWindow, LoggerUnavailable, ReporterError, TooManyReports
from handdraw_reporter.form import Entries
from handdraw_reporter.reporter import Reporter

from .fake_logger import FakeLogger
from .reporters import make_reporter

REQUEST = Request({"type": "http", "headers": [(b"accept-language", b"de")]})


@pytest.fixture
def reporter(tmp_path: Path) -> Reporter:
    return make_reporter(tmp_path, FakeLogger([]).client())


def test_a_page_says_what_decided_what_it_is_like() -> None:
    answer = answer_page("<style>p {}</style>", "Accept", 422)

    assert (answer.status_code, answer.headers["Vary"], "sha256-" in answer.headers["Content-Security-Policy"]) == (
        422,
        "Accept",
        True,
    )


def test_a_form_leads_to_the_report_that_was_asked_for(reporter: Reporter) -> None:
    asked: list[ReportRequest] = []

    def ask(wanted: ReportRequest) -> Report:
        asked.append(wanted)
        return reporter.reports.create(Window(after=None, upto="5-0"), "ko", scheduled=False)

    answer = answer_form(REQUEST, reporter, Entries(language="ko"), ask)
    [report] = reporter.reports.list_newest(1).reports

    assert (answer.status_code, answer.headers["Location"]) == (303, f"/v1/reports/{report.id}.html")
    assert asked == [ReportRequest(language="ko")]


@pytest.mark.parametrize(
    ("error", "status", "retry_after", "says"),
    [
        (InvalidWindow("future", "not yet"), 422, None, "liegt noch in der Zukunft"),
        (LoggerUnavailable("away"), 503, "5", "gerade nicht lesbar"),
        (TooManyReports("wait"), 429, "5", "zu viele Berichte"),
    ],
)
def test_what_is_wrong_is_told_in_the_readers_language(
    reporter: Reporter, error: ReporterError, status: int, retry_after: str | None, says: str
) -> None:
    answer = answer_list(REQUEST, reporter, refused=error)

    assert (answer.status_code, answer.headers.get("Retry-After"), says in bytes(answer.body).decode()) == (
        status,
        retry_after,
        True,
    )


def test_below_a_path_of_a_site_every_link_says_so(reporter: Reporter) -> None:
    headers = [(b"host", b"draw.example")]
    below = Request({"type": "http", "scheme": "https", "headers": headers, "root_path": "/below"})
    empty = bytes(answer_list(below, reporter).body).decode()
    report = reporter.reports.create(Window(after=None, upto="5-0"), "ko", scheduled=False)
    listed = bytes(answer_list(below, reporter).body).decode()
    led = answer_form(below, reporter, Entries(), lambda _: report).headers["Location"]

    assert ('action="/below/v1/reports"' in empty, "https://draw.example/below/v1/reports</pre>" in empty) == (
        True,
        True,
    )
    assert (f'href="/below/v1/reports/{report.id}.html"' in listed, led) == (
        True,
        f"/below/v1/reports/{report.id}.html",
    )
    assert [where for where in (empty, listed) if '="/v1' in where or 'href="/"' in where] == []
