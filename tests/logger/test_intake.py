import json
from typing import Any

import pytest

from handdraw_contracts.events import CLOUDEVENT_JSON, CLOUDEVENTS_BATCH_JSON, MAX_BATCH_EVENTS
from handdraw_contracts.log import Rejection
from handdraw_logger.errors import BatchTooLarge, InvalidBatch, UnsupportedMedia
from handdraw_logger.intake import MAX_EVENT_BYTES, IncomingEvent, read_batch

from .cloud_events import Json, batch, classified, event_id, incoming, label, refused

MALFORMED: tuple[list[IncomingEvent], list[Rejection]] = ([], [Rejection(id=event_id(1), code="malformed_event")])


def read(body: bytes, media_type: str) -> tuple[list[IncomingEvent], list[Rejection]]:
    """Return what ``read_batch`` does, without the details of what was rejected."""
    events, rejected = read_batch(body, media_type)
    return events, [one.model_copy(update={"detail": None}) for one in rejected]


def body_of(event: Json) -> bytes:
    return json.dumps(event, separators=(",", ":")).encode()


READ, REFUSED, LABELLED = '["classified",7,null]', '["refused",null,"blank_drawing"]', f'"{event_id(1)}"'


def changed(**data: Any) -> Json:
    event = classified(1)
    return event | {"data": event["data"] | data}


def test_a_batch_is_read_in_its_order() -> None:
    events = [classified(1), refused(2), label(3, of=1, digit=4)]

    assert read(batch(*events), CLOUDEVENTS_BATCH_JSON) == (
        [
            IncomingEvent(event_id(1), body_of(events[0]), READ),
            IncomingEvent(event_id(2), body_of(events[1]), REFUSED),
            IncomingEvent(event_id(3), body_of(events[2]), LABELLED, event_id(1), 4),
        ],
        [],
    )


def test_a_single_event_is_read_by_its_own_media_type() -> None:
    body = body_of(classified(1))

    assert read(body, CLOUDEVENT_JSON) == ([IncomingEvent(event_id(1), body, READ)], [])


def test_an_event_in_which_nothing_has_to_be_changed_is_recorded_byte_for_byte() -> None:
    bodies = [
        body_of(classified(1)).replace(b"0.9", b"9.0e-1"),
        body_of(label(2, of=1, digit=4)).replace(b"4}", b"4 }"),
    ]

    assert read(b"[" + b",".join(bodies) + b"]", CLOUDEVENTS_BATCH_JSON) == (
        [IncomingEvent(event_id(1), bodies[0], READ), IncomingEvent(event_id(2), bodies[1], LABELLED, event_id(1), 4)],
        [],
    )


@pytest.mark.parametrize("white", [b"\n", b"\r\n", b"\r"], ids=["LF", "CRLF", "CR"])
def test_an_event_is_recorded_in_one_line(white: bytes) -> None:
    body = white.join([b"", b"[", body_of(classified(1)).replace(b",", b"," + white), b"]", b""])

    assert read(body, CLOUDEVENTS_BATCH_JSON) == (incoming(classified(1)), [])


@pytest.mark.parametrize(
    "odd",
    [
        classified(2) | {"later": [0, classified(7), {"specversion": "1.0"}, 0]},
        classified(2) | {"later": [{"specversion": "1.0"}, {"specversion": "1.0"}]},
        classified(2) | {"instance": ',{"specversion":'},
    ],
    ids=["an event within it", "the end of one and the beginning of another", "a text"],
)
def test_a_batch_is_not_cut_where_an_event_only_seems_to_begin(odd: Json) -> None:
    events = [classified(1), odd, refused(3)]
    ids = [event_id(number) for number in (1, 2, 3)]

    assert read(batch(*events), CLOUDEVENTS_BATCH_JSON) == (
        [
            IncomingEvent(event_id, body_of(event), kind)
            for event_id, event, kind in zip(ids, events, (READ, READ, REFUSED), strict=True)
        ],
        [],
    )


