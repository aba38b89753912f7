import zlib
from pathlib import Path

import pytest

from handdraw_chassis.buckets import BucketSettings, open_bucket
from handdraw_logger.archive.cache import Cache
from handdraw_logger.errors import ArchiveUnavailable, SegmentDamaged

NAMES = [f"{number}-0_{number}-9.jsonl.gz" for number in range(1, 6)]


def facts(content: bytes) -> tuple[int, int]:
    return len(content), zlib.crc32(content)


@pytest.fixture
def bucket(tmp_path: Path) -> Path:
    (tmp_path / "bucket").mkdir()
    return tmp_path / "bucket"


@pytest.fixture
def cache(tmp_path: Path, bucket: Path) -> Cache:
    (tmp_path / "copies").mkdir()
    return Cache(tmp_path / "copies", open_bucket(f"file://{bucket}", BucketSettings()), 300)


def copies(tmp_path: Path) -> list[str]:
    return sorted(file.name for file in (tmp_path / "copies").iterdir())


def test_a_copy_is_what_was_written(cache: Cache, bucket: Path, tmp_path: Path) -> None:
    (bucket / NAMES[0]).write_bytes(b"events")
    before = cache.holds(NAMES[0])
    cache.fetch(NAMES[0], *facts(b"events"))

    assert (before, cache.holds(NAMES[0]), (tmp_path / "copies" / NAMES[0]).read_bytes()) == (False, True, b"events")


def test_other_bytes_or_none_are_damage_and_leave_no_copy(cache: Cache, bucket: Path, tmp_path: Path) -> None:
    (bucket / NAMES[0]).write_bytes(b"forged")

    for name, reason in ((NAMES[0], "other bytes than were written"), (NAMES[1], "lacks what it should hold")):
        with pytest.raises(SegmentDamaged, match=reason):
            cache.fetch(name, *facts(b"events"))
    assert copies(tmp_path) == []


def test_what_was_used_last_stays(cache: Cache, bucket: Path, tmp_path: Path) -> None:
    for name in NAMES[:3]:
        (bucket / name).write_bytes(bytes(100))
        cache.fetch(name, *facts(bytes(100)))
    assert cache.holds(NAMES[0])
    (bucket / NAMES[3]).write_bytes(bytes(100))
    cache.fetch(NAMES[3], *facts(bytes(100)))

    assert copies(tmp_path) == [NAMES[0], NAMES[2], NAMES[3]]


def test_what_is_larger_than_all_that_may_be_kept_is_kept_while_it_is_read(
    cache: Cache, bucket: Path, tmp_path: Path
) -> None:
    for name, content in ((NAMES[0], bytes(100)), (NAMES[1], bytes(1000))):
        (bucket / name).write_bytes(content)
        cache.fetch(name, *facts(content))

    assert copies(tmp_path) == [NAMES[1]]


def test_what_is_published_is_there_until_it_is_deleted(cache: Cache, bucket: Path, tmp_path: Path) -> None:
    (tmp_path / "copies" / NAMES[0]).write_bytes(b"events")
    cache.publish(NAMES[0])
    published = (bucket / NAMES[0]).read_bytes(), cache.sizes(), cache.take(NAMES[0])
    cache.delete(NAMES[0])

    assert published == (b"events", {NAMES[0]: 6}, facts(b"events"))
    assert (cache.sizes(), copies(tmp_path)) == ({}, [])


def test_a_bucket_that_is_away_is_not_one_that_lacks_a_segment(cache: Cache, bucket: Path) -> None:
    bucket.rmdir()

    with pytest.raises(ArchiveUnavailable, match=f"file://{bucket}"):
        cache.fetch(NAMES[0], 1, 1)
