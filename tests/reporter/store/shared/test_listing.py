from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import pytest

from handdraw_chassis.buckets import Bucket
from handdraw_reporter.store.shared.listing import Listed, Listing
from handdraw_reporter.store.shared.objects import Objects, deleted, unwritten, written

from .machines import open_folder

ONE, OTHER = uuid4(), uuid4()


@dataclass
class Clock:
    now: float = 0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def bucket(tmp_path: Path) -> Bucket:
    return open_folder(tmp_path / "shared")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def listing(bucket: Bucket, clock: Clock) -> Listing:
    return Listing(Objects(bucket), 2, clock)


def listed(unwritten: int = 0, written: int = 0, deleted: int = 0) -> Listed:
    """Return a list of which each part has ONE or nothing."""
    parts = [frozenset([ONE][:count]) for count in (unwritten, written, deleted)]
    return Listed(*parts)


def test_what_is_there_is_listed_and_nothing_else(bucket: Bucket, listing: Listing) -> None:
    for name in (unwritten(ONE), "unwritten/.nfs0001", "written/a.json", f"files/{OTHER}/now/report.md"):
        bucket.put(name, b"1")

    assert listing.read() == listed(unwritten=1)


def test_a_look_is_good_for_a_while_or_until_something_is_changed(
    bucket: Bucket, listing: Listing, clock: Clock
) -> None:
    found = [listing.read()]
    bucket.put(unwritten(ONE), b"1")
    found.append(listing.read())
    clock.now = 2
    found.append(listing.read())
    bucket.put(written(ONE), b"1")
    listing.forget()
    found.append(listing.read())

    assert found == [listed(), listed(), listed(unwritten=1), listed(unwritten=1, written=1)]


@pytest.mark.parametrize(
    ("found", "kept", "waits"),
    [
        (listed(unwritten=1), True, True),
        (listed(unwritten=1, written=1), True, False),
        (listed(written=1), True, False),
        (listed(unwritten=1, written=1, deleted=1), False, False),
        (listed(unwritten=1, deleted=1), False, False),
        (listed(deleted=1), False, False),
    ],
)
def test_done_goes_before_waiting_and_deleted_before_both(found: Listed, *, kept: bool, waits: bool) -> None:
    assert (found.kept(), found.waiting()) == (frozenset([ONE][:kept]), frozenset([ONE][:waits]))


def look(listing: Listing) -> Listed:
    listing.forget()
    return listing.read()


def test_what_vanishes_without_being_deleted_is_lost_until_it_comes_back(bucket: Bucket, listing: Listing) -> None:
    for one in (ONE, OTHER):
        bucket.put(written(one), b"1")
    look(listing)
    bucket.put(deleted(OTHER), b"now")
    for one in (ONE, OTHER):
        bucket.delete(written(one))
    for _ in range(2):
        look(listing)
    lost = listing.lost
    bucket.put(written(ONE), b"1")
    look(listing)

    assert (lost, listing.lost) == (frozenset([ONE]), frozenset())
