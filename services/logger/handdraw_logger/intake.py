"""From a request's bytes to events that may be recorded; a malformed one is set aside alone."""

import json
from dataclasses import dataclass
from typing import Any, cast

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
    try:
        sent = json.loads(body.decode())
    except (ValueError, RecursionError) as error:
        raise InvalidBatch(f"The body is not JSON: {error}") from error
    items = [sent] if media_type == CLOUDEVENT_JSON else sent
    if not isinstance(items, list):
        raise InvalidBatch("A batch is a JSON list of events")
    if len(items) > MAX_BATCH_EVENTS:
        raise BatchTooLarge(f"A batch may hold {MAX_BATCH_EVENTS} events, not {len(items)}")
    read = [_read(item) for item in items]
    return [one for one in read if isinstance(one, Incoming)], [one for one in read if isinstance(one, Rejection)]


def _read(item: object) -> Incoming | Rejection:
    try:
        event = EVENT.validate_json(_json(item), strict=True)  # else "0.5" would be recorded where a number belongs
        incoming = _incoming(event, cast("dict[str, Any]", item))
    except (ValueError, RecursionError):
        return Rejection(id=_id(item), code=_why(item))
    if len(incoming.body) > MAX_EVENT_BYTES:
        return Rejection(id=_id(item), code="event_too_large")
    return incoming


def _incoming(event: ClassificationEvent | LabelEvent, item: dict[str, Any]) -> Incoming:
    """Every field as it was sent, but ids in the one form by which they are found."""
    sent = item | {"id": str(event.id)}
    if isinstance(event, LabelEvent):
        target = str(event.data.classification_id)
        sent["data"] = item["data"] | {"classification_id": target}
        return Incoming(str(event.id), _json(sent), target, event.data.digit)
    return Incoming(str(event.id), _json(sent))


def _json(sent: object) -> bytes:
    return json.dumps(sent, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def _id(item: object) -> str | None:
    sent = item.get("id") if isinstance(item, dict) else None
    return sent[:MAX_ID_CHARACTERS] if isinstance(sent, str) else None


def _why(item: object) -> str:
    if isinstance(item, dict) and isinstance(item.get("type"), str) and item["type"] not in _TYPES:
        return "unknown_type"
    return "malformed_event"
