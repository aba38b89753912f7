"""The one table from what went wrong to what the caller is told."""

from collections.abc import Iterable, Mapping
from http import HTTPStatus
from itertools import islice
from typing import Any

from handdraw_contracts.problems import Problem
from handdraw_reporter.errors import (
    InvalidRequest,
    LoggerUnavailable,
    QueueUnavailable,
    ReporterError,
    ReportsUnwritable,
    UnknownReport,
)

STATUS: dict[type[ReporterError], HTTPStatus] = {
    InvalidRequest: HTTPStatus.UNPROCESSABLE_ENTITY,
    UnknownReport: HTTPStatus.NOT_FOUND,
    LoggerUnavailable: HTTPStatus.SERVICE_UNAVAILABLE,
    QueueUnavailable: HTTPStatus.SERVICE_UNAVAILABLE,
    ReportsUnwritable: HTTPStatus.SERVICE_UNAVAILABLE,
}
TITLES = {
    InvalidRequest: "The request makes no sense",
    UnknownReport: "There is no such report",
    LoggerUnavailable: "The log cannot be read",
    QueueUnavailable: "The queue cannot be reached",
    ReportsUnwritable: "Reports cannot be kept",
}
ERRORS_TOLD = 3
RETRY_AFTER_S = "5"


def problem(error: ReporterError, request_id: str) -> Problem:
    return Problem(
        title=TITLES[type(error)],
        status=STATUS[type(error)],
        detail=str(error),
        code=error.code,
        instance=f"urn:uuid:{request_id}",
    )


def told(errors: Iterable[Mapping[str, Any]]) -> str:
    """The first things that pydantic found wrong, in a line that repeats nothing of what was sent."""
    first = islice(errors, ERRORS_TOLD)
    return "; ".join(f"{'.'.join(map(str, error['loc'])) or 'body'}: {error['msg']}" for error in first)[:1000]
