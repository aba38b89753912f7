"""Events as the gateway sends them."""

import json
from typing import Any

from pydantic_core import to_json

from handdraw_contracts.events import CLOUDEVENTS_BATCH_JSON
from handdraw_logger.intake import IncomingEvent, read_batch
from handdraw_logger.records import Record, StoredLabel

Json = dict[str, Any]
BATCH = {"Content-Type": CLOUDEVENTS_BATCH_JSON}


def event_id(number: int) -> str:
    return f"019ab4c2-0000-7000-8000-{number:012x}"


def classified(number: int, digit: int = 7, confidence: float = 0.9) -> Json:
    read = {"digit": digit, "confidence": confidence, "probabilities": [0.1] * 10}
    model = {"name": "digits", "version": "1", "engine": "embedded"}
    data = {"outcome": "classified", "status": 200, **read, "model": model, "timing_ms": {"total": 2.5}}
    return _event(number, "classification", data)


def refused(number: int, code: str = "blank_drawing", outcome: str = "refused") -> Json:
    return _event(number, "classification", {"outcome": outcome, "status": 422, "code": code, "timing_ms": {}})


def label(number: int, of: int, digit: int) -> Json:
    return _event(number, "label", {"classification_id": event_id(of), "digit": digit})


def _event(number: int, kind: str, data: Json) -> Json:
    return {
        "specversion": "1.0",
        "id": event_id(number),
        "source": "/handdraw/inference",
        "type": f"handdraw.{kind}.v1",
        "time": "2026-11-24T08:30:00.125000Z",
        "datacontenttype": "application/json",
        "data": data,
    }


def batch(*events: object) -> bytes:
    return json.dumps(events, separators=(",", ":")).encode()


def incoming(*events: Json) -> list[IncomingEvent]:
    return read_batch(batch(*events), CLOUDEVENTS_BATCH_JSON)[0]


def record_at(
    cursor: str,
    event: Json,
    replaces: StoredLabel | None = None,
    label: StoredLabel | None = None,
    read: Json | None = None,
) -> Record:
    """Return an event's record as it is read back."""
    return Record(cursor, to_json(event), event, replaces, label, read)
