"""The one table from what went wrong to what the caller is told."""

from http import HTTPStatus

from handdraw_chassis.problems import Problems
from handdraw_logger.errors import (
    ArchiveUnavailable,
    BatchTooLarge,
    BatchTooSlow,
    InvalidBatch,
    InvalidRequest,
    LoggerError,
    SegmentDamaged,
    StoreUnavailable,
    UnknownEvent,
    UnsupportedMedia,
)

STATUS: dict[type[LoggerError], HTTPStatus] = {
    UnsupportedMedia: HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    InvalidBatch: HTTPStatus.UNPROCESSABLE_ENTITY,
    BatchTooLarge: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    BatchTooSlow: HTTPStatus.REQUEST_TIMEOUT,
    InvalidRequest: HTTPStatus.UNPROCESSABLE_ENTITY,
    UnknownEvent: HTTPStatus.NOT_FOUND,
    StoreUnavailable: HTTPStatus.SERVICE_UNAVAILABLE,
    ArchiveUnavailable: HTTPStatus.SERVICE_UNAVAILABLE,
    SegmentDamaged: HTTPStatus.SERVICE_UNAVAILABLE,
}
TITLES = {
    UnsupportedMedia: "Not CloudEvents",
    InvalidBatch: "No events can be read",
    BatchTooLarge: "Too many events at once",
    BatchTooSlow: "Too slow",
    InvalidRequest: "The request makes no sense",
    UnknownEvent: "There is no such event",
    StoreUnavailable: "The log cannot be reached",
    ArchiveUnavailable: "The archive of the log cannot be read",
    SegmentDamaged: "A part of the archive is damaged",
}
RETRY_AFTER_S = "2"
PROBLEMS = Problems[LoggerError](STATUS, TITLES, RETRY_AFTER_S)
