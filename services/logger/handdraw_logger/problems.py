"""The one table from what went wrong to what the caller is told."""

from collections.abc import Iterable, Mapping
from http import HTTPStatus
from itertools import islice
from typing import Any

from handdraw_contracts.problems import Problem
from handdraw_logger.errors import (
    BatchTooLarge,
    InvalidBatch,
    InvalidRequest,
    LoggerError,
    StoreUnavailable,
    UnknownEvent,
    UnsupportedMedia,
)

STATUS: dict[type[LoggerError], HTTPStatus] = {
    UnsupportedMedia: HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    InvalidBatch: HTTPStatus.UNPROCESSABLE_ENTITY,
    BatchTooLarge: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    InvalidRequest: HTTPStatus.UNPROCESSABLE_ENTITY,
    UnknownEvent: HTTPStatus.NOT_FOUND,
    StoreUnavailable: HTTPStatus.SERVICE_UNAVAILABLE,
}
TITLES = {
    UnsupportedMedia: "Not CloudEvents",
    InvalidBatch: "No events can be read",
    BatchTooLarge: "Too many events at once",
    InvalidRequest: "The request makes no sense",
    UnknownEvent: "There is no such event",
    StoreUnavailable: "The log cannot be reached",
}
ERRORS_TOLD = 3
RETRY_AFTER_S = "2"


def problem(error: LoggerError, request_id: str) -> Problem:
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
