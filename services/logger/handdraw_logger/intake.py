"""From a request's bytes to events that may be recorded; a malformed one is set aside alone."""

import json
import re
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from pydantic_core import from_json, to_json

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

MAX_EVENT_BYTES = 64 * 1024
MAX_ID_CHARACTERS = 64
_ONE_FORM = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_TYPES = {"handdraw.classification.v1", "handdraw.label.v1"}


@dataclass(frozen=True, slots=True)
class Incoming:
    """``body``: the event's JSON, fields that we do not know included. ``labels``: the drawing that it labels."""

    event_id: str
    body: bytes
    labels: str = ""
    digit: int | None = None


def read_batch(body: bytes, media_type: str) -> tuple[list[Incoming], list[Rejection]]:
    """Raises UnsupportedMedia, InvalidBatch, BatchTooLarge."""
    if media_type not in (CLOUDEVENT_JSON, CLOUDEVENTS_BATCH_JSON):
        raise UnsupportedMedia(f"Content-Type must be {CLOUDEVENTS_BATCH_JSON} or {CLOUDEVENT_JSON}")
    items = _items(body, media_type)
    if len(items) > MAX_BATCH_EVENTS:
        raise BatchTooLarge(f"A batch may hold {MAX_BATCH_EVENTS} events, not {len(items)}")
    read = [_read(item) for item in items]
    return [one for one in read if isinstance(one, Incoming)], [one for one in read if isinstance(one, Rejection)]


def _items(body: bytes, media_type: str) -> list[object]:
    try:
        sent = _parsed(body)
    except (ValueError, RecursionError) as error:
        raise InvalidBatch(f"The body is not JSON: {error}") from error
    items = [sent] if media_type == CLOUDEVENT_JSON else sent
    if not isinstance(items, list):
        raise InvalidBatch("A batch is a JSON list of events")
    return items


def _parsed(body: bytes) -> object:
    """By the fast parser; what that refuses whole, by the one that takes more, so that one event alone is malformed."""
    try:
        return from_json(body, allow_inf_nan=False, cache_strings="keys")
    except ValueError:
        return json.loads(body.decode())


def _read(item: object) -> Incoming | Rejection:
    try:
        body = _json(item)
        event = EVENT.validate_json(body, strict=True)  # strict: else "0.5" would be recorded where a number belongs
        incoming = _incoming(event, body, cast("dict[str, Any]", item))
    except (ValueError, RecursionError):
        return Rejection(id=_id(item), code=_why(item))
    if len(incoming.body) > MAX_EVENT_BYTES:
        return Rejection(id=_id(item), code="event_too_large")
    return incoming


def _incoming(event: ClassificationEvent | LabelEvent, body: bytes, item: dict[str, Any]) -> Incoming:
    """Every field as it was sent, but ids in the one form by which they are found."""
    event_id, target, digit = _one_form(item["id"], event.id), "", None
    sent = item if item["id"] == event_id else item | {"id": event_id}
    if isinstance(event, LabelEvent):
        said = item["data"]["classification_id"]
        target, digit = _one_form(said, event.data.classification_id), event.data.digit
        if said != target:
            sent = sent | {"data": item["data"] | {"classification_id": target}}
    return Incoming(event_id, body if sent is item else _json(sent), target, digit)


def _one_form(said: str, read: UUID) -> str:
    return said if _ONE_FORM.fullmatch(said) else str(read)


def _json(sent: object) -> bytes:
    """Without whitespace, which could break the archive's lines. Raises ValueError for what JSON cannot carry."""
    body = to_json(sent)
    if b"Infinity" in body or b"NaN" in body:  # as words of a text, or as numbers that JSON does not have
        json.dumps(sent, allow_nan=False)
    return body


def _id(item: object) -> str | None:
    sent = item.get("id") if isinstance(item, dict) else None
    if not isinstance(sent, str):
        return None
    return sent[:MAX_ID_CHARACTERS].encode(errors="replace").decode()  # half a surrogate pair cannot be answered


def _why(item: object) -> str:
    if isinstance(item, dict) and isinstance(item.get("type"), str) and item["type"] not in _TYPES:
        return "unknown_type"
    return "malformed_event"
