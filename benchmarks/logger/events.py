"""Makes up events of the size and kind that the gateway sends: a digit that was read, with its glyph."""

import base64
import json
import random
from collections.abc import Sequence

from uuid_utils import uuid7

INK = 150  # of a glyph's 784 pixels


def make_event(chance: random.Random) -> bytes:
    shares = [chance.random() for _ in range(10)]
    probabilities = [share / sum(shares) for share in shares]
    confidence = max(probabilities)
    timing = {name: chance.random() * 3 for name in ("normalise", "wait", "predict", "total")}
    data = {
        "outcome": "classified",
        "status": 200,
        "digit": probabilities.index(confidence),
        "confidence": confidence,
        "probabilities": probabilities,
        "model": {"name": "digits", "version": "1", "engine": "tensorflow_serving"},
        "warnings": [],
        "ink": {"width_px": 120, "height_px": 180, "share": 0.07, "stroke_px": 16.0, "offset_px": 9.5},
        "timing_ms": timing,
        "glyph": _glyph(chance),
        "client": "handdraw-desktop/0.1.0",
    }
    sent = {
        "specversion": "1.0",
        "id": str(uuid7()),
        "source": "/handdraw/inference",
        "time": "2026-11-24T08:30:00.125000Z",
        "datacontenttype": "application/json",
        "instance": "gateway-1",
        "type": "handdraw.classification.v1",
        "data": data,
    }
    return json.dumps(sent, separators=(",", ":")).encode()


def make_batches(count: int, events: int, seed: int) -> list[list[bytes]]:
    chance = random.Random(seed)  # noqa: S311 - nobody is to be kept from guessing them
    return [[make_event(chance) for _ in range(events)] for _ in range(count)]


def batch_body(events: Sequence[bytes]) -> bytes:
    """Join a batch's events to a request's body."""
    return b"[" + b",".join(events) + b"]"


def _glyph(chance: random.Random) -> str:
    pixels = bytearray(784)
    start = 784 // 2 - INK // 2
    pixels[start : start + INK] = chance.randbytes(INK)
    return base64.b64encode(pixels).decode()
