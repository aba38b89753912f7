"""Describes what happened to a drawing as the event that is recorded."""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from uuid_utils.compat import uuid7

from handdraw_chassis.trace_context import TraceContext
from handdraw_contracts.classifications import Classification, TimingMs
from handdraw_contracts.events import SOURCE, ClassificationData, ClassificationEvent, LabelData, LabelEvent
from handdraw_inference.drawings.glyphs import Glyph
from handdraw_inference.errors import DrawingRefused, InferenceError
from handdraw_inference.keys import label_id
from handdraw_inference.problems import PROBLEMS


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an event comes from: the process; of its caller the idempotency key and the product's name; the trace."""

    instance: str
    key: str | None = None
    client: str | None = None
    trace: TraceContext | None = None


def classified_event(answer: Classification, glyph: Glyph, origin: Origin) -> ClassificationEvent:
    data = ClassificationData(
        outcome="classified",
        status=200,
        idempotency_key=origin.key,
        digit=answer.digit,
        confidence=answer.confidence,
        probabilities=answer.probabilities,
        model=answer.model,
        warnings=answer.warnings,
        ink=glyph.ink,
        timing_ms=answer.timing_ms,
        glyph=glyph.base64(),
        client=origin.client,
    )
    return _classification_event(answer.id, data, origin)


def failure_event(error: InferenceError, total_ms: float, origin: Origin) -> ClassificationEvent:
    """A refused or failed try has an id of its own and the key beside it: a later try may yet succeed under the key."""
    data = ClassificationData(
        outcome="refused" if isinstance(error, DrawingRefused) else "failed",
        status=PROBLEMS.status(error),
        code=error.code,
        idempotency_key=origin.key,
        timing_ms=TimingMs(total=total_ms),
        client=origin.client,
    )
    return _classification_event(uuid7(), data, origin)


def _classification_event(event_id: UUID, data: ClassificationData, origin: Origin) -> ClassificationEvent:
    trace = origin.trace
    return ClassificationEvent(
        specversion="1.0",
        id=event_id,
        source=SOURCE,
        type="handdraw.classification.v1",
        time=datetime.now(UTC),
        instance=origin.instance,
        traceparent=trace and trace.traceparent,
        tracestate=trace and trace.tracestate,
        requestid=trace and trace.callers_id,
        data=data,
    )


def label_event(classification_id: UUID, digit: int, origin: Origin) -> LabelEvent:
    """With the same key, the same label has the same id: the logger takes it once."""
    data, trace = LabelData(classification_id=classification_id, digit=digit), origin.trace
    return LabelEvent(
        specversion="1.0",
        id=uuid7() if origin.key is None else label_id(origin.key, classification_id, digit),
        source=SOURCE,
        type="handdraw.label.v1",
        time=datetime.now(UTC),
        instance=origin.instance,
        traceparent=trace and trace.traceparent,
        tracestate=trace and trace.tracestate,
        requestid=trace and trace.callers_id,
        data=data,
    )
