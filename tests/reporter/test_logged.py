import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from pydantic import BaseModel, ValidationError

from handdraw_contracts.log import LoggedEvent
from handdraw_reporter.logged import read_event

from .log_events import Json, classification, label, refusal, simulate_log

GOLDEN = Path(__file__).parents[1] / "contracts" / "golden"
GLYPH = "A" * 1046 + "=="
INK = {"width_px": 9, "height_px": 8, "share": 0.5, "stroke_px": 1.5, "offset_px": 0}


def agree(lean: object, whole: object) -> bool:
    """Say whether all that one holds is what the contract's model has under the same name."""
    if not isinstance(lean, msgspec.Struct):
        return lean == whole
    return isinstance(whole, BaseModel) and all(
        agree(getattr(lean, name), getattr(whole, name)) for name in lean.__struct_fields__
    )


@pytest.mark.parametrize("name", ["LoggedEvent", "LoggedEvent.label"])
def test_a_golden_event_is_read_as_the_contract_reads_it(name: str) -> None:
    line = (GOLDEN / f"{name}.json").read_bytes()

    assert agree(read_event(line), LoggedEvent.model_validate_json(line))


@pytest.mark.parametrize("seed", range(3))
def test_a_log_is_read_as_the_contract_reads_it(seed: int) -> None:
    lines = [json.dumps(event).encode() for event in simulate_log(300, seed)]

    assert [line for line in lines if not agree(read_event(line), LoggedEvent.model_validate_json(line))] == []


def drawn() -> Json:
    return classification(1, ink=dict(INK), glyph=GLYPH)


def within(event: Json, path: str, value: object) -> Json:
    """Return the event with another value at a path, or without it where that is None."""
    *way, name = path.split(".")
    place: Any = event
    for step in way:
        place = place[step]
    place[name] = value
    if value is None:
        del place[name]
    return event


BAD: list[tuple[Callable[[], Json], str, object]] = [
    (drawn, "cursor", "5"),
    (drawn, "cursor", "5-0\n"),
    (drawn, "recorded_at", "2026-11-24T08:30:00"),
    (drawn, "recorded_at", "<script>"),
    (drawn, "event.id", "seven"),
    (drawn, "event.type", "handdraw.later.v1"),
    (drawn, "event.data", {}),
    (drawn, "event.data.outcome", "guessed"),
    (drawn, "event.data.digit", 10),
    (drawn, "event.data.digit", -1),
    (drawn, "event.data.digit", True),
    (drawn, "event.data.digit", 7.5),
    (drawn, "event.data.digit", None),
    (drawn, "event.data.confidence", 1.0000001),
    (drawn, "event.data.confidence", None),
    (drawn, "event.data.probabilities", [0.1] * 9),
    (drawn, "event.data.probabilities", [0.1] * 9 + [2]),
    (drawn, "event.data.model", None),
    (drawn, "event.data.model.engine", "abacus"),
    (drawn, "event.data.warnings", ["No Code"]),
    (drawn, "event.data.ink.width_px", 0),
    (drawn, "event.data.ink.share", -0.1),
    (drawn, "event.data.ink.stroke_px", -1),
    (drawn, "event.data.timing_ms", None),
    (drawn, "event.data.timing_ms.total", -0.001),
    (drawn, "event.data.glyph", "A" * 1048),
    (drawn, "event.data.client", "x" * 65),
    (drawn, "glyph_digest", "0" * 15),
    (drawn, "glyph_digest", "G" * 16),
    (lambda: refusal(1), "event.data.code", None),
    (lambda: refusal(1), "event.data.digit", 7),
    (lambda: label(2, of=1, digit=3, read=7), "event.data.digit", 11),
    (lambda: label(2, of=1, digit=3, read=7), "event.data.classification_id", "x"),
    (lambda: label(2, of=1, digit=3, read=7), "read.confidence", 2),
    (lambda: label(2, of=1, digit=3, read=7, replaces=(1, 4)), "replaces.cursor", "x"),
]


@pytest.mark.parametrize(("make", "path", "value"), BAD, ids=[f"{path}={value}"[:60] for _, path, value in BAD])
def test_what_the_contract_refuses_is_refused(make: Callable[[], Json], path: str, value: object) -> None:
    line = json.dumps(within(make(), path, value)).encode()
    with pytest.raises(ValidationError):
        LoggedEvent.model_validate_json(line)
    with pytest.raises(ValueError):  # noqa: PT011 - whatever msgspec says of it
        read_event(line)


@pytest.mark.parametrize("line", [b"", b"{", b"[]", b"null", b"<html>", b'{"cursor":"5-0"', b"\xff", b'{"cursor":NaN}'])
def test_what_is_no_event_is_refused(line: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - likewise
        read_event(line)


@pytest.mark.parametrize("event", [drawn(), refusal(1), label(2, of=1, digit=3)], ids=["drawn", "refused", "label"])
def test_what_a_newer_peer_adds_is_passed_over(event: Json) -> None:
    newer = within(within(event, "later", {"a": [1]}), "event.data.later", "x")

    assert agree(read_event(json.dumps(newer).encode()), LoggedEvent.model_validate_json(json.dumps(newer)))
