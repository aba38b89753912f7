from collections.abc import Iterator

import pytest
from redis import Redis

from handdraw_logger.errors import StoreUnavailable
from handdraw_logger.hot.confirmation import Confirmation
from handdraw_logger.hot.connection import connect_blocking
from handdraw_logger.hot.lease import Lease
from handdraw_logger.hot.manifest import STEP, Facts, Listing, Manifest


@pytest.fixture
def blocking(somewhere: str) -> Iterator[Redis]:
    with connect_blocking(somewhere, None, 5) as client:
        yield client


@pytest.fixture
def manifest(blocking: Redis) -> Manifest:
    return Manifest(blocking, Confirmation(blocking, 0, 1))


@pytest.fixture
def number(redis: Redis) -> int:
    taken = Lease(redis, "one", Confirmation(redis, 0, 1)).take()
    assert taken
    return taken


def test_what_is_added_counts_until_it_is_removed(manifest: Manifest, number: int) -> None:
    found = [manifest.read()]
    manifest.add(number, (0, 0), {})
    found.append(manifest.read())
    manifest.add(number, (9, 1), {"a": Facts(10, 20), "b": Facts(30, 40)})
    found.append(manifest.read())
    manifest.remove(number, (5, 0), ["a"])
    found.append(manifest.read())

    assert found == [
        None,
        Listing((0, 0), {}),
        Listing((9, 1), {"a": Facts(10, 20), "b": Facts(30, 40)}),
        Listing((9, 1), {"b": Facts(30, 40)}),
    ]


def test_what_is_as_it_was_need_not_be_read(manifest: Manifest, number: int) -> None:
    before = manifest.is_as((0, 0), 0)
    manifest.add(number, (9, 1), {"a": Facts(10, 20)})

    assert (before, manifest.is_as((9, 1), 1), manifest.is_as((9, 1), 2), manifest.is_as((9, 0), 1)) == (
        False,
        True,
        False,
        False,
    )


def test_a_number_of_before_changes_nothing(redis: Redis, manifest: Manifest, number: int) -> None:
    manifest.add(number, (9, 1), {"a": Facts(10, 20)})
    assert Lease(redis, "one", Confirmation(redis, 0, 1)).take() == number + 1

    with pytest.raises(StoreUnavailable, match="another logger rolls now"):
        manifest.add(number, (11, 0), {"b": Facts(1, 2)})
    with pytest.raises(StoreUnavailable, match="another logger rolls now"):
        manifest.remove(number, (9, 1), ["a"])
    assert manifest.read() == Listing((9, 1), {"a": Facts(10, 20)})


def test_more_than_a_script_takes_go_in_steps(manifest: Manifest, number: int) -> None:
    many = {f"segment {one}": Facts(one, one) for one in range(3 * STEP + 1)}
    manifest.add(number, (9, 1), many)
    added = manifest.read()
    manifest.remove(number, (9, 1), list(many)[1:])

    assert (added, manifest.read()) == (Listing((9, 1), many), Listing((9, 1), {"segment 0": Facts(0, 0)}))
