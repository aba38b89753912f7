from pathlib import Path

import pytest

from handdraw_logger.log import Log
from handdraw_logger.salvaged import NAME, find_events, find_ids, list_salvaged, record_salvaged

from .cloud_events import classified, event_id, incoming, refused

BODIES = [event.body for event in incoming(classified(1), refused(2))]
TEXT = b"..".join(b"$%d\r\n%b\r\n" % (len(body), body) for body in BODIES)


def found(data: bytes, *, counted: bool = True) -> list[str]:
    return [one for one, _ in find_events(data, 0, len(data), counted=counted)]


def test_whole_events_are_found_between_whatever_lies_around_them() -> None:
    assert found(b"\0\xff" + TEXT + b"\xff{") == [event_id(1), event_id(2)]


def test_an_event_whose_length_is_not_the_one_that_was_written_is_not_whole() -> None:
    assert found(TEXT.replace(b'"blank_drawing"', b'"drawing"')) == [event_id(1)]


def test_in_a_snapshot_no_length_stands_before_an_event() -> None:
    assert (found(BODIES[0]), found(BODIES[0], counted=False)) == ([], [event_id(1)])


@pytest.mark.parametrize("change", [(b'"outcome"', b'"outcomf"'), (b"}", b"\xff"), (b"classification.v1", b"x")])
def test_what_is_no_event_is_not_found(change: tuple[bytes, bytes]) -> None:
    assert found(BODIES[0].replace(*change), counted=False) == []


def test_an_event_that_is_not_whole_still_has_a_name() -> None:
    torn = BODIES[0][:-40] + b"\0" * 40 + b"$36\r\n%b\r\n$3\r\n1-0\r\n" % event_id(3).encode()

    assert find_ids(torn, 0, len(torn)) == {event_id(1), event_id(3)}


@pytest.mark.anyio
async def test_what_was_salvaged_is_recorded_once(log: Log, tmp_path: Path) -> None:
    await log.append(incoming(classified(1)))
    (tmp_path / NAME.format("now")).write_bytes(b"".join(body + b"\n" for body in BODIES))
    await record_salvaged(log, tmp_path)
    kept = await log.find_kept([event_id(1), event_id(2)])

    assert (sorted(kept), list_salvaged(tmp_path), (await log.size()).events) == ([event_id(1), event_id(2)], [], 2)
