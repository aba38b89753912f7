import gzip
import json
import zlib
from contextlib import closing
from pathlib import Path

import pytest

from handdraw_logger.archive.segments import (
    UNFINISHED,
    Block,
    Segment,
    SegmentWriter,
    list_segments,
    measure,
    parse_name,
    read_block,
    read_blocks,
)
from handdraw_logger.cursors import Place
from handdraw_logger.errors import SegmentDamaged

from ..cloud_events import refused
from .segment_files import EVENTS, records_of, write_segment

RECORDS = records_of(*EVENTS)


@pytest.mark.anyio
async def test_a_segment_is_what_any_tool_reads(folder: Path) -> None:
    lines = gzip.decompress((folder / list_segments(folder)[1]).read_bytes()).splitlines()
    events = [json.loads(line) for line in lines]

    assert [(list(event), event["event"]) for event in events] == [
        (["cursor", "recorded_at", "replaces", "event"], EVENTS[3]),
        (["cursor", "recorded_at", "event"], EVENTS[4]),
    ]


def test_a_segment_has_the_name_of_its_range_and_knows_its_file(tmp_path: Path) -> None:
    segment = write_segment(tmp_path, RECORDS, block_events=5)
    content = (tmp_path / "1-0_5-0.jsonl.gz").read_bytes()

    assert segment == Segment(
        name="1-0_5-0.jsonl.gz",
        first=(1, 0),
        last=(5, 0),
        events=5,
        size=len(content),
        checksum=zlib.crc32(content),
        blocks=(Block((5, 0), 0, len(content)),),
    )


def test_each_block_is_read_alone(tmp_path: Path) -> None:
    segment = write_segment(tmp_path, RECORDS, block_events=2)
    blocks = [read_block(tmp_path, segment.name, block) for block in segment.blocks]

    assert blocks == [RECORDS[:2], RECORDS[2:4], RECORDS[4:]]


def test_the_blocks_of_a_file_are_found_without_an_index(tmp_path: Path) -> None:
    segment = write_segment(tmp_path, RECORDS, block_events=2)

    assert list(read_blocks(tmp_path, segment.name)) == list(
        zip(segment.blocks, [RECORDS[:2], RECORDS[2:4], RECORDS[4:]], strict=True)
    )


def test_what_is_being_written_is_no_segment_and_leaves_nothing_if_it_ends_there(tmp_path: Path) -> None:
    with closing(SegmentWriter(tmp_path)) as writer:
        writer.write_block(RECORDS)
        writer.sync()
        meanwhile = list_segments(tmp_path), (tmp_path / UNFINISHED).exists()

    assert (meanwhile, list(tmp_path.iterdir())) == (([], True), [])


def test_segments_are_listed_in_log_order_and_not_by_name(tmp_path: Path) -> None:
    for first_ms in (10, 9, 1000):
        write_segment(tmp_path, records_of(refused(1), first_ms=first_ms))

    assert list_segments(tmp_path) == ["9-0_9-0.jsonl.gz", "10-0_10-0.jsonl.gz", "1000-0_1000-0.jsonl.gz"]


@pytest.mark.parametrize(
    ("name", "bounds"),
    [
        ("1-0_5-0.jsonl.gz", ((1, 0), (5, 0))),
        ("1700000000000-3_1700000000000-12.jsonl.gz", ((1_700_000_000_000, 3), (1_700_000_000_000, 12))),
        ("1-0_5-0.jsonl", None),
        ("1-0.jsonl.gz", None),
        ("a_b.jsonl.gz", None),
        ("1-0_5-0_9-0.jsonl.gz", None),
        (UNFINISHED, None),
        ("index.db", None),
    ],
)
def test_a_segment_is_known_by_its_name(name: str, bounds: tuple[Place, Place] | None) -> None:
    assert parse_name(name) == bounds


def test_another_block_than_was_written_there_is_damage(tmp_path: Path) -> None:
    segment = write_segment(tmp_path, RECORDS, block_events=5)
    [block] = segment.blocks

    with pytest.raises(SegmentDamaged, match="what stands at byte 0 is not what was written there"):
        read_block(tmp_path, segment.name, Block((4, 0), block.offset, block.size))


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "what stands there is no event of the log$"),
        (b"PK\x03\x04", "Not a gzipped file"),
        (gzip.compress(b'{"cursor":"secret","event":{}}'), "what stands there is no event of the log$"),
        (gzip.compress(b"secret"), "what stands there is no event of the log$"),
        (gzip.compress(b'{"secret":7}'), "what stands there is no event of the log$"),
    ],
    ids=["empty", "not gzip", "no cursor's form", "no JSON", "no cursor"],
)
def test_damage_is_named_with_a_reason_that_quotes_nothing_from_the_log(
    content: bytes, reason: str, tmp_path: Path
) -> None:
    name = "1-0_5-0.jsonl.gz"
    (tmp_path / name).write_bytes(content)

    with pytest.raises(SegmentDamaged, match=f"Segment {name} is damaged: {reason}") as caught:
        read_block(tmp_path, name, Block((5, 0), 0, len(content)))
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("cut", [1, 30])
def test_a_file_that_ends_too_early_is_read_up_to_there(tmp_path: Path, cut: int) -> None:
    segment = write_segment(tmp_path, RECORDS, block_events=2)
    file = tmp_path / segment.name
    file.write_bytes(file.read_bytes()[:-cut])
    blocks = read_blocks(tmp_path, segment.name)
    whole = [next(blocks)[1] for _ in range(2)]
    with pytest.raises(SegmentDamaged, match="it ends in the middle"):
        next(blocks)

    assert whole == [RECORDS[:2], RECORDS[2:4]]


def test_a_missing_file_is_damage(tmp_path: Path) -> None:
    with pytest.raises(SegmentDamaged, match="No such file"):
        list(read_blocks(tmp_path, "1-0_5-0.jsonl.gz"))


def test_a_file_is_measured_to_its_end(tmp_path: Path) -> None:
    content = bytes(range(256)) * 3_000
    (tmp_path / "file").write_bytes(content)

    assert measure(tmp_path / "file") == (768_000, zlib.crc32(content))
