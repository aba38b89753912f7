"""The reports, as folders on a volume: they outlive Redis, and are backed up as files.

<reports_dir>/<id>/                the report, its pages, figures and lock: folders.py
<reports_dir>/windows/<window>     the id of the one report of this window, language and kind: windows.py;
                                   or "deleted", for a scheduled one that is not to be written again
<reports_dir>/.deleted-<id>/       what a crash left of a report that was deleted; the next sweep removes it
<reports_dir>/unfinished/<id>      marks a report that is not written yet: backlog.py
<reports_dir>/failed/<id>          marks a scheduled report that is to be tried again later: backlog.py
<reports_dir>/schedule.json        where the last scheduled window ended: schedules.py
<reports_dir>/outcomes.json        how asking the language model went: outcomes.py
<reports_dir>/endpoints.json       how endpoints want to be asked, and which are left alone: endpoints.py
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from shutil import rmtree
from typing import Literal
from uuid import UUID

import structlog
from uuid_utils.compat import uuid7

from handdraw_chassis.locks import hold
from handdraw_contracts.reports import Language, Report, ReportPage, ReportSummary, Window
from handdraw_reporter.asker import asker_fields
from handdraw_reporter.errors import ReporterError, ReportUnreadable, UnknownReport
from handdraw_reporter.store import windows
from handdraw_reporter.store.backlog import Backlog, is_to_be_retried, is_unfinished
from handdraw_reporter.store.census import Census, Count
from handdraw_reporter.store.files import claim, map_disk_errors, replace
from handdraw_reporter.store.folders import DISCARDED, ReportFolder
from handdraw_reporter.store.marks import find_ids

PROBE_BYTES = 64 * 1024
SEARCHED = 200

log = structlog.get_logger()


class Reports:
    """All reports. Every method that writes, or reads marks, raises ReportsUnwritable where the disk refuses."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._windows = folder / "windows"
        self._backlog = Backlog(folder)
        self._census = Census(folder)
        with map_disk_errors(folder):
            self._windows.mkdir(parents=True, exist_ok=True)
            self._begin()

    def _begin(self) -> None:
        self._backlog.begin(lambda: self._read_all(self._ids()))

    def folder(self, report_id: UUID) -> ReportFolder:
        """Return where a report is written."""
        return ReportFolder(self._folder, report_id)

    def figure(self, report: Report, file_name: str) -> bytes:
        """Raises UnknownReport, ReportUnreadable."""
        return self.folder(report.id).figure(file_name)

    def writing(self, report_id: UUID) -> AbstractContextManager[None]:
        """Keep other writers out, after waiting for the one before. Raises UnknownReport."""
        return self.folder(report_id).hold()

    def try_writing(self, report_id: UUID) -> AbstractContextManager[bool]:
        """Yield whether nobody else is writing the report; then others are kept out. Raises UnknownReport."""
        return self.folder(report_id).try_hold()

    @contextmanager
    def hold(self, lock: Literal[".asking.lock", ".windows.lock"]) -> Iterator[None]:
        """Keep others out of what the lock stands for, after waiting for the one before."""
        with ExitStack() as stack:
            with map_disk_errors(self._folder):
                stack.enter_context(hold(self._folder / lock))
            yield

    def create(self, window: Window, language: Language, *, scheduled: bool, time_zone: str = "UTC") -> Report:
        """Return the one report of this window, which is made now unless there is one already.

        A window that was scheduled in another language keeps that report. Raises UnknownReport for one that was
        scheduled and deleted.
        """
        with self.hold(".windows.lock"):
            return self._create(window, language, time_zone, scheduled=scheduled)

    def _create(self, window: Window, language: Language, time_zone: str, *, scheduled: bool) -> Report:
        name = windows.file_name(window, language, scheduled=scheduled)
        with map_disk_errors(self._folder):
            if scheduled and (found := windows.find_scheduled(self._windows, window)) is not None:
                name = found
            report_id = claim(self._windows / name, uuid7())
        if report_id is None:
            raise UnknownReport("The scheduled report of this window was deleted")
        try:
            return self.get(report_id)
        except UnknownReport:
            report = make_report(report_id, window, language, time_zone, scheduled=scheduled)
            self.folder(report_id).begin()
            self.save(report)
            return report

    def find(self, window: Window, language: Language) -> Report | None:
        """Return the report that was asked for of this window. Raises ReportUnreadable."""
        try:
            file = self._windows / windows.file_name(window, language, scheduled=False)
            return self.get(UUID(file.read_text()))
        except (FileNotFoundError, UnknownReport):
            return None

    def delete(self, report_id: UUID) -> None:
        """Delete a report, also one that is being written or that cannot be read. Raises UnknownReport."""
        with self.hold(".windows.lock"):
            try:
                report = self.get(report_id)
                name = windows.file_name(report.window, report.language, scheduled=report.scheduled)
            except ReportUnreadable:
                name = None
            with map_disk_errors(self._folder):
                windows.let_go(self._windows, report_id, name)
            self.folder(report_id).discard()
        self.clear_deleted()

    def clear_deleted(self) -> None:
        """Remove what is left of deleted reports, also of those whose deletion a crash cut short."""
        with map_disk_errors(self._folder):
            for folder in self._folder.glob(f"{DISCARDED}*"):
                for report_id in find_ids([folder.name.removeprefix(DISCARDED)]):
                    self._backlog.forget(report_id)
                rmtree(folder, ignore_errors=True)

    def find_expired(self, moment: datetime) -> list[UUID]:
        """Return the reports that were written, or failed, before a moment, and those that cannot be read."""
        milliseconds = int(moment.timestamp() * 1000)
        made_before = [one for one in self._ids() if one.int >> 80 < milliseconds]  # ids are UUIDv7
        return [one for one in made_before if self._is_over(one, moment)]

    def get(self, report_id: UUID) -> Report:
        """Raises UnknownReport, ReportUnreadable."""
        return self._read(report_id)

    def _read(self, report_id: UUID) -> Report:
        return self.folder(report_id).read()

    def save(self, report: Report) -> None:
        with map_disk_errors(self._folder):
            self._backlog.mark(report)
            try:
                self.folder(report.id).write(report)
            except UnknownReport:  # it was deleted meanwhile
                self._backlog.forget(report.id)
                raise
            self._backlog.unmark(report)

    def list_newest(self, limit: int, before: UUID | None = None) -> ReportPage:
        """Return reports older than ``before``, newest first. Ids are UUIDv7: they sort in the order of asking."""
        ids = [one for one in self._ids() if before is None or one < before]
        found = [_summarise(one) for one in self._read_all(ids[:limit])]
        return ReportPage(reports=tuple(found), next=ids[limit - 1] if len(ids) > limit else None)

    def find_newer(self, limit: int, before: UUID) -> UUID | None:
        """Return the ``before`` of the page of newer reports beside this one, None if that is the first."""
        newer = [one for one in self._ids() if one >= before]
        return newer[-limit - 1] if len(newer) > limit else None

    def find_before(self, window: Window) -> Report | None:
        """Return the newest done report whose window ends where this one begins, a scheduled one if there is one."""
        if window.after is None:
            return None
        found = [
            one
            for one in self.list_newest(SEARCHED).reports
            if one.status == "done" and one.window.upto == window.after != one.window.after
        ]
        found.sort(key=lambda one: not one.scheduled)
        return self.get(found[0].id) if found else None

    def list_unfinished(self) -> Sequence[Report]:
        """Return the unfinished reports, oldest first, and remove marks that a crash has left."""
        with map_disk_errors(self._folder):
            found = self._read_marked(self._backlog.unfinished_ids())
        for one in found:
            if not is_unfinished(one):
                self._remove_left_mark(one.id)
        return [one for one in found if is_unfinished(one)]

    def list_failed(self) -> Sequence[Report]:
        """Return scheduled reports that failed, oldest first: no other report counts their events."""
        with map_disk_errors(self._folder):
            found = self._read_marked(self._backlog.failed_ids())
        return [one for one in found if is_to_be_retried(one)]

    def count_unfinished(self) -> int:
        with map_disk_errors(self._folder):
            return len(self._backlog.unfinished_ids())

    def take_census(self) -> Count:
        """Raises OSError."""
        return self._census.take()

    def list_faults(self) -> Sequence[str]:
        """Return what is wrong with reports that are kept, though new ones can be."""
        return ()

    def probe(self) -> None:
        """Write a file, to see whether a report could be kept."""
        with map_disk_errors(self._folder):
            replace(self._folder / ".probe", bytes(PROBE_BYTES))

    def _is_over(self, report_id: UUID, moment: datetime) -> bool:
        try:
            report = self.get(report_id)
        except ReporterError as error:
            return isinstance(error, ReportUnreadable)
        return not is_unfinished(report) and (report.finished_at or report.requested_at) < moment

    def _remove_left_mark(self, report_id: UUID) -> None:
        """Remove a mark that a crash has left, unless the report is about to be unfinished again."""
        with suppress(UnknownReport), self.try_writing(report_id) as free:
            if free and not is_unfinished(self.get(report_id)):
                self._backlog.remove_unfinished(report_id)

    def _ids(self) -> list[UUID]:
        """Newest first."""
        return sorted(find_ids(file.parent.name for file in self._folder.glob("*/report.json")), reverse=True)

    def _read_marked(self, ids: Iterable[UUID]) -> list[Report]:
        """Read the reports that are marked; a mark may be there a moment before its report."""
        return list(self._read_all(one for one in ids if self.folder(one).has_report()))

    def _read_all(self, ids: Iterable[UUID]) -> Iterator[Report]:
        """Leave out what cannot be read: one such report is no reason to show none."""
        for report_id in ids:
            try:
                yield self._read(report_id)
            except (ReportUnreadable, UnknownReport) as error:
                log.warning("a report is left out", reason=str(error))


def make_report(report_id: UUID, window: Window, language: Language, time_zone: str, *, scheduled: bool) -> Report:
    """Return a report that waits to be written."""
    report = Report(
        id=report_id,
        status="queued",
        scheduled=scheduled,
        language=language,
        time_zone=time_zone,
        window=window,
        requested_at=datetime.now(UTC),
    )
    return report.model_copy(update=asker_fields())


def _summarise(report: Report) -> ReportSummary:
    times = {fact.id: fact.value for fact in report.facts if fact.id in {"first_recorded", "last_recorded"}}
    return ReportSummary.model_validate(report.model_dump(include=set(ReportSummary.model_fields)) | times)
