"""Which reports are still to be written: the unfinished ones, and the scheduled ones that failed."""

from collections.abc import Callable, Iterable
from pathlib import Path
from uuid import UUID

from handdraw_contracts.reports import Report
from handdraw_reporter.store.marks import Marks

UNFINISHED = ("queued", "writing")


class Backlog:
    """Two folders of marks: ``unfinished`` and ``failed``. Every method raises OSError where the disk refuses.

    A mark is made before the report says that it waits, and removed after the report says that it no longer does. So a
    crash may leave a mark too many, and never one too few.
    """

    def __init__(self, folder: Path) -> None:
        self._unfinished = Marks(folder / "unfinished")
        self._failed = Marks(folder / "failed")

    def begin(self, read_all: Callable[[], Iterable[Report]]) -> None:
        """Make the folders that are missing, from all reports that there are."""
        for marks, belongs in ((self._unfinished, is_unfinished), (self._failed, is_to_be_retried)):
            if not marks.exist():
                marks.begin(report.id for report in read_all() if belongs(report))

    def mark(self, report: Report) -> None:
        """To be called before the report is saved."""
        if is_unfinished(report):
            self._unfinished.add(report.id)
        if is_to_be_retried(report):
            self._failed.add(report.id)

    def unmark(self, report: Report) -> None:
        """To be called after the report was saved."""
        if not is_unfinished(report):
            self._unfinished.remove(report.id)
        if not is_to_be_retried(report):
            self._failed.remove(report.id)

    def forget(self, report_id: UUID) -> None:
        """To be called after the report was deleted."""
        self._unfinished.remove(report_id)
        self._failed.remove(report_id)

    def remove_unfinished(self, report_id: UUID) -> None:
        self._unfinished.remove(report_id)

    def unfinished_ids(self) -> list[UUID]:
        """Oldest first."""
        return self._unfinished.ids()

    def failed_ids(self) -> list[UUID]:
        """Oldest first."""
        return self._failed.ids()


def is_unfinished(report: Report) -> bool:
    return report.status in UNFINISHED


def is_to_be_retried(report: Report) -> bool:
    return report.scheduled and report.status == "failed"
