"""Events as the logger serves them, and a simulated day of the log made of them."""

import json
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from handdraw_reporter.counting.summary import Summary
from handdraw_reporter.logged import LoggedEvent, read_event

Json = dict[str, Any]
START = datetime(2026, 11, 24, 8, 30, tzinfo=UTC)
REFUSALS = ["blank_drawing"] * 5 + ["unreadable_drawing"] * 2 + ["unsupported_media_type"]
ALIKE = {4: 9, 9: 4, 7: 1, 3: 5, 5: 3, 8: 3, 1: 7, 6: 0, 0: 6, 2: 7}


def event_id(number: int) -> str:
    return f"019ab4c2-0000-7000-8000-{number:012x}"


def classification(number: int, digit: int = 7, confidence: float = 0.9, total_ms: float = 2.5, **data: Any) -> Json:
    read = {"digit": digit, "confidence": confidence, "probabilities": [0.1] * 10}
    model = {"name": "digits", "version": "1", "engine": "tensorflow_serving"}
    usual = {"outcome": "classified", "status": 200, **read, "model": model, "timing_ms": {"total": total_ms}}
    return _log_entry(number, "classification", usual | data)


def refusal(number: int, code: str = "blank_drawing", outcome: str = "refused", **data: Any) -> Json:
    usual = {"outcome": outcome, "status": 422, "code": code, "timing_ms": {"total": 0.4}}
    return _log_entry(number, "classification", usual | data)


def label(
    number: int,
    of: int,
    digit: int,
    read: int | None = None,
    replaces: tuple[int, int] | None = None,
    *,
    placed: bool = True,
) -> Json:
    """``replaces``: the number of the replaced label's event, and its digit; ``placed``: its cursor is given too."""
    joined: Json = {} if read is None else {"read": {"digit": read, "confidence": 0.9}}
    if replaces is not None:
        joined["replaces"] = {"event_id": event_id(replaces[0]), "digit": replaces[1]}
        joined["replaces"] |= {"cursor": cursor(replaces[0])} if placed else {}
    return _log_entry(number, "label", {"classification_id": event_id(of), "digit": digit}) | joined


def cursor(number: int) -> str:
    return f"{int(_recorded_at(number).timestamp() * 1000)}-0"


def parse_events(events: list[Json]) -> list[LoggedEvent]:
    return [read_event(json.dumps(event).encode()) for event in events]


def summarise(events: list[Json]) -> Summary:
    summary = Summary()
    for event in parse_events(events):
        summary.add(event)
    return summary


def simulate_log(count: int, seed: int = 7) -> list[Json]:
    """Make up a day of drawing: most is read right, some labelled, some of that twice, a few refused, a few failed."""
    chance, events = Random(seed), list[Json]()
    drawn, labelled = list[tuple[int, int, int]](), dict[int, tuple[int, int]]()
    for number in range(1, count + 1):
        draw = chance.random()
        if draw < 0.78 or not drawn:
            truth = chance.choices(range(10), [9, 14, 10, 9, 8, 7, 8, 13, 9, 7])[0]
            read = truth if chance.random() < 0.95 else ALIKE[truth]
            drawn.append((number, truth, read))
            events.append(_simulate_reading(number, read, chance, sure=read == truth))
        elif draw < 0.93:
            of, truth, read = chance.choice(drawn[-40:])
            said = truth if chance.random() < 0.97 else chance.randrange(10)
            events.append(label(number, of, said, read, labelled.get(of)))
            labelled[of] = number, said
        elif draw < 0.935:
            events.append(label(number, 10**9 + number, 3))
        elif draw < 0.99:
            events.append(refusal(number, chance.choice(REFUSALS), client="curl/8.5.0"))
        else:
            events.append(refusal(number, "engine_timeout", "failed", status=504))
    return events


def _simulate_reading(number: int, read: int, chance: Random, *, sure: bool) -> Json:
    confidence = min(1.0, chance.betavariate(14, 0.5) if sure else chance.betavariate(4, 3))
    embedded = chance.random() < 0.12
    engine = "embedded" if embedded else "tensorflow_serving"
    total = chance.lognormvariate(1.3 if embedded else 2.0, 0.42) + 1.5
    event = classification(
        number,
        read,
        confidence,
        model={"name": "digits", "version": "1" if number % 9 else "2", "engine": engine},
        warnings=["low_confidence"] if confidence < 0.6 else ["touches_edge"] if chance.random() < 0.05 else [],
        client=chance.choice(["handdraw-desktop/0.1.0"] * 6 + ["curl/8.5.0", "python-httpx/0.28", None]),
        timing_ms={"normalise": total * 0.3, "wait": total * 0.1, "predict": total * 0.5, "total": total},
        ink=simulate_ink(Random(number)),
    )
    return event | {"glyph_digest": f"{number // 20 * 20 if number % 20 == 1 else number:016x}"}


def simulate_ink(chance: Random) -> Json:
    width, height = chance.randint(30, 180), chance.randint(60, 250)
    stroke, offset = chance.uniform(6, 24), chance.uniform(0, 40)
    share = min(1.0, stroke * (width + height) / 280**2)
    return {"width_px": width, "height_px": height, "share": share, "stroke_px": stroke, "offset_px": offset}


def _recorded_at(number: int) -> datetime:
    return START + timedelta(seconds=37 * number)


def _log_entry(number: int, kind: str, data: Json) -> Json:
    moment = _recorded_at(number).isoformat().replace("+00:00", "Z")
    event = {
        "specversion": "1.0",
        "id": event_id(number),
        "source": "/handdraw/inference",
        "type": f"handdraw.{kind}.v1",
        "time": moment,
        "datacontenttype": "application/json",
        "data": data,
    }
    return {"cursor": cursor(number), "recorded_at": moment, "event": event}
