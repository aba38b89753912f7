import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID, uuid4

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from handdraw_chassis.logs import RequestId
from handdraw_contracts import __version__
from handdraw_contracts.reports import Authorship, Figure, Report, Window
from handdraw_reporter.errors import InvalidRequest, QueueUnavailable
from handdraw_reporter.form import FORM
from handdraw_reporter.metrics import Metrics
from handdraw_reporter.problems import PROBLEMS
from handdraw_reporter.queueing import ReportQueue
from handdraw_reporter.reporter import Reporter
from handdraw_reporter.routes import router
from handdraw_reporter.settings import Settings

from .fake_logger import FakeLogger
from .log_events import classification, cursor
from .reporters import make_reporter

NAMED = {"service": "reporter", "version": __version__}


class FakeQueue(ReportQueue):
    def __init__(self) -> None:
        self.reports: list[UUID] = []
        self.workers = 1
        self.away = False

    def put(self, report_id: UUID) -> None:
        self._answer()
        self.reports.append(report_id)

    def withdraw(self, report_id: UUID) -> None:
        self._answer()
        self.reports.remove(report_id)

    def count_workers(self) -> int:
        self._answer()
        return self.workers

    def count_waiting(self) -> int:
        self._answer()
        return len(self.reports)

    def _answer(self) -> None:
        if self.away:
            raise QueueUnavailable("Redis: away")


class Parts(NamedTuple):
    """The service and what stands behind it."""

    client: TestClient
    reporter: Reporter
    queue: FakeQueue
    logger: FakeLogger
    metrics: Metrics


@pytest.fixture
def parts(tmp_path: Path) -> Iterator[Parts]:
    queue, logger, metrics = FakeQueue(), FakeLogger([classification(1), classification(2)]), Metrics()
    model = {"openai_base_url": "http://127.0.0.1:9/v1", "openai_model": "little-model"}
    settings = Settings.model_validate({"reports_dir": tmp_path, "language": "ko", "time_zone": "Asia/Seoul", **model})
    reporter = replace(make_reporter(tmp_path, logger.client(), queue), settings=settings)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[dict[str, Any]]:
        yield {"reporter": reporter, "metrics": metrics}

    app = FastAPI(lifespan=lifespan, exception_handlers=PROBLEMS.handlers(InvalidRequest))
    app.add_middleware(RequestId)
    app.include_router(router)
    with TestClient(app, base_url="http://127.0.0.1") as client:
        yield Parts(client, reporter, queue, logger, metrics)


def done(parts: Parts) -> Report:
    """A report with its pages and one figure."""
    report = parts.reporter.reports.create(Window(after=None, upto=cursor(2)), "en", scheduled=True)
    figure = Figure(name="digits", title="What was drawn", description="Bars")
    update = {"status": "done", "title": "Two drawings", "finished_at": datetime.now(UTC), "figures": (figure,)}
    written = report.model_copy(update=update)
    folder = parts.reporter.reports.folder(report.id)
    folder.write_page("html", "<p>page</p>")
    folder.write_page("md", "# page")
    folder.write_figure("digits.svg", b"<svg/>")
    folder.write_figure("digits.png", b"\x89PNG")
    parts.reporter.reports.save(written)
    return written


def test_a_report_that_is_asked_for_is_queued_and_says_where_it_will_be(parts: Parts) -> None:
    answer = parts.client.post("/v1/reports", json={"language": "de"})
    report = Report.model_validate_json(answer.content)

    assert (answer.status_code, answer.headers["Location"]) == (202, f"/v1/reports/{report.id}")
    assert (report.status, report.window, report.language) == ("queued", Window(after=None, upto=cursor(2)), "de")
    assert parts.queue.reports == [report.id]


def test_a_body_may_be_left_out_and_then_the_language_is_the_reporters(parts: Parts) -> None:
    answer = parts.client.post("/v1/reports").json()

    assert (answer["language"], answer["time_zone"]) == ("ko", "Asia/Seoul")


