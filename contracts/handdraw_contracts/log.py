"""What the logger answers: the receipt of a batch, the log read back, and what it counts."""

from binascii import a2b_base64
from hashlib import blake2b
from typing import Annotated
from uuid import UUID

from pydantic import Field

from handdraw_contracts.events import Event
from handdraw_contracts.wire import Code, Digit, GlyphBase64, Probability, UtcTime, WireModel

Cursor = Annotated[str, Field(pattern=r"^(0|[1-9][0-9]{0,15})-(0|[1-9][0-9]{0,15})$")]
"""A place in the log; later events have greater cursors. Compare by asking the logger, not as text."""


GlyphDigest = Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")]
"""The same for the same 28x28, and for no other that is not made to be."""


def digest_glyph(glyph: GlyphBase64) -> GlyphDigest:
    """Return the BLAKE2b of the 784 grey bytes, cut to 8 bytes."""
    return blake2b(a2b_base64(glyph), digest_size=8).hexdigest()


class Rejection(WireModel):
    """An event that can never be recorded; ``id`` as it was sent, where it had one; ``detail``: which field and why."""

    id: str | None
    code: Code
    detail: str | None = None


class IntakeReceipt(WireModel):
    """Each event of the batch is counted in exactly one of the three."""

    accepted: int
    duplicates: int
    rejected: tuple[Rejection, ...] = ()


class Reading(WireModel):
    """What the network had read in the drawing that a label speaks of."""

    digit: Digit
    confidence: Probability


class LabelInForce(WireModel):
    """The label that holds for a drawing, and the label event that said so.

    ``cursor``: where that event lies; missing for one that was recorded before the log kept it.
    """

    event_id: UUID
    digit: Digit
    cursor: Cursor | None = None


class LoggedEvent(WireModel):
    """An event as it was sent, where it lies in the log, and what the log knows beside it.

    ``label``: for a classification, the label in force now. ``read``: for a label, what had been read; null where the
    drawing is unknown. ``replaces``: for a label, the one that was in force before it. ``glyph_digest``: in place of
    the glyph where it was left out.
    """

    cursor: Cursor
    recorded_at: UtcTime
    event: Event
    label: LabelInForce | None = None
    read: Reading | None = None
    replaces: LabelInForce | None = None
    glyph_digest: GlyphDigest | None = None


class EventPage(WireModel):
    """``next`` continues after the last event looked at, null where the range ends. ``end``: where the log ends now."""

    events: tuple[LoggedEvent, ...]
    next: Cursor | None
    end: Cursor | None


class LogStatistics(WireModel):
    """Counts over a range of the log. ``unmatched_labels`` speak of drawings that the log does not hold."""

    events: int
    outcomes: dict[str, int]
    digits: dict[str, int]
    codes: dict[str, int]
    labels: int
    unmatched_labels: int
    first: Cursor | None
    last: Cursor | None
