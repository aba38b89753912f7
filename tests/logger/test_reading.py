import json
from collections.abc import Sequence
from typing import Any

import pytest

from handdraw_contracts.log import EventPage, digest_glyph
from handdraw_logger.cursors import Stretch, parse_cursor
from handdraw_logger.log import Log
from handdraw_logger.reading import CHUNK, MAX_SCANNED, Filter, read_chunks, read_page, stream_lines
from handdraw_logger.records import Record

from .cloud_events import classified, event_id, incoming, label, record_at, refused

pytestmark = pytest.mark.anyio

ALL = Stretch("(0-0", "+")
EVERY = Filter()


@pytest.fixture(params=[None, 100, CHUNK + 3], ids=["hot", "partly archived", "archived in large segments"])
def segment_events(request: pytest.FixtureRequest) -> int | None:
    events: int | None = request.param
    return events


class ListedLog(Log):
    """Reads a list as a log without an archive would, and counts the reads."""

    def __init__(self, records: Sequence[Record]) -> None:
        self.records = records
        self.reads = 0

    async def read(self, stretch: Stretch, count: int) -> list[Record]:
        self.reads += 1
        return [record for record in self.records if parse_cursor(record.cursor) >= stretch.first][:count]

    async def settled_end(self) -> str | None:
        return self.records[-1].cursor if self.records else None


def listed_log(*events: dict[str, Any]) -> ListedLog:
    return ListedLog([record_at(f"{number}-1", event) for number, event in enumerate(events, 1)])


async def load_page(log: Log, stretch: Stretch, wanted: Filter, limit: int) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(await read_page(log, stretch, wanted, limit))
    return read


async def load_lines(log: Log, wanted: Filter, limit: int | None) -> list[dict[str, Any]]:
    sent = b"".join([part async for part in stream_lines(log, ALL, wanted, limit)])
    return [json.loads(line) for line in sent.splitlines(keepends=True) if line.endswith(b"\n")]


async def walk(log: Log, limit: int, wanted: Filter = EVERY) -> list[str]:
    """Return the ids of all pages, one page after the other."""
    ids: list[str] = []
    after: str | None = "0-0"
    while after is not None:
        answer = await load_page(log, Stretch(f"({after}", "+"), wanted, limit)
        ids += [event["event"]["id"] for event in answer["events"]]
        after = answer["next"]
    return ids


@pytest.mark.parametrize("limit", [1, 7, 400, CHUNK, 1_000])
async def test_the_whole_log_is_walked_page_by_page_without_gap_or_duplicate(log: Log, limit: int) -> None:
    numbers = range(1, CHUNK + 8) if limit > 1 else range(1, 8)
    await log.append(incoming(*map(refused, numbers)))

    assert await walk(log, limit) == [event_id(number) for number in numbers]


@pytest.mark.parametrize(
    ("wanted", "numbers"),
    [
        (Filter(), [1, 2, 3, 4, 5, 6]),
        (Filter(outcome="classified"), [1, 2, 3]),
        (Filter(outcome="refused"), [4]),
        (Filter(outcome="failed"), [5]),
        (Filter(digit=7), [1, 3]),
        (Filter(digit=0), []),
        (Filter(below_confidence=0.9), [2, 3]),
        (Filter(below_confidence=1.0), [1, 2, 3]),
        (Filter(below_confidence=0.0), []),
        (Filter("classified", 7, 0.5), [3]),
        (Filter("refused", 7), []),
    ],
    ids=str,
)
async def test_a_filter_admits_what_was_read_so(wanted: Filter, numbers: list[int]) -> None:
    bare = refused(4)
    bare["data"] |= {"confidence": None, "digit": None}
    store = listed_log(
        classified(1, 7, 0.9),
        classified(2, 2, 0.5),
        classified(3, 7, 0.0),
        bare,
        refused(5, outcome="failed"),
        label(6, of=2, digit=7),
    )

    assert await walk(store, 2, wanted) == [event_id(number) for number in numbers]


async def test_a_page_ends_with_null_where_the_range_does() -> None:
    record = record_at("1-1", refused(1))

    assert await load_page(ListedLog([record]), ALL, EVERY, 2) == {
        "events": [json.loads(record.to_json())],
        "next": None,
        "end": record.cursor,
    }


async def test_a_full_page_says_where_to_go_on() -> None:
    assert (await load_page(listed_log(refused(1), refused(2)), ALL, EVERY, 1))["next"] == "1-1"


async def test_a_page_of_an_empty_range_is_empty() -> None:
    assert await load_page(listed_log(), ALL, EVERY, 5) == {"events": [], "next": None, "end": None}


async def test_a_rare_filter_answers_with_next_rather_than_late() -> None:
    store = listed_log(*[refused(1)] * (MAX_SCANNED + 1))

    assert (await load_page(store, ALL, Filter(digit=7), 5), store.reads) == (
        {"events": [], "next": f"{MAX_SCANNED}-1", "end": f"{MAX_SCANNED + 1}-1"},
        MAX_SCANNED // CHUNK,
    )


async def test_a_page_of_the_real_log_is_a_page_of_the_contract(log: Log) -> None:
    await log.append(incoming(classified(1), refused(2), label(3, of=1, digit=4), label(4, of=1, digit=5)))
    answer = await load_page(log, ALL, EVERY, 3)

    dumped = EventPage.model_validate_json(json.dumps(answer)).model_dump_json(exclude_unset=True)
    assert json.loads(dumped.replace("000Z", "Z")) == json.loads(json.dumps(answer).replace("000Z", "Z"))


async def test_pages_and_streams_may_leave_the_glyphs_out(log: Log) -> None:
    glyph, event = "A" * 1046 + "==", classified(1)
    await log.append(incoming(event | {"data": event["data"] | {"glyph": glyph}}, *map(refused, range(2, 203))))
    page = json.loads(await read_page(log, ALL, EVERY, 202, glyph=False))
    sent = b"".join([part async for part in stream_lines(log, ALL, EVERY, None, glyph=False)])

    assert (page["events"][0]["event"], page["events"][0]["glyph_digest"]) == (event, digest_glyph(glyph))
    assert [json.loads(line) for line in sent.splitlines()] == page["events"]


async def test_the_range_is_a_line_an_event_beyond_one_chunk(log: Log) -> None:
    numbers = range(1, CHUNK + 8)
    await log.append(incoming(*map(refused, numbers)))
    sent = await load_lines(log, EVERY, None)

    assert [line["event"]["id"] for line in sent] == [event_id(number) for number in numbers]


@pytest.mark.parametrize(("limit", "sent"), [(None, [1, 3, 4]), (1, [1]), (2, [1, 3]), (3, [1, 3, 4]), (9, [1, 3, 4])])
async def test_a_range_is_filtered_and_limited(limit: int | None, sent: list[int]) -> None:
    store = listed_log(classified(1), refused(2), classified(3), classified(4))
    ids = [line["event"]["id"] for line in await load_lines(store, Filter(digit=7), limit)]

    assert ids == [event_id(number) for number in sent]


async def test_a_range_is_read_no_further_than_its_limit() -> None:
    store = listed_log(classified(1), *[refused(2)] * (3 * CHUNK))
    sent = await load_lines(store, Filter(digit=7), 1)

    assert (len(sent), store.reads) == (1, 1)


async def test_all_records_of_a_range_come_once_and_in_order() -> None:
    store = listed_log(*[refused(1)] * (2 * CHUNK + 1))

    assert [record async for chunk in read_chunks(store, ALL) for record in chunk] == store.records