def test_a_window_that_was_written_is_not_queued_again(parts: Parts) -> None:
    asked = parts.client.post("/v1/reports").json()
    report = parts.reporter.reports.get(UUID(asked["id"]))
    parts.reporter.reports.save(report.model_copy(update={"status": "done"}))
    again = parts.client.post("/v1/reports").json()

    assert (again["id"], again["status"], len(parts.queue.reports)) == (asked["id"], "done", 1)


def test_where_too_many_wait_one_is_told_when_to_come_again(parts: Parts) -> None:
    for number in range(20):
        parts.reporter.reports.create(Window(after=None, upto=f"{number}-0"), "en", scheduled=False)
    answer = parts.client.post("/v1/reports")

    assert (answer.status_code, answer.json()["code"], answer.headers["Retry-After"]) == (429, "too_many_reports", "5")


def test_a_report_is_deleted_once(parts: Parts) -> None:
    report = parts.client.post("/v1/reports").json()
    path = f"/v1/reports/{report['id']}"
    answers = [parts.client.request(method, path) for method in ("DELETE", "DELETE", "GET")]

    assert [answer.status_code for answer in answers] == [204, 404, 404]
    assert (answers[0].content, answers[1].json()["code"]) == (b"", "unknown_report")
    assert parts.queue.reports == []


@pytest.mark.parametrize(("headers", "status"), [({"If-None-Match": "*"}, 412), ({"If-Match": "*"}, 204)], ids=str)
def test_a_report_is_deleted_under_a_condition(parts: Parts, headers: dict[str, str], status: int) -> None:
    report = parts.client.post("/v1/reports").json()

    assert parts.client.delete(f"/v1/reports/{report['id']}", headers=headers).status_code == status


def test_a_queue_that_is_away_stops_no_deletion(parts: Parts) -> None:
    report = parts.client.post("/v1/reports").json()
    parts.queue.away = True

    assert parts.client.delete(f"/v1/reports/{report['id']}").status_code == 204


@pytest.mark.parametrize("name", ["seven", f"{uuid4()}.html", f"{uuid4()}"])
def test_what_is_no_report_cannot_be_deleted(parts: Parts, name: str) -> None:
    answer = parts.client.delete(f"/v1/reports/{name}")

    assert (answer.status_code, answer.json()["code"]) == (404, "unknown_report")


def test_a_queue_that_is_away_keeps_the_report_for_the_sweep(parts: Parts) -> None:
    parts.queue.away = True
    answer = parts.client.post("/v1/reports")

    assert (answer.status_code, answer.json()["step"]) == (202, "waiting: the queue cannot be reached")


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"{", 422, "invalid_request"),
        (b'{"language": "tlh"}', 422, "invalid_request"),
        (b'{"upto": "99999999999999-0"}', 422, "invalid_request"),
        (bytes(20_000), 413, "request_too_large"),
    ],
)
def test_a_request_that_makes_no_sense_is_refused(parts: Parts, body: bytes, status: int, code: str) -> None:
    answer = parts.client.post("/v1/reports", content=body)

    assert (answer.status_code, answer.json()["code"], parts.queue.reports) == (status, code, [])


def test_without_a_log_no_report_can_be_asked_for(parts: Parts) -> None:
    parts.logger.status = 500
    answer = parts.client.post("/v1/reports")

    assert (answer.status_code, answer.json()["code"], answer.headers["Retry-After"]) == (
        503,
        "logger_unavailable",
        "5",
    )


def test_reports_are_listed_newest_first_in_pages(parts: Parts) -> None:
    windows = [Window(after=None, upto=cursor(number)) for number in (1, 2, 3)]
    ids = [str(parts.reporter.reports.create(window, "en", scheduled=False).id) for window in windows]
    first = parts.client.get("/v1/reports", params={"limit": 2}).json()
    second = parts.client.get("/v1/reports", params={"limit": 2, "before": first["next"]}).json()

    assert [[one["id"] for one in page["reports"]] for page in (first, second)] == [[ids[2], ids[1]], [ids[0]]]


