import os
from pathlib import Path
from uuid import uuid4

import pytest

from handdraw_chassis.buckets import Bucket
from handdraw_reporter.store.shared.copies import Copies
from handdraw_reporter.store.shared.objects import Objects

from .machines import open_folder

LARGE = 10**9


@pytest.fixture
def bucket(tmp_path: Path) -> Bucket:
    return open_folder(tmp_path / "shared")


def copies(folder: Path, bucket: Bucket, most_bytes: int = LARGE) -> Copies:
    return Copies(folder / "copies", Objects(bucket), most_bytes)


def test_what_was_read_once_is_read_from_the_disk(tmp_path: Path, bucket: Bucket) -> None:
    bucket.put("files/one", b"1")
    own = copies(tmp_path, bucket)
    own.read("files/one")
    bucket.delete("files/one")
    again = own.read("files/one")
    own.forget("files/one")

    assert (again, own.read("files/one")) == (b"1", None)


def test_a_disk_that_fails_costs_the_copy_alone(tmp_path: Path, bucket: Bucket) -> None:
    bucket.put("files/one", b"1")
    (tmp_path / "copies").touch()

    assert copies(tmp_path, bucket).read("files/one") == b"1"


def test_those_of_other_reports_are_removed(tmp_path: Path, bucket: Bucket) -> None:
    kept, other = uuid4(), uuid4()
    for one in (kept, other):
        for name in (f"written/{one}.json", f"files/{one}/now/figures/digits.svg"):
            bucket.put(name, b"1")
            copies(tmp_path, bucket).read(name)
    copies(tmp_path, bucket).forget_all_but(frozenset([kept]))

    found = {str(file.relative_to(tmp_path / "copies")) for file in tmp_path.glob("copies/*/*")}
    assert found == {f"written/{kept}.json", f"files/{kept}"}


def test_the_newest_are_kept_within_the_limit(tmp_path: Path, bucket: Bucket) -> None:
    own = copies(tmp_path, bucket, most_bytes=25)
    for age, name in enumerate(("newest", "new", "old", "oldest")):
        bucket.put(f"files/{name}", bytes(10))
        own.read(f"files/{name}")
        os.utime(tmp_path / "copies" / "files" / name, (-age, -age))
    own.trim()

    assert {file.name for file in tmp_path.glob("copies/files/*")} == {"newest", "new"}
