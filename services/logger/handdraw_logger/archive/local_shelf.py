"""Segments of one machine: they lie in a folder, all that lie there count, and the holder of a file lock rolls."""

import math
import threading
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager

from handdraw_chassis.locks import try_hold
from handdraw_logger.archive.archive import Archive
from handdraw_logger.archive.index import Row
from handdraw_logger.archive.recovery import adopt, open_archive, verify, verify_damaged, write_tombstone
from handdraw_logger.archive.segments import Segment
from handdraw_logger.records import Trace


class LocalShelf:
    verified_for_s = math.inf

    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    @property
    def archive(self) -> Archive:
        return self._archive

    def is_open(self) -> bool:
        return not (self._archive.closed or self._archive.index.is_broken)

    def open(self) -> None:
        open_archive(self._archive)

    def follow(self) -> None:
        """Nobody else writes here whom the index does not know."""

    def hold(self) -> AbstractContextManager[bool]:
        return try_hold(self._archive.lock)

    def recover(self) -> None:
        adopt(self._archive, self._archive.index)

    def renew(self) -> int | None:
        return 0

    def keep(self, segment: Segment, rows: Iterable[Row], traces: Sequence[Trace]) -> None:  # noqa: ARG002
        self._archive.index.add(segment, rows)

    def remove(self, segments: Sequence[Segment]) -> None:
        """A tombstone says where an archive without segments ends."""
        if len(segments) == len(self._archive.index.segments()):
            write_tombstone(self._archive, segments[-1].last)
        for segment in segments:
            self._archive.index.remove(segment)
            (self._archive.folder / segment.name).unlink(missing_ok=True)
            self._archive.faults.pop(segment.name, None)

    def verify(self, stopped: threading.Event) -> None:
        for segment in self._archive.index.segments():
            if stopped.is_set():
                return
            verify(self._archive, segment)

    def verify_damaged(self) -> None:
        verify_damaged(self._archive)
