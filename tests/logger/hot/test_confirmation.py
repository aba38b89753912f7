"""What too few replicas have is not true, for the archive's keeper as for events."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from redis import Redis

from handdraw_logger.errors import StoreUnavailable
from handdraw_logger.hot.confirmation import Confirmation
from handdraw_logger.hot.lease import Lease
from handdraw_logger.hot.manifest import Facts, Listing, Manifest

from ..valkey import url
from .test_replication import Pair, pair_in


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[Pair]:
    with pair_in(tmp_path) as pair:
        yield pair


def test_a_primary_that_is_cut_off_lists_nothing_and_gives_no_lease(pair: Pair) -> None:
    with Redis.from_url(url(pair.primary)) as redis:
        confirmation = Confirmation(redis, 1, 0.2)
        lease, manifest = Lease(redis, "one", confirmation), Manifest(redis, confirmation)
        number = lease.take()
        assert number
        manifest.add(number, (1, 0), {"a": Facts(1, 2)})
        with pair.stopped():
            for ask in (lease.take, manifest.read, lambda: manifest.add(number, (2, 0), {"b": Facts(1, 2)})):
                with pytest.raises(StoreUnavailable, match="0 of 1 replicas have what was written, in time"):
                    ask()
        found = manifest.read()

    assert found == Listing(
        (1, 0), {"a": Facts(1, 2)}, ""
    )  # the change named a number of before: take had given another
