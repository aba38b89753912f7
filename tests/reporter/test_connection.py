import signal

from redis import Redis
from redis.sentinel import SentinelConnectionPool

from handdraw_reporter.connection import SentinelConnection

SOON_S = 0.05


class OneSentinel:
    def __init__(self, primary: tuple[str, int]) -> None:
        self._primary = primary

    def discover_master(self, _: str) -> tuple[str, int]:
        return self._primary


class AskedToEnd(Exception):
    pass


def ask_to_end(*_: object) -> None:
    raise AskedToEnd


def test_a_call_that_a_signal_breaks_off_leaves_no_answer_to_the_next(redis: Redis) -> None:
    server = redis.connection_pool.connection_kwargs
    sentinel = OneSentinel((server["host"], server["port"]))
    pool = SentinelConnectionPool("log", sentinel, connection_class=SentinelConnection)  # type: ignore[no-untyped-call]
    former = signal.signal(signal.SIGALRM, ask_to_end)
    with Redis(connection_pool=pool) as through_sentinels:
        try:
            signal.setitimer(signal.ITIMER_REAL, SOON_S)
            through_sentinels.blpop("nobody", timeout=1)
        except AskedToEnd:
            after = through_sentinels.echo("after")
        finally:
            signal.signal(signal.SIGALRM, former)

    assert after == b"after"
