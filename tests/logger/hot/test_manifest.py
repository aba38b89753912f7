from collections.abc import Iterator

import pytest
from pydantic_core import to_json
from redis import Redis

from handdraw_logger.errors import StoreUnavailable
from handdraw_logger.hot.confirmation import Confirmation
from handdraw_logger.hot.connection import connect_blocking
from handdraw_logger.hot.lease import Lease
from handdraw_logger.hot.manifest import Facts, Listing, Manifest
from handdraw_logger.hot.store import LOG
from handdraw_logger.records import Trace

from ..cloud_events import event_id, refused


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
    manifest.found(number, Listing((0, 0), {}, "ours"))
    found.append(manifest.read())
    manifest.add(number, (9, 1), {"a": Facts(10, 20), "b": Facts(30, 40)})
    found.append(manifest.read())
    manifest.remove(number, (5, 0), ["a"])
    found.append(manifest.read())

    assert found == [
        None,
        Listing((0, 0), {}, "ours"),
        Listing((9, 1), {"a": Facts(10, 20), "b": Facts(30, 40)}, "ours"),
        Listing((9, 1), {"b": Facts(30, 40)}, "ours"),
    ]


def test_what_is_as_it_was_need_not_be_read(manifest: Manifest, number: int) -> None:
    before = manifest.is_as((0, 0), 0)
    manifest.found(number, Listing((9, 1), {"a": Facts(10, 20)}, "ours"))

    assert (before, manifest.is_as((9, 1), 1), manifest.is_as((9, 1), 2), manifest.is_as((9, 0), 1)) == (
        False,
        True,
        False,
        False,
    )


def test_a_number_of_before_changes_nothing(redis: Redis, manifest: Manifest, number: int) -> None:
    manifest.found(number, Listing((9, 1), {"a": Facts(10, 20)}, "ours"))
    assert Lease(redis, "one", Confirmation(redis, 0, 1)).take() == number + 1

    with pytest.raises(StoreUnavailable, match="another logger rolls now"):
        manifest.add(number, (11, 0), {"b": Facts(1, 2)})
    with pytest.raises(StoreUnavailable, match="another logger rolls now"):
        manifest.remove(number, (9, 1), ["a"])
    assert manifest.read() == Listing((9, 1), {"a": Facts(10, 20)}, "ours")


def test_what_redis_has_no_longer_at_its_place_is_not_listed(redis: Redis, manifest: Manifest, number: int) -> None:
    """A segment was read from a primary that was cut off, and another answers now."""
    witnesses = [Trace("8-0", event_id(1)), Trace("9-0", event_id(2))]
    for cursor, one in (("8-0", 1), ("9-0", 3)):
        redis.xadd(LOG, {"e": to_json(refused(one)).decode()}, id=cursor)
    with pytest.raises(StoreUnavailable, match="lacks events that were to be rolled"):
        manifest.add(number, (9, 0), {"a": Facts(10, 20)}, witnesses)
    before = manifest.read()
    redis.delete(LOG)
    for cursor, one in (("8-0", 1), ("9-0", 2)):
        redis.xadd(LOG, {"e": to_json(refused(one)).decode()}, id=cursor)
    manifest.add(number, (9, 0), {"a": Facts(10, 20)}, witnesses)

    assert (before, manifest.read()) == (None, Listing((9, 0), {"a": Facts(10, 20)}, ""))


def test_it_begins_and_ends_at_once_however_long_it_is(redis: Redis, manifest: Manifest, number: int) -> None:
    """Half of it would be taken for the whole."""
    many = {f"segment {one}": Facts(one, one) for one in range(20_000)}
    redis.config_resetstat()
    manifest.found(number, Listing((9, 1), many, "ours"))
    calls = redis.info("commandstats")["cmdstat_evalsha"]["calls"]
    added = manifest.read()
    manifest.remove(number, (9, 1), list(many)[1:])

    assert (calls, added) == (1, Listing((9, 1), many, "ours"))
    assert manifest.read() == Listing((9, 1), {"segment 0": Facts(0, 0)}, "ours")
