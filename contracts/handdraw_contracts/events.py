"""The events that are recorded: CloudEvents 1.0 whose data says what happened to a drawing."""

from typing import Annotated, Final, Literal, Self
from uuid import UUID

from pydantic import Field, TypeAdapter, model_validator

from handdraw_contracts.classifications import ModelReference, TimingMs
from handdraw_contracts.wire import (
    Code,
    Digit,
    GlyphBase64,
    IdempotencyKey,
    Probabilities,
    Probability,
    RequestName,
    Traceparent,
    Tracestate,
    UtcTime,
    Warnings,
    WireModel,
)

SOURCE: Final = "/handdraw/inference"
"""The same for every gateway, so that a call repeated through another one is still one event."""
CLOUDEVENT_JSON = "application/cloudevents+json"
CLOUDEVENTS_BATCH_JSON = "application/cloudevents-batch+json"
MAX_BATCH_EVENTS = 1_000
MAX_BATCH_BYTES = 4 * 1024 * 1024


class Ink(WireModel):
    """How the ink lay on the canvas, in the drawing's own pixels.

    ``share`` is the part of the canvas that it covers; ``offset_px`` the way from the canvas's middle to the ink's.
    """

    width_px: Annotated[int, Field(ge=1)]
    height_px: Annotated[int, Field(ge=1)]
    share: Probability
    stroke_px: Annotated[float, Field(ge=0)]
    offset_px: Annotated[float, Field(ge=0)]


class ClassificationData(WireModel):
    """One try to classify a drawing: what was read where it is ``classified``, else a code that says why not."""

    outcome: Literal["classified", "refused", "failed"]
    status: Annotated[int, Field(ge=100, le=599)]
    code: Code | None = None
    idempotency_key: IdempotencyKey | None = None
    digit: Digit | None = None
    confidence: Probability | None = None
    probabilities: Probabilities | None = None
    model: ModelReference | None = None
    warnings: Warnings = ()
    ink: Ink | None = None
    timing_ms: TimingMs
    glyph: GlyphBase64 | None = None
    client: Annotated[str, Field(max_length=64)] | None = None

    @model_validator(mode="after")
    def _read_when_classified(self) -> Self:
        read = (self.digit, self.confidence, self.probabilities, self.model)
        if self.outcome == "classified" and None in read:
            raise ValueError("a classified drawing has a digit, a confidence, probabilities and a model")
        if self.outcome != "classified" and (self.code is None or read != (None,) * 4):
            raise ValueError("a drawing that was not classified has a code that says why, and nothing that was read")
        return self


class LabelData(WireModel):
    """What a person says that a drawing was; the last in log order wins."""

    classification_id: UUID
    digit: Digit


class CloudEvent(WireModel):
    """The attributes that both events share; ``instance`` names the process that sent it.

    ``traceparent``, ``tracestate``: CloudEvents' distributed tracing extension, of the call that the event is of.
    ``requestid``: what its caller named it by.
    """

    specversion: Literal["1.0"]
    id: UUID
    source: Literal["/handdraw/inference"]
    time: UtcTime
    datacontenttype: Literal["application/json"] = "application/json"
    instance: Annotated[str, Field(max_length=128)] | None = None
    traceparent: Traceparent | None = None
    tracestate: Tracestate | None = None
    requestid: RequestName | None = None


class ClassificationEvent(CloudEvent):
    type: Literal["handdraw.classification.v1"]
    data: ClassificationData


class LabelEvent(CloudEvent):
    type: Literal["handdraw.label.v1"]
    data: LabelData


Event = Annotated[ClassificationEvent | LabelEvent, Field(discriminator="type")]
EVENT: TypeAdapter[ClassificationEvent | LabelEvent] = TypeAdapter(Event)
