"""Events of the log as they are counted: the contract's LoggedEvent, as far as a report needs it.

The contract's own model takes 40 us for an event, these take 4, and hold a line to the same rules. Names and values are
the contract's, so that either may be counted; a test compares them.
"""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta, Struct
from msgspec.json import Decoder

from handdraw_contracts.wire import Engine

Cursor = Annotated[str, Meta(pattern=r"^(0|[1-9][0-9]{0,15})-(0|[1-9][0-9]{0,15})\Z")]
Code = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]{0,63}\Z")]
Digit = Annotated[int, Meta(ge=0, le=9)]
GlyphBase64 = Annotated[str, Meta(pattern=r"^[A-Za-z0-9+/]{1046}==\Z")]
GlyphDigest = Annotated[str, Meta(pattern=r"^[0-9a-f]{16}\Z")]
Moment = Annotated[datetime, Meta(tz=True)]
Probability = Annotated[float, Meta(ge=0, le=1)]
Probabilities = Annotated[tuple[Probability, ...], Meta(min_length=10, max_length=10)]
Pixels = Annotated[float, Meta(ge=0)]
Milliseconds = Annotated[float, Meta(ge=0)]


class Ink(Struct, frozen=True, gc=False):
    width_px: Annotated[int, Meta(ge=1)]
    height_px: Annotated[int, Meta(ge=1)]
    share: Probability
    stroke_px: Pixels
    offset_px: Pixels


class TimingMs(Struct, frozen=True, gc=False):
    normalise: Milliseconds = 0
    wait: Milliseconds = 0
    predict: Milliseconds = 0
    total: Milliseconds = 0


class ModelReference(Struct, frozen=True, gc=False):
    name: str
    version: str
    engine: Engine


class ClassificationData(Struct, frozen=True, gc=False):
    outcome: Literal["classified", "refused", "failed"]
    timing_ms: TimingMs
    code: Code | None = None
    digit: Digit | None = None
    confidence: Probability | None = None
    probabilities: Probabilities | None = None
    model: ModelReference | None = None
    warnings: tuple[Code, ...] = ()
    ink: Ink | None = None
    glyph: GlyphBase64 | None = None
    client: Annotated[str, Meta(max_length=64)] | None = None

    def __post_init__(self) -> None:
        read = (self.digit, self.confidence, self.probabilities, self.model)
        if None in read if self.outcome == "classified" else self.code is None or read != (None,) * 4:
            raise ValueError("what was read, or a code that says why nothing was")


class LabelData(Struct, frozen=True, gc=False):
    classification_id: UUID
    digit: Digit


class ClassificationEvent(Struct, frozen=True, gc=False, tag_field="type", tag="handdraw.classification.v1"):
    id: UUID
    time: Moment
    data: ClassificationData
    traceparent: Annotated[str, Meta(max_length=512)] | None = None


class LabelEvent(Struct, frozen=True, gc=False, tag_field="type", tag="handdraw.label.v1"):
    id: UUID
    time: Moment
    data: LabelData


class LabelInForce(Struct, frozen=True, gc=False):
    event_id: UUID
    digit: Digit
    cursor: Cursor | None = None


class Reading(Struct, frozen=True, gc=False):
    digit: Digit
    confidence: Probability


class LoggedEvent(Struct, frozen=True, gc=False):
    cursor: Cursor
    recorded_at: Moment
    event: ClassificationEvent | LabelEvent
    label: LabelInForce | None = None
    read: Reading | None = None
    replaces: LabelInForce | None = None
    glyph_digest: GlyphDigest | None = None


read_event = Decoder(LoggedEvent).decode
"""From a line of the log. Raises ValueError."""
