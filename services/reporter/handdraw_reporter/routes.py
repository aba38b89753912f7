"""What the reporter answers on each path. Routes that read files are plain functions: FastAPI runs them in threads."""

from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from http import HTTPStatus
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import HTMLResponse
from prometheus_client import CONTENT_TYPE_LATEST

from handdraw_chassis.health_metrics import HealthMetrics
from handdraw_chassis.policy import POLICY
from handdraw_chassis.problems import problem_responses
from handdraw_chassis.requests import media_type, parse_body, read_body
from handdraw_chassis.shared_metrics import expose
from handdraw_contracts.health import Liveness, Readiness
from handdraw_contracts.reports import Report, ReportPage, ReportRequest
from handdraw_reporter.asking import (
    check_conditions,
    delete_report,
    explain_wait,
    request_report,
    resolve_times,
    resolve_window,
)
from handdraw_reporter.browsing import LISTED, answer_form, answer_list, answer_page, root_of
from handdraw_reporter.errors import (
    InvalidRequest,
    ReportUnreadable,
    RequestTooLarge,
    RequestTooSlow,
    UnknownReport,
)
from handdraw_reporter.events import find_end
from handdraw_reporter.form import FORM, Entries, check_origin, read_entries
from handdraw_reporter.measuring import measure
from handdraw_reporter.metrics import Metrics, ModelCalls
from handdraw_reporter.negotiation import choose_media_type
from handdraw_reporter.pages.report import render_html, render_markdown
from handdraw_reporter.problems import PROBLEMS
from handdraw_reporter.readiness import judge_readiness
from handdraw_reporter.reporter import Reporter

