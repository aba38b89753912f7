"""The one table from the logger's errors to HTTP statuses."""

from http import HTTPStatus

from handdraw_chassis.errors import ServiceError
from handdraw_chassis.problems import Problems
from handdraw_logger.errors import (
    ArchiveUnavailable,
    BatchTooLarge,
    BatchTooSlow,
    EventRejected,
    InvalidBatch,
    InvalidRequest,
    LoggerError,
    SegmentDamaged,
    StoreUnavailable,
    TooManyBatches,
    TooManyReaders,
    UnknownEvent,
    UnsupportedMedia,
)

STATUS: dict[type[ServiceError], HTTPStatus] = {
    LoggerError: HTTPStatus.INTERNAL_SERVER_ERROR,
    UnsupportedMedia: HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    InvalidBatch: HTTPStatus.UNPROCESSABLE_ENTITY,
    EventRejected: HTTPStatus.UNPROCESSABLE_ENTITY,
    BatchTooLarge: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    BatchTooSlow: HTTPStatus.REQUEST_TIMEOUT,
    TooManyBatches: HTTPStatus.TOO_MANY_REQUESTS,
    TooManyReaders: HTTPStatus.TOO_MANY_REQUESTS,
    InvalidRequest: HTTPStatus.UNPROCESSABLE_ENTITY,
    UnknownEvent: HTTPStatus.NOT_FOUND,
    StoreUnavailable: HTTPStatus.SERVICE_UNAVAILABLE,
    ArchiveUnavailable: HTTPStatus.SERVICE_UNAVAILABLE,
    SegmentDamaged: HTTPStatus.SERVICE_UNAVAILABLE,
}
PROBLEMS = Problems(STATUS, retry_after_s="2")
