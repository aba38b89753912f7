"""Windows of the log in which something happened that an operator would want to be told."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any, Final

from ..log_events import Json, classification, label, refusal, simulate_ink

MODELS: Final = Path(__file__).resolve().parents[3] / "services" / "inference" / "models" / "digits"
SERVED: Final[dict[str, Any]] = json.loads((MODELS / "5" / "assets.extra" / "reference.json").read_text())
DIGITS: Final = "0011112233444556778899"
NEAR: Final = {4: 9, 7: 1, 5: 3, 9: 4}


@dataclass(frozen=True)
class Window:
    """The events of a window, and of the one before; ``model``: a reference of the version in service."""

    events: list[Json]
    before: list[Json]
    with_reference: bool = False


def drawing(number: int, digit: int | None = None, confidence: float = 0.98, factor: float = 1.0, **data: Any) -> Json:
    """A drawing that was read as usual; ``factor``: how many times as long as usual that took."""
    total = (6 + number % 8) * factor
    times = {"normalise": total * 0.3, "wait": total * 0.1, "predict": total * 0.5, "total": total}
    read = int(DIGITS[number % 22]) if digit is None else digit
    sure = min(1.0, confidence + number % 7 * 0.002)
    usual = {"timing_ms": times, "ink": simulate_ink(Random(number)), "client": "handdraw-desktop/0.1.0"}
    event = classification(number, read, sure, **(usual | data))
    return event | {"glyph_digest": f"{number:016x}"}


def said(number: int, digit: int, read: int, confidence: float = 0.98, **more: Any) -> Json:
    event = label(number, number - 10_000, digit, read, **more)
    return event | {"read": {"digit": read, "confidence": confidence}}


def by_now(event: Json, digit: int) -> Json:
    return event | {"label": {"event_id": event["event"]["id"], "digit": digit}}


def good_day() -> list[Json]:
    drawn = [drawing(n) for n in range(600)]
    drawn[50] = drawing(50, confidence=0.5, warnings=["low_confidence"])
    drawn[60] = drawing(60, warnings=["touches_edge"])
    labels = [said(10_000 + n, int(DIGITS[n % 22]), int(DIGITS[n % 22])) for n in range(0, 600, 3)]
    labels += [said(12_000 + n, 4, 9) for n in range(2)] + [said(13_000, 7, 1)]
    return drawn + labels


def bad_day() -> list[Json]:
    unsure: Json = {"confidence": 0.55, "warnings": ["low_confidence"], "factor": 3}
    quick: Json = {"factor": 3}
    drawn = [drawing(n, **(unsure if n % 3 == 0 else quick)) for n in range(300)]
    failed = [refusal(1_000 + n, "engine_timeout" if n % 5 else "overloaded", "failed", status=504) for n in range(60)]
    refused = [refusal(2_000 + n, "blank_drawing" if n % 3 else "empty_body", client="curl/8.5.0") for n in range(90)]
    truths = [int(DIGITS[n % 22]) for n in range(100)]
    labels = [said(10_000 + n, truth, NEAR.get(truth, truth)) for n, truth in enumerate(truths)]
    return drawn + failed + refused + labels + [label(20_000 + n, 90_000 + n, 3) for n in range(5)]


def thin_fours() -> list[Json]:
    thin: Json = {"width_px": 60, "height_px": 240, "share": 0.004, "stroke_px": 2.0, "offset_px": 60.0}
    warned = ["faint_ink", "unlike_a_digit"]
    return [drawing(n, 4 if n % 2 else None, 0.8, ink=thin, warnings=warned if n % 4 == 0 else []) for n in range(400)]


def labels_only() -> list[Json]:
    right = [said(10_000 + n, n % 5, n % 5) for n in range(37)]
    wrong = [said(11_000, 4, 9), said(11_001, 4, 9), said(11_002, 3, 5)]
    again = [said(12_000, 1, 1), said(12_001, 7, 1, replaces=(12_000, 1))]
    return right + wrong + again + [label(13_000, 99_000, 2)]


def one_drawing() -> list[Json]:
    return [drawing(1, 7, 0.9, warnings=["several_marks"])]


def slow_embedded() -> list[Json]:
    embedded: Json = {"model": {"name": "digits", "version": "1", "engine": "embedded"}}
    waiting: Json = {"normalise": 5.0, "wait": 70.0, "predict": 5.0, "total": 82.0}
    slow: Json = embedded | {"timing_ms": waiting}
    return [drawing(n, **(slow if n % 3 else {})) for n in range(240)]


def outage() -> list[Json]:
    return [refusal(n, "engine_unavailable", "failed", status=503) for n in range(40)]


def letters() -> list[Json]:
    flagged: Json = {"warnings": ["unlike_a_digit"], "confidence": 0.7}
    return [drawing(n, **(flagged if n < 93 else {})) for n in range(104)]


def one_picture() -> list[Json]:
    return [drawing(n, 3, client="curl/8.5.0") | {"glyph_digest": f"{n % 10:016x}"} for n in range(200)]


def two_versions() -> list[Json]:
    old: Json = {"model": {"name": "digits", "version": "1", "engine": "tensorflow_serving"}}
    new: Json = {"model": {"name": "digits", "version": "2", "engine": "embedded"}}
    events = [by_now(drawing(n, **old), int(DIGITS[n % 22]) if n % 5 else 8) for n in range(300)]
    more = [by_now(drawing(1_000 + n, **new), int(DIGITS[(1_000 + n) % 22])) for n in range(100)]
    return events + more + [drawing(5_000 + n, client="browser") for n in range(20)]


SCENARIOS: Final[Mapping[str, Callable[[], Window]]] = {
    "good day": lambda: Window(good_day(), good_day()),
    "bad day": lambda: Window(bad_day(), good_day()),
    "thin fours": lambda: Window(thin_fours(), good_day(), with_reference=True),
    "labels only": lambda: Window(labels_only(), []),
    "one drawing": lambda: Window(one_drawing(), []),
    "slow": lambda: Window(slow_embedded(), good_day()),
    "outage": lambda: Window(outage(), good_day()),
    "letters": lambda: Window(letters(), [], with_reference=True),
    "one picture": lambda: Window(one_picture(), []),
    "two versions": lambda: Window(two_versions(), []),
    "nothing": lambda: Window([], good_day()),
}
