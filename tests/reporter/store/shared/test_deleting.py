from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from handdraw_chassis.buckets import Bucket
from handdraw_reporter.store.shared.deleting import REMEMBERED, delete, sweep
from handdraw_reporter.store.shared.listing import Listing
from handdraw_reporter.store.shared.objects import Objects, deleted, unwritten, written

from .machines import create, machine, open_folder, write_all

ONE = UUID(int=7 << 76)  # older than every other


@pytest.fixture
def bucket(tmp_path: Path) -> Bucket:
    return open_folder(tmp_path / "shared")


def pass_by(bucket: Bucket) -> None:
    objects = Objects(bucket)
    sweep(objects, Listing(objects, 0).read())


def test_a_mark_that_is_old_goes_with_what_was_still_on_its_way(bucket: Bucket) -> None:
    bucket.put(deleted(ONE), (datetime.now(UTC) - REMEMBERED - timedelta(days=1)).isoformat().encode())
    bucket.put(f"files/{ONE}/now/report.md", b"late")
    pass_by(bucket)

    assert bucket.list() == {}


@pytest.mark.parametrize("mark", [b"", b"nonsense", b"2020-01-01", datetime.now(UTC).isoformat().encode()])
def test_a_mark_that_is_new_or_of_unknown_age_stays(bucket: Bucket, mark: bytes) -> None:
    bucket.put(deleted(ONE), mark)
    pass_by(bucket)

    assert list(bucket.list()) == [deleted(ONE)]


def test_what_cannot_be_read_is_deleted_all_the_same(bucket: Bucket) -> None:
    for name in (written(ONE), unwritten(ONE)):
        bucket.put(name, b"{")
    delete(Objects(bucket), ONE)

    assert list(bucket.list()) == [deleted(ONE)]


def test_a_window_that_another_report_has_meanwhile_stays_with_it(bucket: Bucket, tmp_path: Path) -> None:
    with machine(tmp_path / "a", bucket) as reporter:
        report = create(reporter)
        write_all(reporter)
        [claim] = bucket.list("windows/")
        other = str(uuid4()).encode()
        bucket.put(claim, other)
        reporter.reports.delete(report.id)

    assert bucket.get(claim) == other


def test_what_waits_and_is_done_waits_no_more(bucket: Bucket) -> None:
    for name in (written(ONE), unwritten(ONE)):
        bucket.put(name, b"{}")
    pass_by(bucket)

    assert list(bucket.list()) == [written(ONE)]
