"""The reports of several machines: what is decided and what is done lies in a bucket, what is being done on a machine.

<reports_dir>/shared/<id>/      the pages and figures of a report that this machine is writing, and its lock: folders.py
<reports_dir>/shared/copies/    what was read from the bucket and never changes there: copies.py
Everything else: objects.py. Reports from before there was a bucket stay where they were: moving.py
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from time import monotonic
from typing import Final
from uuid import UUID

from pydantic import ValidationError

from handdraw_contracts.reports import Language, Report, Window
from handdraw_reporter.errors import ReportUnreadable, UnknownReport
from handdraw_reporter.store.backlog import is_to_be_retried, is_unfinished
from handdraw_reporter.store.census import UNREADABLE, Count
from handdraw_reporter.store.files import map_disk_errors
from handdraw_reporter.store.marks import find_ids
from handdraw_reporter.store.reports import PROBE_BYTES, Reports, make_report
from handdraw_reporter.store.shared import deleting
from handdraw_reporter.store.shared.claims import Claims
from handdraw_reporter.store.shared.copies import Copies
from handdraw_reporter.store.shared.filing import put_files
from handdraw_reporter.store.shared.listing import Listing
from handdraw_reporter.store.shared.objects import Objects, deleted, files, unwritten, window_name, written

LISTED_S: Final = 2.0
PROBED_S: Final = 5.0


class SharedReports(Reports):
    """Every method raises ReportsUnwritable where the bucket or the disk fails. ``listed_s``: how old a list may be."""

    def __init__(self, folder: Path, objects: Objects, copies_bytes: int, listed_s: float = LISTED_S) -> None:
        super().__init__(folder / "shared")
        with map_disk_errors(folder):
            (folder / "windows").mkdir(exist_ok=True)  # from before there was a bucket: that there are none is known so
        self._objects = objects
        self._copies = Copies(self._folder / "copies", objects, copies_bytes)
        self._claims = Claims(objects)
        self._listing = Listing(objects, listed_s)
        self._probed_at: float | None = None

    def _begin(self) -> None:
        """Ask nothing of the bucket, which may be away: a service starts all the same, and says so."""

    def figure(self, report: Report, file_name: str) -> bytes:
        content = self._copies.read(f"{files(report)}figures/{file_name}")
        if content is None:
            raise ReportUnreadable(f"The bucket has forgotten {file_name} of report {report.id}")
        return content

    @contextmanager
    def writing(self, report_id: UUID) -> Iterator[None]:
        """Keep other writers of this machine out; those of others find in the end that one was first."""
        self.get(report_id)
        self.folder(report_id).begin()
        with super().writing(report_id):
            yield

    @contextmanager
    def try_writing(self, report_id: UUID) -> Iterator[bool]:
        """Yield whether nobody else of this machine is writing the report."""
        self.folder(report_id).begin()
        with super().try_writing(report_id) as free:
            yield free

    def _create(self, window: Window, language: Language, time_zone: str, *, scheduled: bool) -> Report:
        report_id = self._claims.claim(window_name(window, language, scheduled=scheduled), scheduled=scheduled)
        found = self._find(report_id)
        if found is not None:
            return found
        report = make_report(report_id, window, language, time_zone, scheduled=scheduled)
        is_first = self._objects.create(unwritten(report_id), _dump(report))
        self._listing.forget()
        return report if is_first else self._read(report_id)

    def find(self, window: Window, language: Language) -> Report | None:
        report_id = self._claims.find(window_name(window, language, scheduled=False))
        return None if report_id is None else self._find(report_id)

    def delete(self, report_id: UUID) -> None:
        with suppress(ReportUnreadable):
            self.get(report_id)
        deleting.delete(self._objects, report_id)
        self._listing.forget()
        self._discard(report_id)

    def clear_deleted(self) -> None:
        """Finish deletions, also those of others; remove what this machine began of reports that are over."""
        begun = list(find_ids(file.name for file in self._folder.iterdir()))
        listed = self._listing.look()  # behind that: what was begun is in it, unless it is over
        for report_id in frozenset(begun) - listed.waiting():
            self._discard(report_id)
        super().clear_deleted()
        deleting.sweep(self._objects, listed)
        self._copies.forget_all_but((listed.written - listed.deleted) | self._listing.lost)
        self._copies.trim()

    def get(self, report_id: UUID) -> Report:
        """Raises UnknownReport, ReportUnreadable."""
        if self._is_deleted(report_id):
            raise UnknownReport(f"There is no report {report_id}")
        return self._read(report_id)

    def _read(self, report_id: UUID) -> Report:
        found = self._find(report_id)
        if found is None and report_id in self._listing.lost:
            raise ReportUnreadable(f"The bucket has forgotten report {report_id}")
        if found is None:
            raise UnknownReport(f"There is no report {report_id}")
        return found

    def _find(self, report_id: UUID) -> Report | None:
        """Look twice for one that is done: it may have become so between two looks."""
        if found := self._find_written(report_id):
            return found
        content = self._objects.read(unwritten(report_id))
        return self._find_written(report_id) if content is None else _parse(report_id, content)

    def _find_written(self, report_id: UUID) -> Report | None:
        content = self._copies.read(written(report_id))
        try:
            return None if content is None else _parse(report_id, content)
        except ReportUnreadable:  # perhaps the copy alone is broken
            self._copies.forget(written(report_id))
            content = self._copies.read(written(report_id))
            return None if content is None else _parse(report_id, content)

    def save(self, report: Report) -> None:
        """A done one is in the bucket as a whole when this returns, unless another machine wrote it first."""
        if self._is_deleted(report.id):
            raise UnknownReport(f"There is no report {report.id}")
        if report.status == "done":
            self._publish(report)
        else:
            self._objects.put(unwritten(report.id), _dump(report))

    def _publish(self, report: Report) -> None:
        put_files(self._objects, self.folder(report.id), report)
        if not self._objects.create(written(report.id), _dump(report)) and self._find_written(report.id) != report:
            self._objects.remove_below(files(report))
        self._listing.forget()
        if self._is_deleted(report.id):
            deleting.finish(self._objects, report.id)
            raise UnknownReport(f"There is no report {report.id}")
        self._objects.remove(unwritten(report.id))
        self._discard(report.id)

    def list_unfinished(self) -> Sequence[Report]:
        return [one for one in self._read_waiting() if is_unfinished(one)]

    def list_failed(self) -> Sequence[Report]:
        return [one for one in self._read_waiting() if is_to_be_retried(one)]

    def count_unfinished(self) -> int:
        return len(self.list_unfinished())

    def take_census(self) -> Count:
        listed = self._listing.read()
        done, waiting = listed.written - listed.deleted, listed.waiting()
        counted = Counter[str](one.status for one in self._read_waiting())
        counted += Counter({"done": len(done), UNREADABLE: len(waiting) - counted.total()})
        newest = self._find_written(max(done)) if done else None
        return Count(counted, newest.finished_at.timestamp() if newest and newest.finished_at else 0)

    def list_faults(self) -> Sequence[str]:
        lost = [str(one) for one in sorted(self._listing.lost)]
        return (f"the bucket has forgotten reports that nobody deleted: {', '.join(lost[:3])}",) if lost else ()

    def probe(self) -> None:
        """Write to the disk and, every now and then, to the bucket."""
        super().probe()
        if self._probed_at is None or monotonic() - self._probed_at >= PROBED_S:
            self._objects.put("probe", bytes(PROBE_BYTES))
            self._probed_at = monotonic()

    def _ids(self) -> list[UUID]:
        return sorted(self._listing.read().kept(), reverse=True)

    def _read_waiting(self) -> Iterator[Report]:
        """Oldest first."""
        return self._read_all(sorted(self._listing.read().waiting()))

    def _is_deleted(self, report_id: UUID) -> bool:
        return self._objects.read(deleted(report_id)) is not None

    def _discard(self, report_id: UUID) -> None:
        """Remove what this machine began of a report; who writes there finds that it is over."""
        with suppress(UnknownReport):
            self.folder(report_id).discard()
        super().clear_deleted()


def _dump(report: Report) -> bytes:
    return report.model_dump_json(indent=2).encode()


def _parse(report_id: UUID, content: bytes) -> Report:
    try:
        return Report.model_validate_json(content)
    except ValidationError as error:
        raise ReportUnreadable(f"Report {report_id} cannot be read from the bucket") from error
