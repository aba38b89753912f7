import os
import zlib
from pathlib import Path
from time import time

import pytest
from obstore.store import LocalStore

from handdraw_chassis.buckets import Bucket, BucketSettings, open_bucket
from handdraw_logger.archive.cache import Cache
from handdraw_logger.errors import ArchiveUnavailable, SegmentDamaged

NAMES = [f"{number}-0_{number}-9.jsonl.gz" for number in range(1, 6)]


def facts(content: bytes) -> tuple[int, int]:
    return len(content), zlib.crc32(content)


@pytest.fixture
def bucket(tmp_path: Path) -> Path:
    (tmp_path / "bucket").mkdir()
    (tmp_path / "bucket" / "log").write_text("ours")
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


class Forgetful(Bucket):
    """Says that it has taken an object, and has not."""

    def put(self, name: str, content: bytes | Path) -> None:
        """Keep half of it, or of the first of them nothing."""
        if name != NAMES[0]:
            super().put(name, content.read_bytes()[:3] if isinstance(content, Path) else content)


def test_what_a_bucket_takes_and_does_not_keep_is_not_published(bucket: Path, tmp_path: Path) -> None:
    (tmp_path / "copies").mkdir()
    cache = Cache(tmp_path / "copies", Forgetful(f"file://{bucket}", lambda: LocalStore(bucket), bucket), 300)

    for name in NAMES[:2]:
        (tmp_path / "copies" / name).write_bytes(b"events")
        with pytest.raises(ArchiveUnavailable, match="has not kept what was put there"):
            cache.publish(name)


def test_a_bucket_that_is_away_is_not_one_that_lacks_a_segment(cache: Cache, bucket: Path) -> None:
    mounted = bucket.rename(bucket.with_name("mounted"))
    with pytest.raises(ArchiveUnavailable, match=f"file://{bucket}: there is no such folder, or it is not mounted"):
        cache.fetch(NAMES[0], 1, 1)
    bucket.mkdir()  # where it was mounted
    said = f"file://{bucket} is not mounted, or was emptied: it lacks 'log'"
    with pytest.raises(ArchiveUnavailable, match=said):
        cache.fetch(NAMES[0], 1, 1)
    with pytest.raises(ArchiveUnavailable, match=said):
        cache.check("ours")
    bucket.rmdir()
    mounted.rename(bucket)

    cache.check("ours")


def test_the_place_of_another_log_is_refused(cache: Cache) -> None:
    cache.claim("another")

    with pytest.raises(ArchiveUnavailable, match="is the archive of another log since"):
        cache.check("ours")


def test_a_copy_that_goes_before_it_is_opened_is_made_again(cache: Cache, bucket: Path, tmp_path: Path) -> None:
    """Another thread needs the room."""
    (bucket / NAMES[0]).write_bytes(b"events")
    copy = tmp_path / "copies" / NAMES[0]
    taken = iter([True, False])

    def read() -> bytes:
        if next(taken):
            copy.unlink()
        try:
            return copy.read_bytes()
        except FileNotFoundError as error:
            raise SegmentDamaged(NAMES[0], "gone") from error

    assert cache.read(NAMES[0], *facts(b"events"), read) == b"events"


def test_a_disk_that_is_full_is_said(cache: Cache, bucket: Path, tmp_path: Path) -> None:
    (bucket / NAMES[0]).write_bytes(b"events")
    (tmp_path / "copies").rmdir()

    with pytest.raises(ArchiveUnavailable, match="No such file or directory"):
        cache.fetch(NAMES[0], *facts(b"events"))


def test_what_a_dead_process_was_writing_is_removed(cache: Cache, tmp_path: Path) -> None:
    for name, age_s in (("coming-old", 7_200), ("coming-new", 0)):
        (tmp_path / "copies" / name).touch()
        os.utime(tmp_path / "copies" / name, (time() - age_s,) * 2)
    cache.clear()

    assert copies(tmp_path) == ["coming-new"]