FORMS = {"json": "application/json", "html": "text/html", "md": "text/markdown"}
FIGURES = {"svg": "image/svg+xml", "png": "image/png"}
FIGURE_MAY = {
    POLICY: "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
"""A figure that is opened by itself has styles of its own; Markdown shows it wherever that is read."""
ASKED_BYTES = 16 * 1024

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
UNKNOWN = problem_responses(HTTPStatus.NOT_FOUND) | FAILURES


async def _read_request(request: Request) -> ReportRequest | Entries:
    """Raises InvalidRequest, ForeignForm, RequestTooLarge, RequestTooSlow."""
    body = await read_body(request, ASKED_BYTES, RequestTooLarge, RequestTooSlow)
    if "origin" in request.headers and media_type(request) != FORMS["json"]:  # a browser sends it without asking first
        check_origin(request.headers)
    if media_type(request) == FORM and not _is_of_curl(request, body):
        check_origin(request.headers)
        return read_entries(body)
    return parse_body(ReportRequest, body or b"{}", InvalidRequest)


def _is_of_curl(request: Request, body: bytes) -> bool:
    """Curl says of any body that it is a form, and comes from no page."""
    return "origin" not in request.headers and body.lstrip()[:1] in (b"", b"{")


WantedDep = Annotated[ReportRequest | Entries, Depends(_read_request)]
ASKED_BODY = {
    "requestBody": {
        "content": {
            "application/json": {"schema": ReportRequest.model_json_schema(), "example": {"language": "ko"}},
            FORM: {
                "schema": {
                    "type": "object",
                    "properties": {name: {"type": "string"} for name in ("language", "since", "until")},
                }
            },
        }
    }
}


@router.post(
    "/v1/reports",
    status_code=HTTPStatus.ACCEPTED,
    response_model=Report,
    responses={303: {"description": "A form's report, for people"}}
    | FAILURES
    | problem_responses(HTTPStatus.FORBIDDEN, HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    | problem_responses(HTTPStatus.TOO_MANY_REQUESTS),
    openapi_extra=ASKED_BODY,
)
def ask(
    request: Request, reporter: ReporterDep, metrics: MetricsDep, response: Response, wanted: WantedDep
) -> Report | Response:
    """Ask for a report of a window of the log. A window has one report; one that failed is tried again.

    A page's form is answered with 303 to the report's page, or with the form again and what is wrong.
    """
    if isinstance(wanted, Entries):
        return answer_form(request, reporter, wanted, partial(_ask, reporter, metrics))
    report = _ask(reporter, metrics, wanted)
    response.headers["Location"] = f"{root_of(request)}/v1/reports/{report.id}"
    return explain_wait(reporter, report)


def _ask(reporter: Reporter, metrics: Metrics, wanted: ReportRequest) -> Report:
    by_cursors = resolve_times(wanted, reporter.logger, datetime.now(UTC))
    window = resolve_window(by_cursors, reporter.schedule.end(), find_end(reporter.logger))
    report = request_report(reporter, window, wanted.language)
    metrics.asked.inc()
    return report


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
    now = explain_wait(reporter, found)
    if form == "html":
        return answer_page(render_html(now, _read_figures(reporter, now), root_of(request)), "Accept")
    figures = f"{request.base_url}v1/reports/{now.id}/figures"
    content = render_markdown(now, figures) if form == "md" else now.model_dump_json()
    return Response(content, media_type=FORMS[form], headers={"Vary": "Accept"})


def _read_figures(reporter: Reporter, report: Report) -> dict[str, str]:
    """Return the figures that lie on the disk: one that is lost is no reason to show none."""
    found = {}
    for figure in report.figures:
        with suppress(UnknownReport, ReportUnreadable):
            found[figure.name] = reporter.reports.figure(report, f"{figure.name}.svg").decode()
    return found


def _negotiate(accept: str) -> str:
    """Return the form that the caller would rather have, JSON if none."""
    wanted = choose_media_type(accept, tuple(FORMS.values()))
    return next(form for form, media_type in FORMS.items() if media_type == wanted)


def _parse_id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise UnknownReport("A report's id is a UUID") from error


@router.delete(
    "/v1/reports/{name}",
    status_code=HTTPStatus.NO_CONTENT,
    responses=FAILURES | problem_responses(HTTPStatus.NOT_FOUND, HTTPStatus.PRECONDITION_FAILED),
)
def delete(name: str, request: Request, reporter: ReporterDep) -> None:
    """Delete a report. Its window may be asked for again; a scheduled window is not written again by itself."""
    check_conditions(request.headers)
    delete_report(reporter, _parse_id(name))


@router.get(
    "/v1/reports/{report_id}/figures/{file_name}",
    response_class=Response,
    responses={200: {"content": {media_type: {} for media_type in FIGURES.values()}}, **UNKNOWN},
)
def figure(report_id: UUID, file_name: str, reporter: ReporterDep) -> Response:
    """A figure of a report, as ``.svg`` or ``.png``."""
    report = reporter.reports.get(report_id)
    names = {f"{one.name}.{ending}": ending for one in report.figures for ending in FIGURES}
    if file_name not in names:
        raise UnknownReport(f"Report {report_id} has no figure of this name")
    content = reporter.reports.figure(report, file_name)
    return Response(content, media_type=FIGURES[names[file_name]], headers=FIGURE_MAY)


@router.get("/", response_class=HTMLResponse, responses=FAILURES)
def index(request: Request, reporter: ReporterDep, before: UUID | None = None) -> Response:
    """The list, for people, and a form to ask for a report."""
    return answer_list(request, reporter, before)


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
    readiness = judge_readiness(reporter, metrics)
    if readiness.status != "ready":
        response.status_code = HTTPStatus.SERVICE_UNAVAILABLE
        response.headers["Retry-After"] = PROBLEMS.retry_after_s
    return readiness


@router.get("/metrics", response_class=Response, responses={200: {"content": {"text/plain": {}}}})
def metrics(reporter: ReporterDep, metrics: MetricsDep) -> Response:
    """Prometheus's text format."""
    outcomes = measure(reporter, metrics)
    health = HealthMetrics(judge_readiness(reporter, metrics))
    return Response(expose(metrics.registry, "reporter", health, ModelCalls(outcomes)), media_type=CONTENT_TYPE_LATEST)
