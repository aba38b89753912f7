"""Drawings as a report shows them, made up for tests."""

from base64 import b64encode
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from handdraw_contracts.events import Ink
from handdraw_contracts.reports import Choice, ShownDrawing

from ..log_events import event_id

MOMENT = datetime(2026, 11, 24, 8, 30, 37, tzinfo=UTC)
INK = Ink(width_px=90, height_px=140, share=0.0625, stroke_px=9.5, offset_px=12.25)
UPRIGHT = b64encode(bytes(255 if 12 <= place % 28 < 15 and 4 <= place // 28 < 24 else 0 for place in range(784)))
GLYPH = UPRIGHT.decode()
"""A 1 as a ruler draws it."""


def shown(number: int = 1, read: int = 7, confidence: float = 0.6, **fields: Any) -> ShownDrawing:
    choices = [(read, confidence), (1, (1 - confidence) * 0.75), (9, (1 - confidence) * 0.25)]
    usual: dict[str, Any] = {
        "drawn_at": MOMENT,
        "choices": tuple(Choice(digit=digit, probability=probability) for digit, probability in choices),
        "ink": INK,
        "glyph": GLYPH,
        "event_url": f"http://127.0.0.1:8001/v1/events/{event_id(number)}",
    }
    return ShownDrawing(id=UUID(event_id(number)), read=read, confidence=confidence, **usual | fields)
