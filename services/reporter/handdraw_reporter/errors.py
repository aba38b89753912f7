"""What can go wrong in the reporter, in its own words; problems.py alone knows the HTTP statuses.

ReporterError
├── InvalidRequest        a parameter, or a window of the log, that makes no sense
├── RequestTooLarge       more bytes than a request has
├── RequestTooSlow        bytes that do not come
├── UnknownReport         there is no such report, form or figure
├── ReportUnreadable      its file on the disk is broken
├── LoggerUnavailable     the log cannot be read now
├── QueueUnavailable      Redis does not answer
└── ReportsUnwritable     the reports' folder cannot be written
"""

from typing import ClassVar


class ReporterError(Exception):
    code: ClassVar[str] = "reporter_error"


class InvalidRequest(ReporterError):
    code = "invalid_request"


class RequestTooLarge(ReporterError):
    code = "request_too_large"


class RequestTooSlow(ReporterError):
    code = "request_too_slow"


class UnknownReport(ReporterError):
    code = "unknown_report"


class ReportUnreadable(ReporterError):
    code = "report_unreadable"


class LoggerUnavailable(ReporterError):
    code = "logger_unavailable"


class QueueUnavailable(ReporterError):
    code = "queue_unavailable"


class ReportsUnwritable(ReporterError):
    code = "reports_unwritable"