def test_an_empty_batch_holds_nothing() -> None:
    assert read(b"[]", CLOUDEVENTS_BATCH_JSON) == ([], [])


@pytest.mark.parametrize("media_type", ["", "application/json", "text/plain", "application/cloudevents"])
def test_another_media_type_is_refused(media_type: str) -> None:
    with pytest.raises(UnsupportedMedia, match=r"Content-Type must be application/cloudevents-batch\+json or"):
        read_batch(b"[]", media_type)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b"[]]",
        b"[" * 100_000,
        b"[" + b"9" * 5_000 + b"]",
        b'["\xed\xa0\x80"]',
    ],
    ids=[
        "nothing",
        "half",
        "no UTF-8",
        "more than JSON",
        "never closed",
        "an integer of 5000 digits",
        "half a surrogate pair",
    ],
)
def test_a_body_that_is_not_json_is_refused_whole(body: bytes) -> None:
    with pytest.raises(InvalidBatch, match="The body is not JSON"):
        read_batch(body, CLOUDEVENTS_BATCH_JSON)


@pytest.mark.parametrize("body", [b"{}", b"null", b"7", b'"event"', b"true"])
def test_a_batch_that_is_no_list_is_refused(body: bytes) -> None:
    with pytest.raises(InvalidBatch, match="A batch is a JSON list of events"):
        read_batch(body, CLOUDEVENTS_BATCH_JSON)


def test_as_many_events_as_a_batch_may_hold_are_read() -> None:
    assert len(incoming(*map(refused, range(MAX_BATCH_EVENTS)))) == MAX_BATCH_EVENTS


def test_more_events_than_a_batch_may_hold_are_refused() -> None:
    with pytest.raises(BatchTooLarge, match="A batch may hold 1000 events, not 1001"):
        read_batch(batch(*[{}] * (MAX_BATCH_EVENTS + 1)), CLOUDEVENTS_BATCH_JSON)


def test_a_malformed_event_is_set_aside_alone() -> None:
    body = batch(classified(1), classified(2) | {"time": "yesterday"}, classified(3))

    assert read(body, CLOUDEVENTS_BATCH_JSON) == (
        incoming(classified(1), classified(3)),
        [Rejection(id=event_id(2), code="malformed_event")],
    )


@pytest.mark.parametrize(
    "event",
    [
        classified(1) | {"source": "/handdraw/elsewhere"},
        classified(1) | {"specversion": "0.3"},
        classified(1) | {"type": 7},
        classified(1) | {"type": "handdraw.label.v1"},
        classified(1) | {"data": None},
        classified(1) | {"data": []},
        classified(1) | {"time": 1_700_000_000},
        classified(1) | {"time": "2026-11-24T08:30:00"},
        classified(1) | {"time": "0001-01-01T00:00:00+05:00"},
        classified(1) | {"time": "9999-12-31T23:59:59-05:00"},
        changed(digit=None),
        changed(digit=12),
        changed(digit="7"),
        changed(digit=True),
        changed(digit=7.0),
        changed(confidence="0.5"),
        changed(confidence=10**400),
        changed(confidence=1.5),
        changed(status="200"),
        changed(probabilities=["0.1"] * 10),
        changed(glyph="AA=="),
        changed(timing_ms=None),
        refused(1, code="Not A Code"),
        label(1, of=2, digit=12),
    ],
)
def test_an_event_that_no_reader_could_read_is_malformed(event: Json) -> None:
    assert read(batch(event), CLOUDEVENTS_BATCH_JSON) == MALFORMED


@pytest.mark.parametrize(
    "value",
    [b"1e999", b"NaN", b"-Infinity", rb'"\ud800"', b"[" * 250 + b"]" * 250],
    ids=["overflow", "NaN", "infinity", "half a surrogate pair", "nested too deeply"],
)
def test_what_json_cannot_carry_on_is_malformed_alone(value: bytes) -> None:
    body = batch(classified(1) | {"later": 0}, classified(2)).replace(b'"later":0', b'"later":' + value)

    assert read(body, CLOUDEVENTS_BATCH_JSON) == (
        incoming(classified(2)),
        [Rejection(id=event_id(1), code="malformed_event")],
    )


