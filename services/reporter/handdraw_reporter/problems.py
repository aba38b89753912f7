"""The one table from what went wrong to what the caller is told."""

from http import HTTPStatus

from handdraw_chassis.problems import Problems
from handdraw_reporter.errors import (
    InvalidRequest,
    LoggerUnavailable,
    QueueUnavailable,
    ReporterError,
    ReportsUnwritable,
    ReportUnreadable,
    RequestTooLarge,
    RequestTooSlow,
    UnknownReport,
)

STATUS: dict[type[ReporterError], HTTPStatus] = {
    InvalidRequest: HTTPStatus.UNPROCESSABLE_ENTITY,
    RequestTooLarge: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    RequestTooSlow: HTTPStatus.REQUEST_TIMEOUT,
    UnknownReport: HTTPStatus.NOT_FOUND,
    ReportUnreadable: HTTPStatus.SERVICE_UNAVAILABLE,
    LoggerUnavailable: HTTPStatus.SERVICE_UNAVAILABLE,
    QueueUnavailable: HTTPStatus.SERVICE_UNAVAILABLE,
    ReportsUnwritable: HTTPStatus.SERVICE_UNAVAILABLE,
}
TITLES = {
    InvalidRequest: "The request makes no sense",
    RequestTooLarge: "Too large",
    RequestTooSlow: "Too slow",
    UnknownReport: "There is no such report",
    ReportUnreadable: "The report cannot be read",
    LoggerUnavailable: "The log cannot be read",
    QueueUnavailable: "The queue cannot be reached",
    ReportsUnwritable: "Reports cannot be kept",
}
RETRY_AFTER_S = "5"
PROBLEMS = Problems[ReporterError](STATUS, TITLES, RETRY_AFTER_S)
