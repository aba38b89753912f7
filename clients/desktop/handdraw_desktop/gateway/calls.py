"""What the window asks the gateway, and what comes back: the values that cross between the two threads."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from handdraw_contracts.classifications import Classification


@dataclass(frozen=True, slots=True)
class Preview:
    """Read what is drawn so far, and record nothing. ``explain``: and say what the network looked at."""

    drawing: UUID
    png: bytes
    explain: bool = False


@dataclass(frozen=True, slots=True)
class Classify:
    """Read and record. ``drawing`` becomes the answer's id, so that a repeated call stays one event."""

    drawing: UUID
    png: bytes


@dataclass(frozen=True, slots=True)
class Tell:
    """Say what ``drawing`` was."""

    drawing: UUID
    digit: int


Call = Preview | Classify | Tell
Order = Classify | Tell
"""A call that is never dropped: kept until the gateway has taken or refused it."""


class Reason(StrEnum):
    """Why a call got no answer that helps."""

    NOBODY_ANSWERS = "nobody_answers"
    TOO_SLOW = "too_slow"
    KEY_MISSING = "key_missing"
    KEY_UNKNOWN = "key_unknown"
    SCOPE_MISSING = "scope_missing"
    FORBIDDEN = "forbidden"
    NOT_FOUND = "not_found"
    BUSY = "busy"
    UNAVAILABLE = "unavailable"
    FAILED = "failed"
    NOT_THE_GATEWAY = "not_the_gateway"


LOCKED = frozenset((Reason.KEY_MISSING, Reason.KEY_UNKNOWN, Reason.SCOPE_MISSING))
"""What another key changes, and waiting alone does not."""


@dataclass(frozen=True, slots=True)
class Previewed:
    drawing: UUID
    answer: Classification


@dataclass(frozen=True, slots=True)
class Classified:
    drawing: UUID
    answer: Classification


@dataclass(frozen=True, slots=True)
class Told:
    drawing: UUID
    digit: int


@dataclass(frozen=True, slots=True)
class Ended:
    """The gateway will not do ``call``, however often it is asked. ``code``: the problem's."""

    call: Call
    code: str


@dataclass(frozen=True, slots=True)
class Away:
    """No answer; orders are kept and tried again."""

    reason: Reason
    retry_after_s: float | None = None


@dataclass(frozen=True, slots=True)
class Present:
    """Handdraw's gateway is there, and ready."""

    version: str


class Fault(StrEnum):
    """Why what waits cannot be kept on disk."""

    FULL = "full"
    UNWRITABLE = "unwritable"
    DAMAGED = "damaged"
    FOREIGN = "foreign"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Unkept:
    """``fault`` of the disk: orders are sent all the same, but those that find no file would not survive closing."""

    fault: Fault


Answer = Previewed | Classified | Told | Ended | Away | Present | Unkept
