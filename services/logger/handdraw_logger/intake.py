"""From a request's bytes to the events to be recorded; a malformed event is rejected without the rest of its batch."""

import json
import re
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from pydantic import ValidationError
from pydantic_core import from_json, to_json

from handdraw_chassis.problems import first_errors
from handdraw_contracts.events import (
    CLOUDEVENT_JSON,
    CLOUDEVENTS_BATCH_JSON,
    EVENT,
    MAX_BATCH_EVENTS,
    ClassificationEvent,
    LabelEvent,
)
from handdraw_contracts.log import Rejection
from handdraw_logger.errors import BatchTooLarge, InvalidBatch, UnsupportedMedia
from handdraw_logger.tallies import Kind, kind_of_drawing, kind_of_label

MAX_EVENT_BYTES = 64 * 1024
MAX_ID_CHARACTERS = 64
UNKNOWN_TYPE = "unknown_type"
_CANONICAL_ID = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_BEGINNING = b'{"specversion":'
_TYPES = {"handdraw.classification.v1", "handdraw.label.v1"}


@dataclass(frozen=True, slots=True)
class IncomingEvent:
    """``body``: the event's JSON, unknown fields included. ``drawing`` and ``digit``: a label's, else "" and None."""

    event_id: str
    body: bytes
    kind: Kind
    drawing: str = ""
    digit: int | None = None

    @property
    def is_label(self) -> bool:
        return self.digit is not None


def read_batch(body: bytes, media_type: str) -> tuple[list[IncomingEvent], list[Rejection]]:
    """Return the events to record and those rejected. Raises UnsupportedMedia, InvalidBatch, BatchTooLarge."""
    if media_type not in (CLOUDEVENT_JSON, CLOUDEVENTS_BATCH_JSON):
        raise UnsupportedMedia(f"Content-Type must be {CLOUDEVENTS_BATCH_JSON} or {CLOUDEVENT_JSON}")
    read = _read_parts(body, media_type) or [_read_event(item) for item in _parse_items(body, media_type)]
    return [one for one in read if isinstance(one, IncomingEvent)], [one for one in read if isinstance(one, Rejection)]


def _read_parts(body: bytes, media_type: str) -> list[IncomingEvent | Rejection] | None:
    """Read the events one by one from the bytes as they came. None where that does not go.

    The batch is cut where events seem to begin. If every part is JSON by itself, they are the events.
    """
    parts = [body]
    if media_type == CLOUDEVENTS_BATCH_JSON:
        first, *others = body[1:-1].split(b"," + _BEGINNING)
        parts = [first, *(_BEGINNING + other for other in others)]
        if body[:1] + body[-1:] != b"[]" or len(parts) > MAX_BATCH_EVENTS:
            return None
    if b"\n" in body or b"\r" in body:  # these would break the archive's lines
        return None
    try:
        return [_read_canonical(part) or _read_event(_parse_json(part)) for part in parts]
    except (ValueError, RecursionError):
        return None


def _read_canonical(part: bytes) -> IncomingEvent | None:
    """Read an event that is recorded byte for byte: it has no unknown fields, and its ids the form for lookups."""
    try:
        event = EVENT.validate_json(part, strict=True, extra="forbid")
    except ValueError:
        return None
    event_id, drawing, digit = str(event.id), "", None
    looked_up_as_sent = b'"id":"%b"' % event_id.encode() in part
    if isinstance(event, LabelEvent):
        drawing, digit = str(event.data.classification_id), event.data.digit
        looked_up_as_sent &= b'"classification_id":"%b"' % drawing.encode() in part
    fits = looked_up_as_sent and len(part) <= MAX_EVENT_BYTES
    return IncomingEvent(event_id, part, _kind(event, drawing), drawing, digit) if fits else None


