"""What the reporter answers on each path. Routes that read files are plain functions: FastAPI runs them in threads."""

from functools import partial
from http import HTTPStatus
from time import monotonic
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import HTMLResponse
from prometheus_client import CONTENT_TYPE_LATEST

from handdraw_chassis.problems import problem_responses
from handdraw_chassis.requests import parse_body, read_body
from handdraw_chassis.shared_metrics import expose
from handdraw_contracts import __version__
from handdraw_contracts.health import Degradation, Liveness, Readiness
from handdraw_contracts.reports import Report, ReportPage, ReportRequest
from handdraw_reporter import pages
from handdraw_reporter.asking import enqueue, explain_wait, resolve_window
from handdraw_reporter.errors import (
    InvalidRequest,
    QueueUnavailable,
    ReporterError,
    ReportsUnwritable,
    RequestTooLarge,
    RequestTooSlow,
    UnknownReport,
)
from handdraw_reporter.events import find_end
from handdraw_reporter.metrics import Metrics
from handdraw_reporter.problems import PROBLEMS
from handdraw_reporter.reporter import Reporter
from handdraw_reporter.schedule import SWEEP_S
from handdraw_reporter.wording import load_wording
from handdraw_reporter.writing.outcomes import OF_USE

FORMS = {"json": "application/json", "html": "text/html; charset=utf-8", "md": "text/markdown; charset=utf-8"}
FIGURES = {"svg": "image/svg+xml", "png": "image/png"}
LISTED = 50
ASKED_BYTES = 16 * 1024
STALE_S = 3 * SWEEP_S

_Readiness = partial(Readiness, service="reporter", version=__version__)

router = APIRouter()


async def _reporter(request: Request) -> Reporter:
    reporter: Reporter = request.state.reporter
    return reporter


async def _metrics(request: Request) -> Metrics:
    metrics: Metrics = request.state.metrics
    return metrics


ReporterDep = Annotated[Reporter, Depends(_reporter)]
MetricsDep = Annotated[Metrics, Depends(_metrics)]


FAILURES = problem_responses(HTTPStatus.UNPROCESSABLE_ENTITY, HTTPStatus.SERVICE_UNAVAILABLE)
UNKNOWN = problem_responses(HTTPStatus.NOT_FOUND, HTTPStatus.UNPROCESSABLE_ENTITY)


async def _read_request(request: Request) -> ReportRequest:
    """Raises InvalidRequest, RequestTooLarge, RequestTooSlow."""
    body = await read_body(request, ASKED_BYTES, RequestTooLarge, RequestTooSlow)
    return parse_body(ReportRequest, body or b"{}", InvalidRequest)


WantedDep = Annotated[ReportRequest, Depends(_read_request)]
ASKED_BODY = {"requestBody": {"content": {"application/json": {"schema": ReportRequest.model_json_schema()}}}}


@router.post(
    "/v1/reports",
    status_code=HTTPStatus.ACCEPTED,
    responses=FAILURES | problem_responses(HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.REQUEST_ENTITY_TOO_LARGE),
    openapi_extra=ASKED_BODY,
)
def ask(reporter: ReporterDep, metrics: MetricsDep, response: Response, wanted: WantedDep) -> Report:
    """Ask for a report of a window of the log. A window has one report; one that failed is tried again."""
    window = resolve_window(wanted, reporter.schedule.end(), find_end(reporter.logger))
    report = reporter.create_report(window, wanted.language, scheduled=False)
    if report.status != "done":
        report = enqueue(reporter, report)
    metrics.asked.inc()
    response.headers["Location"] = f"/v1/reports/{report.id}"
    return explain_wait(reporter, report)


@router.get("/v1/reports", responses=FAILURES)
def listed(
    reporter: ReporterDep, limit: Annotated[int, Query(ge=1, le=200)] = LISTED, before: UUID | None = None
) -> ReportPage:
    """The reports, newest first."""
    return reporter.reports.list_newest(limit, before)


@router.get(
    "/v1/reports/{name}",
    response_model=None,
    responses={200: {"model": Report, "content": {"text/html": {}, "text/markdown": {}}}, **UNKNOWN},
)
def report(name: str, request: Request, reporter: ReporterDep) -> Response:
    """One report, as JSON, HTML or Markdown: by ``Accept``, or by ``.json``, ``.html``, ``.md`` behind its id."""
    report_id, _, ending = name.partition(".")
    found = reporter.reports.get(_parse_id(report_id))
    form = ending or _negotiate(request.headers.get("accept", ""))
    if form not in FORMS:
        raise UnknownReport(f"A report is JSON, HTML or Markdown, not .{form[:20]}")
    return Response(_render(form, reporter, found), media_type=FORMS[form], headers={"Vary": "Accept"})


