"""Property tests: whatever happens to a file's bytes, what is read of it is whole, and nothing is left unsaid."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handdraw_logger.hot.commands import Reading, read, read_pieces

from ..cloud_events import classified, event_id, incoming

SELECT = [b"SELECT", b"0"]


def command(*words: bytes) -> bytes:
    return b"*%d\r\n" % len(words) + b"".join(b"$%d\r\n%b\r\n" % (len(word), word) for word in words)


def recorded(number: int, *, first: bool = False) -> bytes:
    """Return the transaction of one event."""
    (event,) = incoming(classified(number))
    cursor = b"%d-0" % (1_700_000_000_000 + number)
    words = [
        [b"MULTI"],
        *([SELECT] if first else []),
        [b"XADD", b"handdraw:log", cursor, b"e", event.body],
        [b"HSET", b"handdraw:ids", event.event_id.encode(), cursor],
        [b"EXEC"],
    ]
    return b"".join(command(*one) for one in words)


REPORT = command(b"SELECT", b"1") + command(b"SET", b"rq:job", b"*3\r\n$4\r\n") + command(b"SELECT", b"0")
PARTS = [recorded(1, first=True), *(recorded(number) for number in range(2, 6)), REPORT, recorded(6), recorded(7)]
FILE = b"".join(PARTS)
places = st.integers(0, len(FILE) - 1)


def numbers(found: Reading) -> set[int]:
    return {int(one[-12:], 16) for one in found.ids}


def kept_bytes(found: Reading, data: bytes) -> bytes:
    return b"".join(one if isinstance(one, bytes) else data[one[0] : one[1]] for one in found.kept)


def untouched(start: int, end: int) -> set[int]:
    """Return the events whose bytes lie outside a stretch."""
    found, at, number = set[int](), 0, 0
    for part in PARTS:
        number += part is not REPORT
        if part is not REPORT and (at + len(part) <= start or at >= end):
            found.add(number)
        at += len(part)
    return found


def test_of_a_whole_file_everything_is_kept() -> None:
    found = read(FILE)

    assert (found.kept, found.left_out, numbers(found), found.last) == (
        [(0, len(FILE))],
        [],
        {1, 2, 3, 4, 5, 6, 7},
        "1700000000007-0",
    )


def test_an_empty_file_is_whole() -> None:
    assert read(b"") == Reading()


@given(places)
def test_of_a_file_that_is_cut_anywhere_every_event_before_the_cut_is_kept(place: int) -> None:
    assert numbers(read(FILE[:place])) == untouched(place, len(FILE))


@given(st.binary(max_size=300))
def test_garbage_at_the_end_costs_no_event(garbage: bytes) -> None:
    assert numbers(read(FILE + garbage)) == {1, 2, 3, 4, 5, 6, 7}


@given(places, st.integers(1, 600), st.binary(max_size=100))
def test_damage_in_the_middle_costs_only_the_events_that_it_touches(place: int, size: int, instead: bytes) -> None:
    end = min(place + size, len(FILE))
    found = read(FILE[:place] + instead + FILE[end:])

    assert numbers(found) >= untouched(place - 4, end + 4)  # what stands there may seem to be a neighbour's beginning


@given(places, st.integers(1, 600), st.binary(max_size=100))
def test_what_is_kept_is_whole_itself(place: int, size: int, instead: bytes) -> None:
    data = FILE[:place] + instead + FILE[place + size :]
    found = read(data)
    again = read(kept_bytes(found, data))

    assert (again.left_out, again.ids) == ([], found.ids)


@given(places, st.integers(1, 600), st.binary(max_size=100))
def test_no_byte_is_read_twice_or_passed_over(place: int, size: int, instead: bytes) -> None:
    data = FILE[:place] + instead + FILE[place + size :]

    assert b"".join(data[piece.start : piece.end] for piece in read_pieces(data)) == data


def test_behind_damage_the_log_is_written_to_its_own_database_and_others_wait_until_theirs_is_named() -> None:
    data = (
        recorded(1, first=True) + command(b"SELECT", b"1") + b"?" + command(b"SET", b"a", b"b") + recorded(2) + REPORT
    )
    found = read(data)

    assert kept_bytes(found, data) == (
        recorded(1, first=True) + command(b"SELECT", b"1") + command(*SELECT) + recorded(2) + REPORT
    )


def test_the_log_may_lie_in_another_database() -> None:
    data = command(b"SELECT", b"3") + recorded(1) + b"?" + recorded(2)
    found = read(data)

    assert (found.database, kept_bytes(found, data)) == (
        b"3",
        command(b"SELECT", b"3") + recorded(1) + command(b"SELECT", b"3") + recorded(2),
    )


def test_the_rest_of_a_damaged_transaction_is_left_out() -> None:
    whole = recorded(2)
    data = recorded(1, first=True) + whole[:40] + b"?" + whole[40:] + recorded(3)
    found = read(data)

    assert (found.ids, found.left_out) == (
        {event_id(1), event_id(3)},
        [(len(recorded(1, first=True)), len(recorded(1, first=True)) + len(whole) + 1)],
    )


@pytest.mark.parametrize(
    "data", [b"\0" * 100, b"*0\r\n", b"*1\r\n$4\r\nEXEC\r\n", b"*1\r\n$-1\r\n", b"*2\r\n$3\r\nGET\r\n"]
)
def test_what_is_no_command_is_left_out(data: bytes) -> None:
    assert read(data).left_out == [(0, len(data))]


def test_notes_between_commands_are_whole() -> None:
    data = b"#TS:1700000000\r\n" + command(*SELECT)

    assert read(data).left_out == []
