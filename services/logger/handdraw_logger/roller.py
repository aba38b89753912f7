"""Rolling: the oldest events leave Redis for a segment of the archive. Blocks; runs in a thread of its own.

Written, on the disk, named, indexed, and only then trimmed from Redis: a crash between any two leaves each event
readable once, and the next turn, of whichever process, takes up what was left.
"""

import threading
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

import structlog

from handdraw_chassis.locks import try_hold
from handdraw_logger.archive.archive import Archive
from handdraw_logger.archive.index import Row, row_of
from handdraw_logger.archive.recovery import END, adopt
from handdraw_logger.archive.segments import BLOCK_EVENTS, Writing, sync_folder
from handdraw_logger.cursors import BEGINNING, Place, key, of_time, written
from handdraw_logger.errors import ArchiveUnavailable
from handdraw_logger.hot.trimming import HotWindow
from handdraw_logger.records import Record

Step = Literal["written", "synced", "named", "indexed"]
DAY_MS = 24 * 3600 * 1000
SLACK = 0.1  # of hot_days: so much longer an event may stay, so that a trickle does not make a segment a minute

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Retention:
    """``hot_events`` and ``hot_days``: what stays in Redis. ``delete_after_days``: None keeps everything."""

    hot_events: int
    hot_days: float
    segment_events: int
    delete_after_days: float | None = None


class Roller:
    """``reached`` is told after each step. Raises StoreUnavailable, ArchiveUnavailable, OSError."""

    def __init__(
        self,
        archive: Archive,
        window: HotWindow,
        retention: Retention,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        reached: Callable[[Step], None] = lambda _: None,
    ) -> None:
        self._archive = archive
        self._window = window
        self._retention = retention
        self._now = now
        self._reached = reached

    def turn(self, stopped: threading.Event | None = None) -> int:
        """All that is due; how many segments that made. Nothing while another process has its turn."""
        made = 0
        with try_hold(self._archive.lock) as ours:
            if not ours:
                return 0
            self._take_up()
            while not (stopped and stopped.is_set()) and (due := self._due()) and self._roll(*due):
                made += 1
            self._delete()
        return made

    def _take_up(self) -> None:
        """What a writer left that died: a segment that is not indexed, events that are archived and not trimmed."""
        adopt(self._archive, self._archive.index)
        upto, archived = self._archive.upto(), self._window.archived()
        if archived > upto:
            raise ArchiveUnavailable(self._archive.behind())
        oldest = self._window.oldest()
        if archived < upto or (oldest and oldest <= upto):
            self._window.trim(upto, self._check_held)

    def _check_held(self, records: Sequence[Record]) -> None:
        """An archive may end behind these and still lack them: it is another log's, or a segment is damaged."""
        deleted = self._deleted_before()
        known = self._archive.known([one.event["id"] for one in records], []).ids
        if any(one.event["id"] not in known and key(one.cursor) >= deleted for one in records):
            raise ArchiveUnavailable(
                f"Redis has events that the archive {self._archive.folder} should hold, and does not"
            )

    def _due(self) -> tuple[str, int] | None:
        """Up to where in the log, as Redis takes it, and how many events."""
        keep = self._retention
        if self._window.length() >= keep.hot_events + keep.segment_events:
            return "+", keep.segment_events
        oldest = self._window.oldest()
        if oldest and oldest < self._ago(keep.hot_days * (1 + SLACK)):
            return f"({written(self._ago(keep.hot_days))}", keep.segment_events
        return None

    def _roll(self, end: str, count: int) -> bool:
        upto = self._archive.upto()
        with closing(Writing(self._archive.folder)) as writing:
            rows = self._write(writing, upto, end, count)
            if not rows:
                return False
            self._reached("written")
            writing.sync()
            self._reached("synced")
            segment = writing.name()
            self._reached("named")
        self._archive.index.add(segment, rows)
        self._reached("indexed")
        self._window.trim(segment.last)
        log.info("events were rolled into the archive", segment=segment.name, events=segment.events)
        return True

    def _write(self, writing: Writing, after: Place, end: str, count: int) -> list[Row]:
        rows: list[Row] = []
        while len(rows) < count and (records := self._window.read(after, end, min(BLOCK_EVENTS, count - len(rows)))):
            writing.add(records)
            rows += map(row_of, records)
            after = key(records[-1].cursor)
        return rows

    def _delete(self) -> None:
        """Segments whose last event is old enough. Where the archive then ends is still known: by a file named so."""
        if self._retention.delete_after_days is None:
            return
        before, segments = self._deleted_before(), self._archive.index.segments()
        old = [segment for segment in segments if segment.last < before]
        if old and len(old) == len(segments):
            self._mark_end(old[-1].last)
        for segment in old:
            self._archive.index.remove(segment)
            (self._archive.folder / segment.name).unlink(missing_ok=True)
            self._archive.faults.pop(segment.name, None)
            log.info("a segment of the archive was deleted for its age", segment=segment.name, events=segment.events)

    def _deleted_before(self) -> Place:
        """By the archive's newest event, too: a clock that jumps ahead must not delete everything at once."""
        days = self._retention.delete_after_days
        if days is None:
            return BEGINNING
        newest_ms, _ = self._archive.upto()
        return min(self._ago(days), (max(0, newest_ms - round(days * DAY_MS)), 0))

    def _mark_end(self, last: Place) -> None:
        (self._archive.folder / f"{written(last)}{END}").touch()
        sync_folder(self._archive.folder)

    def _ago(self, days: float) -> Place:
        return of_time(self._now() - timedelta(days=days))
