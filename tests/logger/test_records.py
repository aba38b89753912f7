import json

import pytest
from pydantic_core import to_json

from handdraw_contracts.log import digest_glyph
from handdraw_logger.records import Json, Record, StoredLabel, Traits, pack_id, unpack_id

from .cloud_events import classified, event_id, label, record_at, refused

REPLACED = StoredLabel(event_id(3), 9, "1700000000122-0")


def test_a_record_is_served_with_only_what_the_log_knows_beside_it() -> None:
    joined = record_at(
        "1700000000123-5", label(2, of=1, digit=4), replaces=REPLACED, read={"digit": 7, "confidence": 0.9}
    )

    assert json.loads(joined.to_json()) == {
        "cursor": "1700000000123-5",
        "recorded_at": "2023-11-14T22:13:20.123Z",
        "event": label(2, of=1, digit=4),
        "read": {"digit": 7, "confidence": 0.9},
        "replaces": {"event_id": event_id(3), "digit": 9, "cursor": "1700000000122-0"},
    }


@pytest.mark.parametrize("replaces", [None, REPLACED, StoredLabel(event_id(3), 9)], ids=["none", "new", "old"])
@pytest.mark.parametrize("event", [classified(1), label(2, of=1, digit=4) | {"later": {"a": 1, "event": {}}}], ids=str)
def test_a_line_of_a_segment_is_read_back_as_it_was_recorded(event: Json, replaces: StoredLabel | None) -> None:
    record = Record.parse("1700000000123-5", to_json(event), replaces)

    assert Record.parse_line(record.to_line()) == record


def test_a_record_is_served_without_its_glyph_and_with_the_digest() -> None:
    glyph = "A" * 1046 + "=="
    event = classified(1)
    whole = record_at("5-0", event | {"data": event["data"] | {"glyph": glyph}}, label=REPLACED)

    assert json.loads(whole.to_json(glyph=False)) == {
        **json.loads(record_at("5-0", event, label=REPLACED).to_json()),
        "glyph_digest": digest_glyph(glyph),
    }


def test_a_line_has_nothing_that_may_still_change() -> None:
    alone = record_at("5-0", classified(1))
    joined = record_at("5-0", classified(1), label=REPLACED, read={"digit": 7, "confidence": 0.9})

    assert joined.to_line() == alone.to_line()


@pytest.mark.parametrize(
    ("stored", "label", "served"),
    [
        (
            f"{event_id(3)}|9|5-0",
            StoredLabel(event_id(3), 9, "5-0"),
            {"event_id": event_id(3), "digit": 9, "cursor": "5-0"},
        ),
        (f"{event_id(3)}|0", StoredLabel(event_id(3), 0), {"event_id": event_id(3), "digit": 0}),
    ],
    ids=["with its cursor", "from before cursors were stored"],
)
def test_a_label_has_a_form_for_redis_and_one_for_callers(stored: str, label: StoredLabel, served: Json) -> None:
    assert StoredLabel.parse(stored.encode()) == label
    assert (label.format(), label.to_dict()) == (stored, served)


@pytest.mark.parametrize(
    ("event", "drawing", "reading"),
    [
        (classified(1), event_id(1), {"digit": 7, "confidence": 0.9}),
        (refused(1), event_id(1), None),
        (label(2, of=1, digit=4), event_id(1), None),
    ],
    ids=["classified", "refused", "label"],
)
def test_a_record_knows_its_drawing_and_what_was_read_in_it(event: Json, drawing: str, reading: Json | None) -> None:
    record = record_at("5-0", event)

    assert (record.drawing, record.reading) == (drawing, reading)


@pytest.mark.parametrize(
    ("event", "traits"),
    [
        (classified(1, digit=3), ("classified", 3, None)),
        (refused(1), ("refused", None, "blank_drawing")),
        (refused(1, "engine_timeout", "failed"), ("failed", None, "engine_timeout")),
    ],
    ids=["classified", "refused", "failed"],
)
def test_a_drawing_is_counted_by_its_outcome_its_digit_and_its_code(event: Json, traits: Traits) -> None:
    assert record_at("5-0", event).traits == traits


def test_an_id_is_packed_in_its_16_bytes_and_unpacked_again() -> None:
    packed = pack_id(event_id(1))

    assert (len(packed), unpack_id(packed)) == (16, event_id(1))
