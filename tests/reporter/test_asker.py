from pathlib import Path
from uuid import UUID

import httpx
import pytest

from handdraw_chassis.trace_context import TraceContext, current, within
from handdraw_contracts.reports import Report, Window
from handdraw_reporter.asker import asker_fields, send_trace, trace_of
from handdraw_reporter.asking import requeue
from handdraw_reporter.jobs import _try
from handdraw_reporter.reporter import Reporter
from handdraw_reporter.writing.built_in import BuiltInAnalyst
from handdraw_reporter.writing.story import Briefing, Story

from .fake_logger import FakeLogger
from .log_events import classification
from .reporters import make_reporter

ASKED = TraceContext("mine", f"00-{'a' * 32}-{'b' * 16}-01", "c=1", "mine")
OTHER = TraceContext("another", f"00-{'d' * 32}-{'e' * 16}-00")
MOMENT = "2026-11-26T00:00:00Z"
WINDOW = Window(after=None, upto="1-0")


class Watching(BuiltInAnalyst):
    """Notes what is worked for while it writes."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[TraceContext | None] = []

    def write(self, briefing: Briefing) -> Story:
        self.seen.append(current())
        return super().write(briefing)


@pytest.fixture
def analyst() -> Watching:
    return Watching()


@pytest.fixture
def reporter(tmp_path: Path, analyst: Watching) -> Reporter:
    return make_reporter(tmp_path, FakeLogger([classification(1)]).client(), analyst=analyst)


def asker(report: Report) -> tuple[str | None, ...]:
    return report.traceparent, report.tracestate, report.request_id


def test_a_report_is_written_in_the_trace_of_the_request_that_asked_for_it(
    reporter: Reporter, analyst: Watching
) -> None:
    with within(ASKED):
        report_id = reporter.create_report(WINDOW, scheduled=False).id
    written = _try(reporter, report_id)

    assert analyst.seen == [ASKED._replace(callers_id=None)]
    assert (written.status, asker(written)) == ("done", (ASKED.traceparent, "c=1", "mine"))
    assert current() is None


def test_one_that_nobody_asked_for_has_a_trace_of_its_own(reporter: Reporter, analyst: Watching) -> None:
    written = _try(reporter, reporter.create_report(WINDOW, scheduled=True).id)

    assert (asker(written), [type(one) for one in analyst.seen]) == ((None, None, None), [TraceContext])


def test_whoever_asks_again_for_one_that_failed_is_its_asker(reporter: Reporter) -> None:
    with within(ASKED):
        report = reporter.create_report(WINDOW, scheduled=False)
    reporter.reports.save(report.model_copy(update={"status": "failed"}))
    with within(OTHER):
        again = requeue(reporter.reports, report.id)
    reporter.reports.save(report.model_copy(update={"status": "failed"}))

    assert asker(again) == (OTHER.traceparent, None, "another")
    assert asker(requeue(reporter.reports, report.id)) == asker(report)


def test_a_report_that_names_no_valid_trace_begins_one() -> None:
    fields = {"status": "queued", "scheduled": False, "language": "en", "window": WINDOW, "requested_at": MOMENT}
    report = Report.model_validate({"id": UUID(int=1), "traceparent": "00-0-0-0", "request_id": "mine", **fields})

    assert trace_of(report).request_id != "mine"


@pytest.mark.parametrize("traces", [(), (ASKED,)])
def test_other_services_are_told_what_is_worked_for(traces: tuple[TraceContext, ...]) -> None:
    asked: list[httpx.Request] = []
    answer = httpx.MockTransport(lambda request: asked.append(request) or httpx.Response(200))  # type: ignore[func-returns-value]
    with within(*traces), httpx.Client(transport=answer, event_hooks={"request": [send_trace]}) as client:
        client.get("http://logger/")

    named = {name: asked[0].headers.get(name) for name in ("traceparent", "tracestate", "x-request-id")}
    assert named == (ASKED.headers() if traces else dict.fromkeys(named))


def test_without_a_request_nobody_asked() -> None:
    assert asker_fields() == {}
