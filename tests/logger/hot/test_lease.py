from redis import Redis

from handdraw_logger.hot.confirmation import Confirmation
from handdraw_logger.hot.lease import LEASE, Lease

HOUR_MS = 3_600_000


def lease_of(holder: str, redis: Redis, lasts_s: float = 60) -> Lease:
    return Lease(redis, holder, Confirmation(redis, 0, 1), lasts_s)


def test_one_holds_it_until_it_lets_go(redis: Redis) -> None:
    one, other = lease_of("one", redis), lease_of("other", redis)
    taken = [one.take(), other.take(), one.take()]
    other.release(2)
    held = other.take()
    one.release(2)

    assert (taken, held, other.take()) == ([1, None, 2], None, 4)


def test_who_died_holds_it_until_it_ends(redis: Redis) -> None:
    assert lease_of("dead", redis, lasts_s=0).take() == 1
    assert lease_of("other", redis).take() == 2


def test_numbers_grow_beyond_those_that_a_redis_has_lost(redis: Redis) -> None:
    one = lease_of("one", redis)

    assert [one.take(), one.renew(1, above=41), one.renew(42, above=7), one.take()] == [1, 42, 43, 44]


def test_who_was_not_alone_since_renews_nothing_though_it_is_free_again(redis: Redis) -> None:
    """What it knew of the log is no longer true: it has to begin again."""
    one, other = lease_of("one", redis), lease_of("other", redis)
    assert one.take() == 1
    renewed = one.renew(1)
    redis.hset(LEASE, "ends", 0)
    ended = one.renew(2)
    redis.hset(LEASE, "ends", 0)
    assert other.take() == 4
    other.release(4)

    assert (renewed, ended, one.renew(3), one.take()) == (2, 3, None, 6)


def test_a_lease_taken_by_a_clock_that_was_ahead_is_none(redis: Redis) -> None:
    one, other = lease_of("one", redis), lease_of("other", redis)
    assert one.take() == 1
    seconds, _ = redis.time()
    redis.hset(LEASE, "ends", seconds * 1000 + HOUR_MS)

    assert other.take() == 2
