"""The hot window as the roller sees it: its size, its oldest events, and their removal once archived. Blocks."""

from collections.abc import Callable, Sequence
from typing import cast

from redis import Redis

from handdraw_logger.cursors import BEGINNING, Place, format_cursor, next_place, parse_cursor
from handdraw_logger.hot import scripts
from handdraw_logger.hot.connection import redis_errors
from handdraw_logger.hot.lease import LEASE
from handdraw_logger.hot.store import CHECKPOINT, KEYS, LOG, Entries, parse_checkpoint, parse_entry
from handdraw_logger.records import Record, Trace

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
        """Return the place of the oldest event."""
        with redis_errors():
            first = cast("Entries", self._redis.xrange(LOG, count=1))
        return parse_cursor(first[0][0].decode()) if first else None

    def checkpoint(self) -> Place:
        """Return up to where the archive has every event."""
        with redis_errors():
            return parse_checkpoint(cast("bytes | None", self._redis.get(CHECKPOINT)))

    def is_shared(self) -> bool:
        """Return whether loggers of several machines roll this log."""
        with redis_errors():
            return self._redis.hget(LEASE, "number") is not None

    def read(self, after: Place, end: str, count: int) -> list[Record]:
        """Return the first ``count`` records after a place, up to ``end`` in XRANGE's form."""
        with redis_errors():
            entries = cast("Entries", self._redis.xrange(LOG, f"({format_cursor(after)}", end, count))
        return [parse_entry(*entry) for entry in entries]

    def trim(self, upto: Place, check: Callable[[Sequence[Record]], None] = lambda _: None, number: int = 0) -> None:
        """Set the checkpoint and remove every event up to it, in chunks, so that no caller waits for long.

        ``check`` sees each chunk first, and raises if it must not be removed. ``number``: of the lease of who rolls,
        which raises StoreUnavailable if another was given since; 0 where nobody else can roll.
        """
        while True:
            records = self.read(BEGINNING, format_cursor(upto), CHUNK)
            check(records)
            self._remove(upto, list(map(Trace.of, records)), number)
            if not records:
                return

    def trim_known(self, upto: Place, traces: Sequence[Trace], reached: Callable[[], None], number: int = 0) -> None:
        """Do the same where these are all the events up to there: nothing is read again. Each chunk is told."""
        for start in range(0, len(traces), CHUNK):
            self._remove(upto, traces[start : start + CHUNK], number)
            reached()

    def _remove(self, upto: Place, traces: Sequence[Trace], number: int) -> None:
        last = parse_cursor(traces[-1].cursor) if traces else upto
        arguments: list[str | int] = [format_cursor(upto), format_cursor(next_place(last)), len(traces)]
        arguments += [trace.event_id for trace in traces]
        arguments += [text for trace in traces if trace.labelled for text in (trace.event_id, trace.labelled)]
        with redis_errors():
            self._trim(keys=[*KEYS, LEASE], args=[*arguments, number])
