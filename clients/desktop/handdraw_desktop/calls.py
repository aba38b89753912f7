"""What the window asks the gateway, and what comes back: the values that cross between the two threads."""

from dataclasses import dataclass
from uuid import UUID

from handdraw_contracts.classifications import Classification, LabelReceipt


@dataclass(frozen=True, slots=True)
class Preview:
    """Read what is drawn so far, and record nothing. ``revision``: which state of the canvas ``png`` is."""

    revision: int
    png: bytes


@dataclass(frozen=True, slots=True)
class Classify:
    """Read and record. ``key`` becomes the answer's id, so that a repeated call stays one event."""

    revision: int
    png: bytes
    key: UUID


@dataclass(frozen=True, slots=True)
class Tell:
    """Say what the drawing of ``classification_id`` was."""

    classification_id: UUID
    digit: int


Call = Preview | Classify | Tell
Order = Classify | Tell
"""A call that is never dropped: repeated until the gateway has taken or refused it."""


@dataclass(frozen=True, slots=True)
class Previewed:
    revision: int
    answer: Classification


@dataclass(frozen=True, slots=True)
class Classified:
    """``key``: under which it was asked for."""

    revision: int
    answer: Classification
    key: UUID


@dataclass(frozen=True, slots=True)
class Told:
    receipt: LabelReceipt


@dataclass(frozen=True, slots=True)
class Refused:
    """The gateway will not do ``call``, however often it is asked."""

    call: Call
    reason: str


@dataclass(frozen=True, slots=True)
class Away:
    """No answer; what was asked is being repeated."""

    reason: str


@dataclass(frozen=True, slots=True)
class Present:
    """The gateway is there, and ready."""


Answer = Previewed | Classified | Told | Refused | Away | Present