def _parse_items(body: bytes, media_type: str) -> list[object]:
    try:
        parsed = _parse_json(body)
    except (ValueError, RecursionError) as error:
        raise InvalidBatch(f"The body is not JSON: {error}") from error
    items = [parsed] if media_type == CLOUDEVENT_JSON else parsed
    if not isinstance(items, list):
        raise InvalidBatch("A batch is a JSON list of events")
    if len(items) > MAX_BATCH_EVENTS:
        raise BatchTooLarge(f"A batch may hold {MAX_BATCH_EVENTS} events, not {len(items)}")
    return items


def _parse_json(body: bytes) -> object:
    """Use the fast parser first; where it refuses the whole body, the lenient one leaves only one event malformed."""
    try:
        return from_json(body, allow_inf_nan=False, cache_strings="keys")
    except ValueError:
        return json.loads(body.decode())


def _read_event(item: object) -> IncomingEvent | Rejection:
    try:
        body = _format_json(item)
        event = EVENT.validate_json(body, strict=True)  # strict: else "0.5" would be recorded where a number belongs
        incoming = _normalise(event, body, cast("dict[str, Any]", item))
    except (ValueError, RecursionError) as error:
        code = _rejection_code(item)
        return Rejection(id=_sent_id(item), code=code, detail=_explain(error, code))
    if len(incoming.body) > MAX_EVENT_BYTES:
        detail = f"An event may have {MAX_EVENT_BYTES} bytes, not {len(incoming.body)}"
        return Rejection(id=_sent_id(item), code="event_too_large", detail=detail)
    return incoming


def _normalise(event: ClassificationEvent | LabelEvent, body: bytes, item: dict[str, Any]) -> IncomingEvent:
    """Keep every field as it was sent, except for the ids: these get the form in which they are looked up."""
    event_id, drawing, digit = _canonical_id(item["id"], event.id), "", None
    normalised = item if item["id"] == event_id else item | {"id": event_id}
    if isinstance(event, LabelEvent):
        sent_id = item["data"]["classification_id"]
        drawing, digit = _canonical_id(sent_id, event.data.classification_id), event.data.digit
        if sent_id != drawing:
            normalised = normalised | {"data": item["data"] | {"classification_id": drawing}}
    body = body if normalised is item else _format_json(normalised)
    return IncomingEvent(event_id, body, _kind(event, drawing), drawing, digit)


def _kind(event: ClassificationEvent | LabelEvent, drawing: str) -> Kind:
    if isinstance(event, LabelEvent):
        return kind_of_label(drawing)
    return kind_of_drawing((event.data.outcome, event.data.digit, event.data.code))


def _canonical_id(sent: str, parsed: UUID) -> str:
    return sent if _CANONICAL_ID.fullmatch(sent) else str(parsed)


def _format_json(value: object) -> bytes:
    """Return JSON without whitespace, which could break the archive's lines. Raises ValueError."""
    body = to_json(value)
    if b"Infinity" in body or b"NaN" in body:  # as words in a text, or as numbers, which JSON does not have
        json.dumps(value, allow_nan=False)
    return body


def _sent_id(item: object) -> str | None:
    sent = item.get("id") if isinstance(item, dict) else None
    if not isinstance(sent, str):
        return None
    return sent[:MAX_ID_CHARACTERS].encode(errors="replace").decode()  # half a surrogate pair cannot be answered


def _explain(error: Exception, code: str) -> str:
    """Return a line that names the fields and repeats nothing of what was sent."""
    if code == UNKNOWN_TYPE:
        return f"type: it is one of {', '.join(sorted(_TYPES))}"
    if isinstance(error, ValidationError):
        return first_errors(error.errors(include_url=False, include_context=False, include_input=False))
    return "it is nested too deeply" if isinstance(error, RecursionError) else "it is no JSON: a number or a text"


def _rejection_code(item: object) -> str:
    if isinstance(item, dict) and isinstance(item.get("type"), str) and item["type"] not in _TYPES:
        return UNKNOWN_TYPE
    return "malformed_event"
