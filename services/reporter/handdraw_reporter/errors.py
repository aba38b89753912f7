"""What can go wrong in the reporter, in its own words; problems.py alone knows the HTTP statuses.

ReporterError
├── InvalidRequest
│   └── InvalidWindow
├── ForeignForm
├── RequestTooLarge
├── RequestTooSlow
├── UnknownReport
├── PreconditionFailed
├── TooManyReports
├── ReportUnreadable
├── LoggerUnavailable
├── QueueUnavailable
└── ReportsUnwritable
"""

from handdraw_chassis.errors import ServiceError


class ReporterError(ServiceError):
    """Whatever the reporter answers instead of what was asked for."""

    code = "reporter_error"


class InvalidRequest(ReporterError):
    """A parameter, or a window of the log, that makes no sense."""

    code = "invalid_request"
    title = "The request makes no sense"


class InvalidWindow(InvalidRequest):
    """A window by times that makes no sense; ``reason`` says why in a word, for which pages have a sentence."""

    code = "invalid_window"
    title = "The window makes no sense"

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason


class ForeignForm(ReporterError):
    """A form that was not sent from a page of this very host."""

    code = "foreign_form"
    title = "Not a form of this page"


class RequestTooLarge(ReporterError):
    """The request has more bytes than any that makes sense."""

    code = "request_too_large"
    title = "Too large"


class RequestTooSlow(ReporterError):
    """The request's bytes did not arrive in time."""

    code = "request_too_slow"
    title = "Too slow"


class UnknownReport(ReporterError):
    """There is no such report, form or figure."""

    code = "unknown_report"
    title = "There is no such report"


class PreconditionFailed(ReporterError):
    """The request was to be done only if something is so, and it is not."""

    code = "precondition_failed"
    title = "The request's condition does not hold"


class TooManyReports(ReporterError):
    """As many reports wait as may."""

    code = "too_many_reports"
    title = "Too many reports wait"


class ReportUnreadable(ReporterError):
    """The report's file on the disk is broken."""

    code = "report_unreadable"
    title = "The report cannot be read"


class LoggerUnavailable(ReporterError):
    """The log cannot be read now."""

    code = "logger_unavailable"
    title = "The log cannot be read"


class QueueUnavailable(ReporterError):
    """Redis does not answer."""

    code = "queue_unavailable"
    title = "The queue cannot be reached"


class ReportsUnwritable(ReporterError):
    """The reports' folder cannot be written."""

    code = "reports_unwritable"
    title = "Reports cannot be kept"
