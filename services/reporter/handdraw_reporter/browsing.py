"""What browsers are answered with: pages under a strict policy, and the list with its form."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Final
from uuid import UUID

from fastapi import Request, Response
from fastapi.responses import HTMLResponse

from handdraw_chassis.policy import page_headers
from handdraw_chassis.problems import RETRIED
from handdraw_contracts.reports import Report, ReportRequest
from handdraw_reporter.errors import InvalidWindow, ReporterError
from handdraw_reporter.form import Entries, parse_entries
from handdraw_reporter.negotiation import choose_language
from handdraw_reporter.pages.listing import EMPTY, Shelf, Site, render_listing
from handdraw_reporter.problems import PROBLEMS
from handdraw_reporter.reporter import Reporter

LISTED: Final = 50


def root_of(request: Request) -> str:
    """Return the path below which the reporter is reached, without a slash behind it."""
    return str(request.scope.get("root_path", ""))


def answer_page(page: str, vary: str, status: int = HTTPStatus.OK) -> Response:
    """``vary``: the header of the request that decided what the page is like."""
    return HTMLResponse(page, status, {**page_headers(page), "Vary": vary})


def answer_list(
    request: Request,
    reporter: Reporter,
    before: UUID | None = None,
    entries: Entries = EMPTY,
    refused: ReporterError | None = None,
) -> Response:
    """``before``: reports older than this one are shown; ``refused``: why nothing was asked for."""
    listed = reporter.reports.list_newest(LISTED, before)
    newer = reporter.reports.find_newer(LISTED, before) if before else None
    language = choose_language(request.headers.get("accept-language", ""), reporter.settings.language)
    shelf = Shelf(listed.reports, newer, listed.next, is_first=before is None)
    site = Site(root_of(request), str(request.base_url))
    page = render_listing(shelf, language, str(reporter.settings.time_zone), entries, _name(refused), site=site)
    answer = answer_page(page, "Accept-Language", PROBLEMS.status(refused) if refused else HTTPStatus.OK)
    if answer.status_code in RETRIED:
        answer.headers["Retry-After"] = PROBLEMS.retry_after_s
    return answer


def answer_form(
    request: Request, reporter: Reporter, entries: Entries, ask: Callable[[ReportRequest], Report]
) -> Response:
    """Lead to the report's page, or show the form again and what is wrong."""
    try:
        report = ask(parse_entries(entries, reporter.settings.time_zone))
    except ReporterError as error:
        return answer_list(request, reporter, entries=entries, refused=error)
    location = f"{root_of(request)}/v1/reports/{report.id}.html"
    return Response(status_code=HTTPStatus.SEE_OTHER, headers={"Location": location})


def _name(refused: ReporterError | None) -> str:
    if refused is None:
        return ""
    return refused.reason if isinstance(refused, InvalidWindow) else refused.code
