import json
from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

import pytest

from handdraw_inference.outbox.queue import Entry
from handdraw_inference.outbox.unreadable import is_unreadable, is_whole

MakeEntry = Callable[[int], Entry]


def with_id(body: bytes, event_id: object) -> bytes:
    return json.dumps(json.loads(body) | {"id": event_id}).encode()


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda body: body, id="as it was appended"),
        pytest.param(lambda body: body.replace(b'"classified"', b'"clessified"'), id="malformed, under its own id"),
        pytest.param(lambda body: with_id(body, str(UUID(int=42))), id="a whole event, of another id"),
    ],
)
def test_what_a_logger_can_take_or_name_is_readable(make_entry: MakeEntry, change: Callable[[bytes], bytes]) -> None:
    entry = make_entry(7)

    assert not is_unreadable(replace(entry, body=change(entry.body)))


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda body: body[:100] + bytes(200) + body[300:], id="zeros in the middle"),
        pytest.param(lambda body: b"\xff" + body[1:], id="no text"),
        pytest.param(lambda body: body[:-1], id="cut off"),
        pytest.param(lambda _: b"", id="nothing"),
        pytest.param(lambda _: b"[" * 100_000, id="too deep"),
        pytest.param(lambda _: b"[]", id="no object"),
        pytest.param(lambda _: b"{}", id="no id"),
        pytest.param(lambda body: with_id(body, "?"), id="an id that is none"),
        pytest.param(lambda body: with_id(body, 7), id="a number for an id"),
    ],
)
def test_what_no_logger_can_take_or_name_is_unreadable(make_entry: MakeEntry, change: Callable[[bytes], bytes]) -> None:
    entry = make_entry(7)

    assert is_unreadable(replace(entry, body=change(entry.body)))


def test_an_event_is_whole_under_its_own_id_alone(make_entry: MakeEntry) -> None:
    entry = make_entry(7)

    assert [is_whole(event_id, entry.body) for event_id in (entry.event_id, make_entry(8).event_id)] == [True, False]


def test_an_event_with_a_warning_of_another_version_is_whole(make_entry: MakeEntry) -> None:
    entry = make_entry(7)
    body = json.loads(entry.body)
    newer = body | {"data": body["data"] | {"warnings": ["upside_down"]}}

    assert is_whole(entry.event_id, json.dumps(newer).encode())


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(None, id="NULL"),
        pytest.param("text", id="text"),
        pytest.param(b"", id="nothing"),
        pytest.param(b"{}", id="no event"),
    ],
)
def test_what_is_no_event_is_not_whole(make_entry: MakeEntry, body: object) -> None:
    assert not is_whole(make_entry(7).event_id, body)
