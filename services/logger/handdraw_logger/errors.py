"""What can go wrong in the logger, in its own words; problems.py alone knows the HTTP statuses.

LoggerError
├── UnsupportedMedia
├── InvalidBatch
├── BatchTooLarge
├── BatchTooSlow
├── InvalidRequest
├── UnknownEvent
├── StoreUnavailable
├── ArchiveUnavailable
└── SegmentDamaged
"""

from handdraw_chassis.errors import ServiceError


class LoggerError(ServiceError):
    """Whatever the logger answers for instead of what was asked."""

    code = "logger_error"


class UnsupportedMedia(LoggerError):
    """Neither a CloudEvent nor a batch of them."""

    code = "unsupported_media_type"
    title = "Not CloudEvents"


class InvalidBatch(LoggerError):
    """No JSON, or no list of events."""

    code = "invalid_batch"
    title = "No events can be read"


class BatchTooLarge(LoggerError):
    """Send fewer events at once."""

    code = "batch_too_large"
    title = "Too many events at once"


class BatchTooSlow(LoggerError):
    """Bytes that do not come."""

    code = "batch_too_slow"
    title = "Too slow"


class InvalidRequest(LoggerError):
    """A parameter that makes no sense."""

    code = "invalid_request"
    title = "The request makes no sense"


class UnknownEvent(LoggerError):
    """No event has this id."""

    code = "unknown_event"
    title = "There is no such event"


class StoreUnavailable(LoggerError):
    """Redis is down, full, or will not write."""

    code = "store_unavailable"
    title = "The log cannot be reached"


class ArchiveUnavailable(LoggerError):
    """What was rolled out of Redis cannot be read."""

    code = "archive_unavailable"
    title = "The archive of the log cannot be read"


class SegmentDamaged(LoggerError):
    """One file of it cannot."""

    code = "segment_damaged"
    title = "A part of the archive is damaged"

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"Segment {name} is damaged: {reason}")
        self.name = name
        self.reason = reason
