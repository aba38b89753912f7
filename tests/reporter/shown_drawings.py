"""Drawings as a report shows them, for those who explain them."""

from base64 import b64encode
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from handdraw_contracts.reports import Choice, ShownDrawing

SIDE = 28


def shown(number: int = 1, read: int = 8, label: int | None = 9, second: int = 3, **fields: Any) -> ShownDrawing:
    choices = (Choice(digit=read, probability=0.5), Choice(digit=second, probability=0.3))
    usual: dict[str, Any] = {"confidence": 0.5, "choices": choices}
    return ShownDrawing(
        id=UUID(int=number), drawn_at=datetime(2026, 11, 24, tzinfo=UTC), read=read, label=label, **usual | fields
    )


def glyph(inked: Sequence[tuple[int, int]], grey: int = 255) -> str:
    """Return 28x28 grey bytes as base64, with ink at (row, column)."""
    pixels = bytearray(SIDE * SIDE)
    for row, column in inked:
        pixels[row * SIDE + column] = grey
    return b64encode(pixels).decode()
