"""The hot part of the log as the roller sees it: how much there is, and how what was archived leaves it. Blocks."""

from collections.abc import Callable, Sequence
from typing import cast

from redis import Redis

from handdraw_logger.cursors import BEGINNING, Place, following, key, written
from handdraw_logger.hot import scripts
from handdraw_logger.hot.connection import redis_errors
from handdraw_logger.hot.store import ARCHIVED, KEYS, LOG, Entries, place, record
from handdraw_logger.records import Record

CHUNK = 500


class HotWindow:
    """Every method raises StoreUnavailable."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._trim = redis.register_script(scripts.read_script("trim"))

    def length(self) -> int:
        with redis_errors():
            return self._redis.xlen(LOG)

    def oldest(self) -> Place | None:
        with redis_errors():
            first = cast("Entries", self._redis.xrange(LOG, count=1))
        return key(first[0][0].decode()) if first else None

    def archived(self) -> Place:
        with redis_errors():
            return place(cast("bytes | None", self._redis.get(ARCHIVED)))

    def read(self, after: Place, end: str, count: int) -> list[Record]:
        """The first ``count`` behind ``after``; ``end`` as Redis's XRANGE takes it."""
        with redis_errors():
            entries = cast("Entries", self._redis.xrange(LOG, f"({written(after)}", end, count))
        return [record(*entry) for entry in entries]

    def trim(self, upto: Place, check: Callable[[Sequence[Record]], None] = lambda _: None) -> None:
        """Let go of everything up to there, and of nothing else: bit by bit, so that nobody waits for long.

        ``check`` raises where events are not to go.
        """
        while True:
            records = self.read(BEGINNING, written(upto), CHUNK)
            check(records)
            last = key(records[-1].cursor) if records else upto
            arguments = [written(upto), written(following(last))]
            for one in records:
                arguments += [one.event["id"], one.drawing if one.is_label else ""]
            with redis_errors():
                self._trim(keys=KEYS, args=arguments)
            if not records:
                return
