"""A made-up window of the log, as the logger streams it without glyphs: read, labelled and refused drawings."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any, Final

START_MS: Final = 1_795_509_000_000
STEP_MS: Final = 370
CLIENTS: Final = ("handdraw-desktop/0.1.0",) * 6 + ("curl/8.5.0", "python-httpx/0.28")
LATELY: Final = 200  # what people label was drawn lately


def write_log(path: Path, count: int, seed: int = 1) -> str:
    """Write a line for each event, and return the last one's cursor."""
    with path.open("w", encoding="utf-8") as file:
        file.writelines(_make_lines(count, Random(seed)))  # noqa: S311 - nobody is to be kept from guessing them
    return cursor(count)


def cursor(number: int) -> str:
    return f"{START_MS + number * STEP_MS}-0"


def _make_lines(count: int, chance: Random) -> Iterator[str]:
    lately: list[tuple[int, int, int, float]] = []
    labels: dict[int, tuple[int, int]] = {}
    for number in range(1, count + 1):
        kind = chance.random()
        if kind < 0.8 or not lately:
            truth, read, data = _draw(chance, number)
            lately = [*lately[-LATELY:], (number, truth, read, data["confidence"])]
            beside = {"label": _label(number + 5, truth)} if chance.random() < 0.15 else {}
            yield _line(number, "classification", data, beside | {"glyph_digest": f"{chance.getrandbits(64):016x}"})
        elif kind < 0.93:
            of, truth, read, confidence = chance.choice(lately)
            said = truth if chance.random() < 0.97 else chance.randrange(10)
            replaces = {"replaces": _label(*labels[of])} if of in labels else {}
            labels[of] = number, said
            data = {"classification_id": _event_id(of), "digit": said}
            yield _line(number, "label", data, replaces | {"read": {"digit": read, "confidence": confidence}})
        else:
            data = {"outcome": "refused", "status": 422, "code": "blank_drawing", "warnings": [], "client": CLIENTS[-2]}
            yield _line(number, "classification", data | {"timing_ms": {"normalise": 0.4, "total": 0.5}}, {})


def _draw(chance: Random, number: int) -> tuple[int, int, dict[str, Any]]:
    truth = chance.randrange(10)
    read = truth if chance.random() < 0.96 else chance.randrange(10)
    confidence = chance.betavariate(14, 0.5)
    probabilities = [(1 - confidence) * chance.random() / 9 for _ in range(10)]
    probabilities[read] = confidence
    data = {
        "outcome": "classified",
        "status": 200,
        "digit": read,
        "confidence": confidence,
        "probabilities": probabilities,
        "model": {
            "name": "digits",
            "version": "2" if number % 9 else "1",
            "engine": "embedded" if chance.random() < 0.12 else "tensorflow_serving",
        },
        "warnings": ["low_confidence"] if confidence < 0.6 else ["touches_edge"] if chance.random() < 0.05 else [],
        "ink": {
            "width_px": chance.randrange(60, 260),
            "height_px": chance.randrange(80, 270),
            "share": round(chance.random() * 0.2, 5),
            "stroke_px": round(8 + 10 * chance.random(), 2),
            "offset_px": round(30 * chance.random(), 2),
        },
        "timing_ms": {
            "normalise": round(chance.random() * 3, 3),
            "wait": round(chance.random(), 3),
            "predict": round(chance.random() * 6, 3),
            "total": round(2 + chance.random() * 9, 3),
        },
        "client": chance.choice(CLIENTS),
    }
    return truth, read, data


def _line(number: int, kind: str, data: dict[str, Any], beside: dict[str, Any]) -> str:
    moment = datetime.fromtimestamp((START_MS + number * STEP_MS) / 1000, UTC)
    recorded_at = moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    event = {
        "specversion": "1.0",
        "id": _event_id(number),
        "source": "/handdraw/inference",
        "time": recorded_at,
        "datacontenttype": "application/json",
        "instance": "gateway-1",
        "type": f"handdraw.{kind}.v1",
        "data": data,
    }
    logged = {"cursor": cursor(number), "recorded_at": recorded_at, "event": event} | beside
    return json.dumps(logged, separators=(",", ":")) + "\n"


def _label(number: int, digit: int) -> dict[str, Any]:
    return {"event_id": _event_id(number), "digit": digit, "cursor": cursor(number)}


def _event_id(number: int) -> str:
    return f"019ab4c2-0000-7000-8000-{number:012x}"