@pytest.mark.parametrize(
    ("ending", "accept", "media_type", "starts"),
    [
        ("", "*/*", "application/json", b"{"),
        ("", "text/html,*/*;q=0.8", "text/html; charset=utf-8", b"<!doctype html>"),
        ("", "text/markdown", "text/markdown; charset=utf-8", b"# Two drawings"),
        ("", "image/png, application/json;q=0.5", "application/json", b"{"),
        (".json", "text/html", "application/json", b"{"),
        (".html", "application/json", "text/html; charset=utf-8", b"<!doctype html>"),
        (".md", "*/*", "text/markdown; charset=utf-8", b"# Two drawings"),
    ],
)
def test_a_report_has_the_form_that_is_asked_for(
    parts: Parts, ending: str, accept: str, media_type: str, starts: bytes
) -> None:
    answer = parts.client.get(f"/v1/reports/{done(parts).id}{ending}", headers={"Accept": accept})

    assert (answer.status_code, answer.headers["Content-Type"], answer.headers["Vary"]) == (200, media_type, "Accept")
    assert answer.content.startswith(starts)


def test_markdown_shows_its_figures_wherever_it_is_read(parts: Parts) -> None:
    report = done(parts)
    text = parts.client.get(f"/v1/reports/{report.id}.md", headers={"Host": "localhost:8002"}).text

    assert f"](http://localhost:8002/v1/reports/{report.id}/figures/digits.png)" in text


def test_a_page_may_do_nothing_in_a_browser_and_is_framed_by_nobody(parts: Parts) -> None:
    report = done(parts)
    answers = [parts.client.get(path) for path in ("/", f"/v1/reports/{report.id}.html")]

    assert [
        ("default-src 'none'; style-src 'sha256-" in answer.headers["Content-Security-Policy"])
        and ("unsafe" not in answer.headers["Content-Security-Policy"])
        for answer in answers
    ] == [True, True]


def test_a_figure_that_is_lost_is_left_out_of_the_page(parts: Parts) -> None:
    report = done(parts)
    (parts.reporter.settings.reports_dir / str(report.id) / "figures" / "digits.svg").unlink()

    assert "<svg" not in parts.client.get(f"/v1/reports/{report.id}.html").text


OWN = {"Origin": "http://127.0.0.1", "Accept-Language": "en"}


def test_a_form_leads_to_its_reports_page(parts: Parts) -> None:
    data = {"language": "ko", "since": "", "until": ""}
    answer = parts.client.post("/v1/reports", data=data, headers=OWN, follow_redirects=False)
    [report] = parts.reporter.reports.list_newest(1).reports

    assert (answer.status_code, answer.headers["Location"]) == (303, f"/v1/reports/{report.id}.html")
    assert (report.language, parts.queue.reports) == ("ko", [report.id])


def test_a_form_is_shown_again_where_too_many_wait(parts: Parts) -> None:
    for number in range(parts.reporter.settings.waiting_reports):
        parts.reporter.reports.create(Window(after=None, upto=f"{number}-0"), "en", scheduled=False)
    answer = parts.client.post("/v1/reports", data={"language": "en"}, headers=OWN, follow_redirects=False)

    assert (answer.status_code, "Too many reports wait already" in answer.text) == (429, True)


@pytest.mark.parametrize("body", ["", ' {"language": "de"}'])
def test_json_that_curl_takes_for_a_form_is_json(parts: Parts, body: str) -> None:
    answer = parts.client.post("/v1/reports", content=body, headers={"Content-Type": FORM})

    assert (answer.status_code, len(parts.queue.reports)) == (202, 1)


@pytest.mark.parametrize("headers", [{}, {"Origin": "http://localhost"}, {"Origin": "null"}])
def test_a_form_from_no_page_of_ours_is_refused(parts: Parts, headers: dict[str, str]) -> None:
    answer = parts.client.post("/v1/reports", data={"language": "en"}, headers=headers)

    assert (answer.status_code, answer.json()["code"], parts.queue.reports) == (403, "foreign_form", [])


