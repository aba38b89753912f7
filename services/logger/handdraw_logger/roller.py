"""Rolling: the oldest events move from Redis to a segment of the archive. Blocks; runs in a thread of its own.

Whoever shares the core is served between steps of some hundred events.

A segment is written, synced, named and indexed, and only then trimmed from Redis. A crash between any two steps leaves
each event readable once, and the next roller, in whichever process, takes up what was left.
"""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

import structlog

from handdraw_logger.archive.index import Row, to_row
from handdraw_logger.archive.segments import BLOCK_EVENTS, SegmentWriter
from handdraw_logger.archive.shelf import Shelf
from handdraw_logger.cursors import BEGINNING, Place, first_place_at, format_cursor, parse_cursor
from handdraw_logger.errors import ArchiveUnavailable
from handdraw_logger.hot.trimming import HotWindow
from handdraw_logger.records import Record, Trace

Step = Literal["block", "written", "synced", "named", "rows", "indexed", "trim"]
DAY_MS = 24 * 3600 * 1000
PAUSE_S = 0.005  # after each step
STEP_ROWS = 500  # of the index
SLACK = 0.1  # of hot_days: events may stay so much longer, so that a trickle does not make a segment a minute

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Retention:
    """``hot_events`` and ``hot_days``: what stays in Redis. ``delete_after_days``: None keeps everything."""

    hot_events: int
    hot_days: float
    segment_events: int
    delete_after_days: float | None = None


class Roller:
    """Calls ``reached`` after each step, which may pause: none takes more than some milliseconds.

    Raises StoreUnavailable, ArchiveUnavailable, OSError.
    """

    def __init__(
        self,
        shelf: Shelf,
        window: HotWindow,
        retention: Retention,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        reached: Callable[[Step], None] = lambda _: None,
    ) -> None:
        self._archive = shelf.archive
        self._shelf = shelf
        self._window = window
        self._retention = retention
        self._now = now
        self._reached = reached

    def roll_due(self, stopped: threading.Event | None = None) -> int:
        """Roll everything that is due, and return in how many segments; 0 while another process is rolling."""
        made = 0
        with self._shelf.hold() as ours:
            if not ours:
                return 0
            self._recover()
            while not (stopped and stopped.is_set()) and (due := self._find_due()) and self._roll(*due):
                made += 1
            self._delete_expired()
        return made

    def _recover(self) -> None:
        """Finish what a roller that died left: a segment that is not indexed, archived events that are not trimmed."""
        if not self._renew() and self._window.is_shared():
            raise ArchiveUnavailable(
                "Other loggers of this Redis share their archive: set LOGGER_ARCHIVE_URL here, too"
            )
        self._shelf.recover()
        end, checkpoint = self._archive.end(), self._window.checkpoint()
        if checkpoint > end:
            raise ArchiveUnavailable(self._archive.describe_gap())
        oldest = self._window.oldest()
        if checkpoint < end or (oldest and oldest <= end):
            self._window.trim(end, self._check_archived, self._renew())

    def _check_archived(self, records: Sequence[Record]) -> None:
        """An archive may end after these and still lack them: it is another log's, or a segment is damaged."""
        expiry = self._expiry()
        known = self._archive.find_known([record.event["id"] for record in records], []).ids
        if any(record.event["id"] not in known and parse_cursor(record.cursor) >= expiry for record in records):
            raise ArchiveUnavailable(
                f"Redis has events that the archive {self._archive.folder} should hold, and does not"
            )

    def _find_due(self) -> tuple[str, int] | None:
        """Return up to where to roll, in XRANGE's form, and how many events."""
        keep = self._retention
        if self._window.length() >= keep.hot_events + keep.segment_events:
            return "+", keep.segment_events
        oldest = self._window.oldest()
        if oldest and oldest < self._days_ago(keep.hot_days * (1 + SLACK)):
            return f"({format_cursor(self._days_ago(keep.hot_days))}", keep.segment_events
        return None

    def _roll(self, end: str, count: int) -> bool:
        after, number = self._archive.end(), self._renew()
        with closing(SegmentWriter(self._archive.folder)) as writer:
            rows, traces = self._write(writer, after, end, count)
            if not rows:
                return False
            self._reached("written")
            writer.sync()
            self._reached("synced")
            segment = writer.publish(number)
            self._reached("named")
        self._shelf.keep(segment, self._count(rows), traces)
        self._reached("indexed")
        self._window.trim_known(segment.last, traces, lambda: self._reached("trim"), number)
        log.info("events were rolled into the archive", segment=segment.name, events=segment.events)
        return True

    def _write(self, writer: SegmentWriter, after: Place, end: str, count: int) -> tuple[list[Row], list[Trace]]:
        rows: list[Row] = []
        traces: list[Trace] = []
        while len(rows) < count and (records := self._window.read(after, end, min(BLOCK_EVENTS, count - len(rows)))):
            writer.write_block(records)
            rows += map(to_row, records)
            traces += map(Trace.of, records)
            after = parse_cursor(records[-1].cursor)
            self._reached("block")
        return rows, traces

    def _count(self, rows: Sequence[Row]) -> Iterator[Row]:
        for number, row in enumerate(rows, 1):
            yield row
            if number % STEP_ROWS == 0:
                self._reached("rows")

    def _renew(self) -> int:
        number = self._shelf.renew()
        if number is None:
            raise ArchiveUnavailable("Another logger rolls now")
        return number

    def _delete_expired(self) -> None:
        """Delete segments whose last event has expired."""
        if self._retention.delete_after_days is None:
            return
        expiry = self._expiry()
        expired = [segment for segment in self._archive.index.segments() if segment.last < expiry]
        if expired:
            self._renew()
            self._shelf.remove(expired)
        for segment in expired:
            log.info("a segment of the archive was deleted for its age", segment=segment.name, events=segment.events)

    def _expiry(self) -> Place:
        """Return the place before which events are deleted.

        It goes by the archive's newest event, too: a clock that jumps ahead must not delete everything at once.
        """
        days = self._retention.delete_after_days
        if days is None:
            return BEGINNING
        newest_ms, _ = self._archive.end()
        return min(self._days_ago(days), (max(0, newest_ms - round(days * DAY_MS)), 0))

    def _days_ago(self, days: float) -> Place:
        return first_place_at(self._now() - timedelta(days=days))
