"""What can go wrong in the logger, in its own words; problems.py alone knows the HTTP statuses.

LoggerError
├── UnsupportedMedia      neither a CloudEvent nor a batch of them
├── InvalidBatch          no JSON, or no list of events
├── BatchTooLarge         send fewer events at once
├── BatchTooSlow          bytes that do not come
├── InvalidRequest        a parameter that makes no sense
├── UnknownEvent          no event has this id
├── StoreUnavailable      Redis is down, full, or will not write
├── ArchiveUnavailable    what was rolled out of Redis cannot be read
└── SegmentDamaged        one file of it cannot
"""

from typing import ClassVar


class LoggerError(Exception):
    code: ClassVar[str] = "logger_error"


class UnsupportedMedia(LoggerError):
    code = "unsupported_media_type"


class InvalidBatch(LoggerError):
    code = "invalid_batch"


class BatchTooLarge(LoggerError):
    code = "batch_too_large"


class BatchTooSlow(LoggerError):
    code = "batch_too_slow"


class InvalidRequest(LoggerError):
    code = "invalid_request"


class UnknownEvent(LoggerError):
    code = "unknown_event"


class StoreUnavailable(LoggerError):
    code = "store_unavailable"


class ArchiveUnavailable(LoggerError):
    code = "archive_unavailable"


class SegmentDamaged(LoggerError):
    code = "segment_damaged"

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"Segment {name} is damaged: {reason}")
        self.name = name
        self.reason = reason
