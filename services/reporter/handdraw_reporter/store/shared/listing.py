"""Which reports a bucket has, as one looks at it every now and then; and which of them it has lost."""

from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic
from uuid import UUID

import structlog

from handdraw_reporter.store.shared.objects import Objects

log = structlog.get_logger()


@dataclass(frozen=True)
class Listed:
    """The ids below each prefix."""

    unwritten: frozenset[UUID]
    written: frozenset[UUID]
    deleted: frozenset[UUID]

    def kept(self) -> frozenset[UUID]:
        return (self.unwritten | self.written) - self.deleted

    def waiting(self) -> frozenset[UUID]:
        """Of which nothing but ``unwritten`` is there."""
        return self.unwritten - self.written - self.deleted


class Listing:
    """``for_s``: how long a look at the bucket is good for. Thread-safe: two who look at once both look."""

    def __init__(self, objects: Objects, for_s: float, clock: Callable[[], float] = monotonic) -> None:
        self._objects = objects
        self._for_s = for_s
        self._clock = clock
        self._looked: tuple[float, Listed] | None = None
        self._seen: frozenset[UUID] = frozenset()
        self.lost: frozenset[UUID] = frozenset()
        """Reports that were done, that nobody deleted, and that the bucket has no more."""

    def read(self) -> Listed:
        """Raises ReportsUnwritable."""
        looked = self._looked
        if looked is not None and self._clock() - looked[0] < self._for_s:
            return looked[1]
        return self.look()

    def look(self) -> Listed:
        """Return what is there now, whatever was seen before. Raises ReportsUnwritable."""
        began, found = self._clock(), self._list()
        self._compare(found)
        self._looked = began, found
        return found

    def forget(self) -> None:
        """Look again next time: something was changed from here."""
        self._looked = None

    def _list(self) -> Listed:
        """In the order in which a report goes from one to the next, so that none is between two."""
        unwritten = self._objects.ids("unwritten/")
        written = self._objects.ids("written/")
        return Listed(unwritten, written, self._objects.ids("deleted/"))

    def _compare(self, found: Listed) -> None:
        lost = (self._seen | self.lost) - found.written - found.deleted
        for report_id in sorted(lost - self.lost):
            log.error("the bucket has forgotten a report that was written and not deleted", report=str(report_id))
        self._seen, self.lost = found.written, lost
