"""The hot part of the log as the roller sees it: how much there is, and how what was archived leaves it. Blocks."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import cast

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from handdraw_logger.cursors import BEGINNING, Place, following, key, written
from handdraw_logger.errors import StoreUnavailable
from handdraw_logger.hot.store import ARCHIVED, KEYS, LOG, PRELUDE, Entries, connection, place, record
from handdraw_logger.records import Record

CHUNK = 500
# Archived comes first: from then on, whoever has not asked the archive for these events is told to.
_TRIM = (
    PRELUDE
    + """
if later(ARGV[1], redis.call('GET', KEYS[4]) or '0-0') then redis.call('SET', KEYS[4], ARGV[1]) end
for i = 3, #ARGV, 2 do
  local id, target = ARGV[i], ARGV[i + 1]
  redis.call('HDEL', KEYS[2], id)
  local label = target ~= '' and redis.call('HGET', KEYS[3], target)
  if label and label:sub(1, #id + 1) == id .. '|' then redis.call('HDEL', KEYS[3], target) end
end
redis.call('XTRIM', KEYS[1], 'MINID', ARGV[2])
continue_behind(KEYS[1], ARGV[1])
"""
)


def blocking(url: str, password_file: Path | None, timeout_s: float) -> Redis:
    """Never repeats a call: what failed is taken up by the next turn."""
    return Redis.from_url(url, retry=Retry(NoBackoff(), retries=0), **connection(password_file, timeout_s))


class HotWindow:
    """Every method raises StoreUnavailable."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._trim = redis.register_script(_TRIM)

    def length(self) -> int:
        with _translated():
            return self._redis.xlen(LOG)

    def oldest(self) -> Place | None:
        with _translated():
            first = cast("Entries", self._redis.xrange(LOG, count=1))
        return key(first[0][0].decode()) if first else None

    def archived(self) -> Place:
        with _translated():
            return place(cast("bytes | None", self._redis.get(ARCHIVED)))

    def read(self, after: Place, end: str, count: int) -> list[Record]:
        """The first ``count`` behind ``after``; ``end`` as Redis's XRANGE takes it."""
        with _translated():
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
            with _translated():
                self._trim(keys=KEYS, args=arguments)
            if not records:
                return


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except (RedisError, OSError) as error:
        raise StoreUnavailable(f"Redis: {error}") from error