@pytest.mark.parametrize("headers", [{}, {"Content-Type": "text/plain"}, {"Content-Type": "multipart/form-data"}])
def test_what_a_browser_sends_unasked_comes_from_a_page_of_ours_or_is_refused(
    parts: Parts, headers: dict[str, str]
) -> None:
    foreign, own = (
        parts.client.post("/v1/reports", content="{}", headers={**headers, "Origin": origin})
        for origin in ("http://localhost:1234", OWN["Origin"])
    )

    assert (foreign.status_code, foreign.json()["code"], own.status_code) == (403, "foreign_form", 202)


@pytest.mark.parametrize(
    ("data", "status", "says"),
    [
        ({"since": "2026-11-24T09:00", "until": "2026-11-24T08:00"}, 422, "must lie before"),
        ({"since": "2999-01-01T00:00"}, 422, "has not come yet"),
        ({"until": "yesterday"}, 422, "A time looks like"),
        ({"language": "tlh"}, 422, "makes no sense"),
    ],
)
def test_what_is_wrong_with_a_form_is_told_on_the_page_and_what_was_typed_stays(
    parts: Parts, data: dict[str, str], status: int, says: str
) -> None:
    answer = parts.client.post("/v1/reports", data=data, headers=OWN)

    assert (answer.status_code, answer.headers["Content-Type"]) == (status, "text/html; charset=utf-8")
    kept = [f'value="{value}"' in answer.text for name, value in data.items() if name != "language"]
    assert (says in answer.text, kept, parts.queue.reports) == (True, [True] * len(kept), [])


def test_a_form_tells_people_that_the_log_is_away(parts: Parts) -> None:
    parts.logger.status = 500
    answer = parts.client.post("/v1/reports", data={}, content=b"", headers={**OWN, "Content-Type": FORM})

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert "The log cannot be read now" in answer.text


def test_the_list_is_in_the_language_that_the_browser_asks_for(parts: Parts) -> None:
    answer = parts.client.get("/", headers={"Accept-Language": "ko-KR,ko;q=0.9,en;q=0.8"})

    assert ('<html lang="ko">' in answer.text, answer.headers["Vary"]) == (True, "Accept-Language")


def test_more_than_a_page_of_reports_is_found_by_going_on(parts: Parts) -> None:
    for number in range(1, 106):
        parts.reporter.reports.create(Window(after=None, upto=cursor(number)), "en", scheduled=False)
    pages, there = ["/"], list[str]()
    while pages[-1]:
        text = parts.client.get(pages[-1]).text
        pages += re.findall(r'rel="next" href="([^"]*)"', text) or [""]
        there += re.findall(r'/v1/reports/([^"]+)\.html', text)
    back = [re.findall(r'rel="prev" href="([^"]*)"', parts.client.get(page).text) for page in pages[:3]]

    assert (len(pages) - 1, len(set(there)), len(there)) == (3, 105, 105)
    assert [one for [one] in back[1:]] == pages[:2]


@pytest.mark.parametrize(("ending", "says"), [("json", "waiting for its turn"), ("html", "refresh"), ("md", "queued")])
def test_a_report_on_its_way_has_every_form_too(parts: Parts, ending: str, says: str) -> None:
    report = parts.reporter.reports.create(Window(after=None, upto=cursor(2)), "en", scheduled=True)

    assert says in parts.client.get(f"/v1/reports/{report.id}.{ending}").text


@pytest.mark.parametrize(
    "path", [f"/v1/reports/{uuid4()}", "/v1/reports/the-last-one", f"/v1/reports/{uuid4()}/figures/digits.svg"]
)
def test_what_is_not_there_is_unknown(parts: Parts, path: str) -> None:
    answer = parts.client.get(path)

    assert (answer.status_code, answer.json()["code"]) == (404, "unknown_report")


def test_a_form_that_no_report_has_is_unknown(parts: Parts) -> None:
    answer = parts.client.get(f"/v1/reports/{done(parts).id}.pdf")

    assert (answer.status_code, answer.json()["detail"]) == (404, "A report is JSON, HTML or Markdown, not .pdf")