@pytest.mark.parametrize("item", [None, 7, "event", [], [[]], {}, {"id": 7}])
def test_what_is_no_event_and_has_no_id_is_rejected_without_one(item: object) -> None:
    assert read(batch(item), CLOUDEVENTS_BATCH_JSON) == ([], [Rejection(id=None, code="malformed_event")])


def test_a_rejected_id_is_repeated_up_to_64_characters() -> None:
    body = batch(classified(1) | {"id": "x" * 100})

    assert read(body, CLOUDEVENTS_BATCH_JSON) == ([], [Rejection(id="x" * 64, code="malformed_event")])


def test_an_unknown_type_has_a_code_of_its_own() -> None:
    body = batch(classified(1) | {"type": "handdraw.classification.v2"})

    assert read(body, CLOUDEVENTS_BATCH_JSON) == ([], [Rejection(id=event_id(1), code="unknown_type")])


def test_what_only_a_newer_gateway_knows_is_kept() -> None:
    event = changed(colour="blue", warnings=["faint_ink", "upside_down"]) | {"later": {"deep": [1, None, "é"]}}
    [read] = incoming(event)

    assert json.loads(read.body) == event


@pytest.mark.parametrize(
    "sent", [event_id(1).upper(), event_id(1).replace("-", ""), f"urn:uuid:{event_id(1)}", f"{{{event_id(1)}}}"]
)
def test_ids_are_recorded_in_the_one_form_by_which_they_are_found(sent: str) -> None:
    event = label(1, of=1, digit=4)
    events = incoming(event | {"id": sent, "data": event["data"] | {"classification_id": sent}})

    assert events == incoming(event)


def test_an_event_as_large_as_one_may_be_is_read_and_a_larger_one_set_aside() -> None:
    padded = refused(1) | {"pad": ""}
    room = MAX_EVENT_BYTES - len(body_of(padded))
    largest, larger = padded | {"pad": "x" * room}, padded | {"id": event_id(2), "pad": "x" * (room + 1)}

    assert read(batch(largest, larger), CLOUDEVENTS_BATCH_JSON) == (
        [IncomingEvent(event_id(1), body_of(largest), REFUSED)],
        [Rejection(id=event_id(2), code="event_too_large")],
    )


def test_what_is_nested_as_deeply_as_json_is_read_is_recorded() -> None:
    deep: Any = 0
    for _ in range(150):
        deep = [deep]
    [read] = incoming(classified(1) | {"deep": deep})

    assert json.loads(read.body)["deep"] == deep


def test_a_huge_integer_that_nobody_reads_is_kept() -> None:
    [read] = incoming(classified(1) | {"huge": 10**4_000})

    assert json.loads(read.body)["huge"] == 10**4_000


def test_a_rejected_id_that_is_no_text_is_repeated_as_one() -> None:
    [rejection] = read_batch(rb'[{"id": "a\ud800"}]', CLOUDEVENTS_BATCH_JSON)[1]

    assert rejection.model_dump_json(exclude={"detail"}) == '{"id":"a?","code":"malformed_event"}'


@pytest.mark.parametrize(
    ("change", "detail"),
    [
        ({"id": "seven"}, "handdraw.classification.v1.id: Input should be a valid UUID"),
        ({"time": None}, "handdraw.classification.v1.time: Input should be"),
        ({"data": {}}, "handdraw.classification.v1.data.outcome: Field required"),
        ({"type": "other"}, "type: it is one of handdraw.classification.v1, handdraw.label.v1"),
        ({"extra": float("nan")}, "it is no JSON"),
    ],
)
def test_a_rejection_says_which_field_and_why(change: Json, detail: str) -> None:
    _, rejected = read_batch(json.dumps([classified(1) | change]).encode(), CLOUDEVENTS_BATCH_JSON)

    assert [(one.detail or "")[: len(detail)] for one in rejected] == [detail]
