"""What can go wrong in the logger; problems.py alone knows the HTTP statuses.

LoggerError
├── UnsupportedMedia
├── InvalidBatch
├── EventRejected
├── BatchTooLarge
├── BatchTooSlow
├── TooManyBatches
├── TooManyReaders
├── InvalidRequest
├── UnknownEvent
├── StoreUnavailable
├── ArchiveUnavailable
└── SegmentDamaged
"""

from handdraw_chassis.errors import ServiceError


class LoggerError(ServiceError):
    """Any error of the logger's own."""

    code = "logger_error"


class UnsupportedMedia(LoggerError):
    """The body is neither a CloudEvent nor a batch of them."""

    code = "unsupported_media_type"
    title = "Not CloudEvents"


class InvalidBatch(LoggerError):
    """The body is not JSON, or not a list of events."""

    code = "invalid_batch"
    title = "No events can be read"


class EventRejected(LoggerError):
    """An event that was sent alone can never be recorded."""

    code = "event_rejected"
    title = "The event cannot be recorded"


class BatchTooLarge(LoggerError):
    """There are too many events or bytes in one request."""

    code = "batch_too_large"
    title = "Too many events at once"


class BatchTooSlow(LoggerError):
    """The body did not arrive in time."""

    code = "batch_too_slow"
    title = "Too slow"


class TooManyBatches(LoggerError):
    """Other batches take the memory that there is for them."""

    code = "too_many_batches"
    title = "Too many batches at once"


class TooManyReaders(LoggerError):
    """Others are reading the log, and have not taken what they asked for."""

    code = "too_many_readers"
    title = "Too many readers at once"


class InvalidRequest(LoggerError):
    """A parameter makes no sense."""

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
    """The archive is not open, belongs to another log, or its index cannot be read."""

    code = "archive_unavailable"
    title = "The archive of the log cannot be read"


class SegmentDamaged(LoggerError):
    """One file of the archive cannot be read."""

    code = "segment_damaged"
    title = "A part of the archive is damaged"

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"Segment {name} is damaged: {reason}")
        self.name = name
        self.reason = reason
