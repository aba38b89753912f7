"""The one table from each error to its HTTP status."""

from http import HTTPStatus

from handdraw_chassis.errors import ServiceError
from handdraw_chassis.problems import Problems
from handdraw_reporter.errors import (
    ForeignForm,
    InvalidRequest,
    LoggerUnavailable,
    PreconditionFailed,
    QueueUnavailable,
    ReporterError,
    ReportsUnwritable,
    ReportUnreadable,
    RequestTooLarge,
    RequestTooSlow,
    TooManyReports,
    UnknownReport,
)

STATUS: dict[type[ServiceError], HTTPStatus] = {
    ReporterError: HTTPStatus.INTERNAL_SERVER_ERROR,
    InvalidRequest: HTTPStatus.UNPROCESSABLE_ENTITY,
    ForeignForm: HTTPStatus.FORBIDDEN,
    RequestTooLarge: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    RequestTooSlow: HTTPStatus.REQUEST_TIMEOUT,
    UnknownReport: HTTPStatus.NOT_FOUND,
    PreconditionFailed: HTTPStatus.PRECONDITION_FAILED,
    TooManyReports: HTTPStatus.TOO_MANY_REQUESTS,
    ReportUnreadable: HTTPStatus.SERVICE_UNAVAILABLE,
    LoggerUnavailable: HTTPStatus.SERVICE_UNAVAILABLE,
    QueueUnavailable: HTTPStatus.SERVICE_UNAVAILABLE,
    ReportsUnwritable: HTTPStatus.SERVICE_UNAVAILABLE,
}
PROBLEMS = Problems(STATUS, retry_after_s="5")
