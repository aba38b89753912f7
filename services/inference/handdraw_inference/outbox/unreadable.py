"""Finds events that a failing disk has spoilt in a file that SQLite still considers sound."""

import json

from pydantic import ValidationError

from handdraw_contracts.events import EVENT
from handdraw_inference.outbox.queue import Entry

UNREADABLE = "unreadable_body"


def is_unreadable(entry: Entry) -> bool:
    """Whether no logger could accept it or name it in a receipt: not JSON, or neither this id nor a valid event."""
    try:
        sent = json.loads(entry.body.decode())  # as the logger does
    except (ValueError, RecursionError):
        return True
    is_ours = isinstance(sent, dict) and sent.get("id") == entry.event_id
    return not is_ours and not _is_event(entry.body)


def is_whole(event_id: str, body: object) -> bool:
    """Whether the body is still the event that was appended under this id."""
    try:
        return isinstance(body, bytes) and str(EVENT.validate_json(body, strict=True).id) == event_id
    except ValidationError:
        return False


def _is_event(body: bytes) -> bool:
    try:
        EVENT.validate_json(body, strict=True)
    except ValidationError:
        return False
    return True
