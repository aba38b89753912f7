"""What an event of the log says of a drawing, as a report shows it."""

from collections.abc import Iterator
from uuid import UUID

from handdraw_chassis.trace_context import trace_id_in
from handdraw_contracts.events import Ink
from handdraw_contracts.reports import Choice, ShownDrawing
from handdraw_contracts.wire import Digit
from handdraw_reporter.drawings.choosing import Contradiction
from handdraw_reporter.logged import ClassificationData, ClassificationEvent, LoggedEvent


def describe(logged: LoggedEvent, label: Digit | None, logger_url: str) -> ShownDrawing | None:
    """Return None for an event in which nothing was read. ``logger_url``: where browsers reach the logger."""
    if not isinstance(logged.event, ClassificationEvent):
        return None
    data = logged.event.data
    if data.digit is None or data.confidence is None:
        return None
    return ShownDrawing(
        id=logged.event.id,
        drawn_at=logged.event.time,
        read=data.digit,
        confidence=data.confidence,
        label=label,
        choices=tuple(_rank_choices(data))[:3],
        warnings=data.warnings,
        ink=data.ink and Ink.model_validate(data.ink, from_attributes=True),
        glyph=data.glyph,
        event_url=_address(logger_url, logged.event.id),
        trace_id=trace_id_in(logged.event.traceparent),
    )


def describe_label(said: Contradiction, logger_url: str) -> ShownDrawing:
    """Return what a label's own event says of its drawing, where that of the drawing cannot be had."""
    return ShownDrawing(
        id=said.drawing,
        read=said.read.digit,
        confidence=said.read.confidence,
        label=said.label,
        event_url=_address(logger_url, said.drawing),
    )


def _rank_choices(data: ClassificationData) -> Iterator[Choice]:
    """Yield every digit, what was read first; nothing where an older event has no probabilities."""
    ranked = sorted(enumerate(data.probabilities or ()), key=lambda one: (one[0] != data.digit, -one[1]))
    return (Choice(digit=digit, probability=probability) for digit, probability in ranked)


def _address(logger_url: str, event_id: UUID) -> str:
    return f"{logger_url.rstrip('/')}/v1/events/{event_id}"
