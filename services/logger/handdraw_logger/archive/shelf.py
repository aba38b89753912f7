"""Where segments lie, which of them count, and who rolls: on one machine local_shelf.py, on several shared_shelf.py."""

import threading
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from typing import Protocol

from handdraw_logger.archive.archive import Archive
from handdraw_logger.archive.index import Row
from handdraw_logger.archive.segments import Segment
from handdraw_logger.records import Trace


class Shelf(Protocol):
    """Blocks. Every method raises ArchiveUnavailable, StoreUnavailable and OSError."""

    verified_for_s: float
    """For how long what ``verify`` has found is taken to be so."""

    @property
    def archive(self) -> Archive:
        """What lies on it, as far as this process knows."""

    def is_open(self) -> bool:
        """Return whether the archive can be read; else it is to be opened, again where something was lost."""

    def open(self) -> None:
        """Make the archive one that can be read."""

    def follow(self) -> None:
        """Learn what other machines have rolled."""

    def hold(self) -> AbstractContextManager[bool]:
        """Yield whether this process alone rolls until the block ends. What stands below is for the holder."""

    def recover(self) -> None:
        """Take up what a roller that died has left."""

    def renew(self) -> int | None:
        """Return the number under which the holder writes, 0 if it needs none; None if it holds no more."""

    def keep(self, segment: Segment, rows: Iterable[Row], traces: Sequence[Trace]) -> None:
        """Let a segment that lies in the archive's folder count. From then on its events may leave Redis."""

    def remove(self, segments: Sequence[Segment]) -> None:
        """Delete segments for their age."""

    def verify(self, stopped: threading.Event) -> None:
        """Look for segments that are missing or damaged, and note which."""

    def verify_damaged(self) -> None:
        """Look at those again: an operator may have brought them back."""
