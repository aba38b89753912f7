"""Writes what happened to a drawing as the event that is recorded."""

from datetime import UTC, datetime
from uuid import UUID

from uuid_utils.compat import uuid7

from handdraw_contracts.classifications import Classification, TimingMs
from handdraw_contracts.events import SOURCE, ClassificationData, ClassificationEvent, LabelData, LabelEvent
from handdraw_inference.drawings.normalisation import Glyph
from handdraw_inference.errors import DrawingRefused, InferenceError
from handdraw_inference.problems import PROBLEMS


def classified(
    answer: Classification, glyph: Glyph, key: UUID | None, client: str | None, instance: str
) -> ClassificationEvent:
    data = ClassificationData(
        outcome="classified",
        status=200,
        idempotency_key=key,
        digit=answer.digit,
        confidence=answer.confidence,
        probabilities=answer.probabilities,
        model=answer.model,
        warnings=answer.warnings,
        ink=glyph.ink,
        timing_ms=answer.timing_ms,
        glyph=glyph.base64(),
        client=client,
    )
    return _classification(answer.id, instance, data)


def unanswered(
    error: InferenceError, total_ms: float, key: UUID | None, client: str | None, instance: str
) -> ClassificationEvent:
    """A refused or failed try: an id of its own, the key beside it, since a later try may yet succeed under the key."""
    data = ClassificationData(
        outcome="refused" if isinstance(error, DrawingRefused) else "failed",
        status=PROBLEMS.status(error),
        code=error.code,
        idempotency_key=key,
        timing_ms=TimingMs(total=total_ms),
        client=client,
    )
    return _classification(uuid7(), instance, data)


def _classification(event_id: UUID, instance: str, data: ClassificationData) -> ClassificationEvent:
    return ClassificationEvent(
        specversion="1.0",
        id=event_id,
        source=SOURCE,
        type="handdraw.classification.v1",
        time=datetime.now(UTC),
        instance=instance,
        data=data,
    )


def labelled(classification_id: UUID, digit: int, instance: str) -> LabelEvent:
    data = LabelData(classification_id=classification_id, digit=digit)
    return LabelEvent(
        specversion="1.0",
        id=uuid7(),
        source=SOURCE,
        type="handdraw.label.v1",
        time=datetime.now(UTC),
        instance=instance,
        data=data,
    )