def _render(form: str, reporter: Reporter, found: Report) -> str:
    if found.status == "done" and form in ("html", "md"):
        return reporter.reports.folder(found.id).page("html" if form == "html" else "md")
    now = explain_wait(reporter, found)
    if form == "html":
        return pages.render_html(now, {})
    return pages.render_markdown(now) if form == "md" else now.model_dump_json()


def _negotiate(accept: str) -> str:
    """Return the first form that the caller names, JSON if none."""
    for wanted in accept.split(","):
        for form, media_type in FORMS.items():
            if wanted.split(";")[0].strip() == media_type.split(";")[0]:
                return form
    return "json"


def _parse_id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise UnknownReport("A report's id is a UUID") from error


@router.get(
    "/v1/reports/{report_id}/figures/{file_name}",
    response_class=Response,
    responses={200: {"content": {media_type: {} for media_type in FIGURES.values()}}, **UNKNOWN},
)
def figure(report_id: UUID, file_name: str, reporter: ReporterDep) -> Response:
    """A figure of a report, as ``.svg`` or ``.png``."""
    names = {f"{one.name}.{ending}": ending for one in reporter.reports.get(report_id).figures for ending in FIGURES}
    if file_name not in names:
        raise UnknownReport(f"Report {report_id} has no figure of this name")
    return Response(reporter.reports.folder(report_id).figure(file_name), media_type=FIGURES[names[file_name]])


@router.get("/", response_class=HTMLResponse)
def index(reporter: ReporterDep) -> str:
    """The list, for people."""
    return pages.render_listing(reporter.reports.list_newest(LISTED).reports)


@router.get("/favicon.ico", include_in_schema=False)
async def favicon() -> Response:
    """Browsers ask for one, and complain of a 404."""
    return Response(status_code=HTTPStatus.NO_CONTENT)


@router.get("/healthz")
async def healthz() -> Liveness:
    """Say that this process lives; nobody else is asked."""
    return Liveness()


@router.get("/readyz", responses={503: {"model": Readiness}})
def readyz(reporter: ReporterDep, metrics: MetricsDep, response: Response) -> Readiness:
    """Ready: a report that is asked for would be kept. Degraded: who would be needed to write it is away."""
    try:
        reporter.reports.probe()
    except ReportsUnwritable as error:
        response.status_code = HTTPStatus.SERVICE_UNAVAILABLE
        response.headers["Retry-After"] = PROBLEMS.retry_after_s
        return _Readiness(status="not_ready", degraded=(Degradation(dependency="reports", reason=str(error)),))
    return _Readiness(status="ready", degraded=tuple(_degradations(reporter, metrics)))


def _degradations(reporter: Reporter, metrics: Metrics) -> list[Degradation]:
    found = []
    if metrics.swept_at is None or monotonic() - metrics.swept_at > STALE_S:
        found.append(Degradation(dependency="schedule", reason="the last sweeps went wrong: see the log"))
    try:
        if reporter.queue.count_workers() == 0:
            found.append(Degradation(dependency="worker", reason="none is running: reports wait"))
    except QueueUnavailable as error:
        found.append(Degradation(dependency="redis", reason=str(error)))
    try:
        find_end(reporter.logger)
    except ReporterError as error:
        found.append(Degradation(dependency="logger", reason=str(error)))
    last = reporter.outcomes.read().last
    if reporter.settings.openai_model is not None and last is not None and last not in OF_USE:
        reason = f"the last report was written without it: {load_wording('en').outcomes.get(last, last)}"
        found.append(Degradation(dependency="language_model", reason=reason))
    return found


@router.get("/metrics", response_class=Response, responses={200: {"content": {"text/plain": {}}}})
def metrics(reporter: ReporterDep, metrics: MetricsDep) -> Response:
    """Prometheus's text format."""
    metrics.unfinished.set(reporter.reports.count_unfinished())
    try:
        metrics.workers.set(reporter.queue.count_workers())
    except QueueUnavailable:
        metrics.workers.set(float("nan"))
    for outcome, count in reporter.outcomes.read().counts.items():
        metrics.stories.labels(outcome).set(count)
    return Response(expose(metrics.registry, "reporter"), media_type=CONTENT_TYPE_LATEST)