@pytest.mark.parametrize(
    ("name", "status", "media_type"),
    [
        ("digits.svg", 200, "image/svg+xml"),
        ("digits.png", 200, "image/png"),
        ("digits.gif", 404, "application/problem+json"),
        ("confidence.svg", 404, "application/problem+json"),
        ("..%2Freport.json", 404, "application/problem+json"),
    ],
)
def test_a_figure_is_found_by_its_name_alone(parts: Parts, name: str, status: int, media_type: str) -> None:
    answer = parts.client.get(f"/v1/reports/{done(parts).id}/figures/{name}")

    assert (answer.status_code, answer.headers["Content-Type"]) == (status, media_type)


def test_the_list_for_people_names_each_report(parts: Parts) -> None:
    report = done(parts)

    assert f'href="/v1/reports/{report.id}.html"' in parts.client.get("/").text


def test_browsers_get_no_icon_and_no_complaint(parts: Parts) -> None:
    assert parts.client.get("/favicon.ico").status_code == 204


def test_it_lives_whoever_is_away(parts: Parts) -> None:
    parts.queue.away, parts.logger.status = True, 500

    assert parts.client.get("/healthz").json() == {"status": "alive"}


def degraded(parts: Parts) -> list[str]:
    answer = parts.client.get("/readyz")
    reasons = answer.json()["degraded"]
    assert (answer.status_code, answer.json()) == (200, {**NAMED, "status": "ready", "degraded": reasons})
    return [one["dependency"] for one in reasons]


def test_who_would_be_needed_and_is_away_is_named(parts: Parts) -> None:
    before_a_sweep = degraded(parts)
    parts.metrics.swept_at = float("inf")
    all_there = degraded(parts)
    parts.queue.workers, parts.logger.status = 0, 500
    without_worker_and_log = degraded(parts)
    parts.queue.away = True

    assert {
        "before a sweep": before_a_sweep,
        "all there": all_there,
        "without worker and log": without_worker_and_log,
        "without Redis": degraded(parts),
    } == {
        "before a sweep": ["schedule"],
        "all there": [],
        "without worker and log": ["worker", "logger"],
        "without Redis": ["redis", "logger"],
    }


def test_it_is_not_ready_where_no_report_could_be_kept(parts: Parts) -> None:
    (parts.reporter.settings.reports_dir / ".probe").mkdir()
    answer = parts.client.get("/readyz")

    [reason] = answer.json()["degraded"]

    assert (answer.status_code, answer.headers["Retry-After"], reason["dependency"]) == (503, "5", "reports")
    assert answer.json() == {**NAMED, "status": "not_ready", "degraded": [reason]}


def test_the_metrics_count_what_waits_and_who_works(parts: Parts) -> None:
    parts.client.post("/v1/reports")
    lines = parts.client.get("/metrics").text.splitlines()
    parts.queue.away = True
    later = parts.client.get("/metrics").text.splitlines()

    assert {
        "handdraw_reports_asked_total 1.0",
        "handdraw_reports_unfinished 1.0",
        "handdraw_report_workers 1.0",
        "handdraw_report_queue_length 1.0",
        "handdraw_report_last_written_timestamp_seconds 0.0",
        'handdraw_reports{status="queued"} 1.0',
        'handdraw_reports{status="done"} 0.0',
        "handdraw_ready 1.0",
        'handdraw_degraded{dependency="schedule"} 1.0',
    } <= set(lines)
    assert {"handdraw_report_workers NaN", "handdraw_report_queue_length NaN"} <= set(later)


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [
        ("unauthorized", [("language_model", "the last report was written without it: 401 unauthorized")]),
        ("chosen_in_part", []),
        ("no_model_set", []),
    ],
)
def test_a_language_model_that_is_of_no_use_is_named_and_its_outcomes_are_counted(
    parts: Parts, outcome: str, expected: list[tuple[str, str]]
) -> None:
    parts.metrics.swept_at = float("inf")
    parts.reporter.outcomes.note(Authorship(outcome=outcome))
    found = parts.client.get("/readyz").json()["degraded"]
    counted = f'handdraw_report_outcomes{{outcome="{outcome}"}} 1.0'

    assert ([(one["dependency"], one["reason"]) for one in found], counted in parts.client.get("/metrics").text) == (
        expected,
        True,
    )
