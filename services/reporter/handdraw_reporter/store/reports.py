"""The reports, as folders on a volume: they outlive Redis, and are backed up as files.

<reports_dir>/<id>/report.json, report.html, report.md, figures/<name>.svg and .png
<reports_dir>/<id>/.lock           held by whoever writes the report
<reports_dir>/windows/<window>     the id of the one report of this window, language and kind
<reports_dir>/unfinished/<id>      marks a report that is not written yet
<reports_dir>/failed/<id>          marks a scheduled report that is to be tried again later
<reports_dir>/schedule.json        where the last scheduled window ended
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal
from uuid import UUID

import structlog
from pydantic import ValidationError
from uuid_utils.compat import uuid7

from handdraw_chassis.locks import hold, try_hold
from handdraw_contracts.log import Cursor
from handdraw_contracts.reports import Language, Report, ReportPage, ReportSummary, Window
from handdraw_contracts.wire import UtcTime, WireModel
from handdraw_reporter.errors import ReporterError, ReportsUnwritable, ReportUnreadable, UnknownReport
from handdraw_reporter.store import windows
from handdraw_reporter.store.files import claim, replace, translated
from handdraw_reporter.store.marks import Unfinished, ids

Form = Literal["html", "md"]
UNFINISHED = ("queued", "writing")
PROBE_BYTES = 64 * 1024

log = structlog.get_logger()


class Schedule(WireModel):
    """The last scheduled window, and when it was decided. Its report may not have been made yet."""

    window: Window
    decided_at: UtcTime


class Reports:
    """Every method that writes raises ReportsUnwritable where the disk refuses."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._windows = folder / "windows"
        self._unfinished = Unfinished(folder / "unfinished")
        self._failed = Unfinished(folder / "failed")
        with translated(folder):
            self._windows.mkdir(parents=True, exist_ok=True)
            if not self._unfinished.is_there():
                self._unfinished.begin(one.id for one in self._readable(self._ids()) if one.status in UNFINISHED)
            if not self._failed.is_there():
                self._failed.begin(one.id for one in self._readable(self._ids()) if _is_due_again(one))

    def create(self, window: Window, language: Language, *, scheduled: bool) -> Report:
        """The one report of this window, made now unless it is there already."""
        name = windows.name(window, language, scheduled=scheduled)
        with translated(self._folder):
            report_id = claim(self._windows / name, uuid7())
        try:
            return self.get(report_id)
        except UnknownReport:
            report = Report(
                id=report_id,
                status="queued",
                scheduled=scheduled,
                language=language,
                window=window,
                requested_at=datetime.now(UTC),
            )
            self.save(report)
            return report

    def get(self, report_id: UUID) -> Report:
        """Raises UnknownReport, ReportUnreadable."""
        try:
            return Report.model_validate_json(self._file(report_id).read_bytes())
        except FileNotFoundError as error:
            raise UnknownReport(f"There is no report {report_id}") from error
        except (OSError, ValidationError) as error:
            raise ReportUnreadable(f"Report {report_id} cannot be read from the disk") from error

    def save(self, report: Report) -> None:
        with translated(self._folder):
            if report.status in UNFINISHED:
                self._unfinished.mark(report.id)
            if _is_due_again(report):
                self._failed.mark(report.id)
            self._write(report.id, "report.json", report.model_dump_json(indent=2).encode())
            if report.status not in UNFINISHED:
                self._unfinished.unmark(report.id)
            if not _is_due_again(report):
                self._failed.unmark(report.id)

    @contextmanager
    def held(self, report_id: UUID) -> Iterator[None]:
        """In one process's hands: the one that writes it. Raises UnknownReport."""
        with ExitStack() as stack:
            with translated(self._folder):
                stack.enter_context(hold(self._lock(report_id)))
            yield

    @contextmanager
    def held_if_free(self, report_id: UUID) -> Iterator[bool]:
        """Whether nobody writes it now. Raises UnknownReport."""
        with ExitStack() as stack:
            with translated(self._folder):
                free = stack.enter_context(try_hold(self._lock(report_id)))
            yield free

    def save_page(self, report_id: UUID, form: Form, page: str) -> None:
        self._write(report_id, f"report.{form}", page.encode())

    def page(self, report_id: UUID, form: Form) -> str:
        """Raises UnknownReport."""
        try:
            return (self._folder / str(report_id) / f"report.{form}").read_text()
        except OSError as error:
            raise UnknownReport(f"There is no report {report_id}") from error

    def save_figure(self, report_id: UUID, file_name: str, content: bytes) -> None:
        self._write(report_id, f"figures/{file_name}", content)

    def figure(self, report_id: UUID, file_name: str) -> bytes:
        """Raises UnknownReport."""
        try:
            return (self._folder / str(report_id) / "figures" / file_name).read_bytes()
        except OSError as error:
            raise UnknownReport(f"Report {report_id} has no figure {file_name}") from error

    def newest(self, limit: int, before: UUID | None = None) -> ReportPage:
        """Ids are UUIDv7: their order is the order of asking."""
        ids = [one for one in self._ids() if before is None or one < before]
        found = [ReportSummary.model_validate(one.model_dump()) for one in self._readable(ids[:limit])]
        return ReportPage(reports=tuple(found), next=ids[limit - 1] if len(ids) > limit else None)

    def unfinished(self) -> Sequence[Report]:
        """Oldest first. A mark may be there a moment before its report."""
        with translated(self._folder):
            marked = [one for one in self._unfinished.ids() if self._file(one).exists()]
        found = [*self._readable(marked)]
        for one in found:
            if one.status not in UNFINISHED:
                self._unmark(one.id)
        return [one for one in found if one.status in UNFINISHED]

    def failed(self) -> Sequence[Report]:
        """The scheduled ones, oldest first: nobody may ask for them, and no other report counts their events."""
        with translated(self._folder):
            marked = [one for one in self._failed.ids() if self._file(one).exists()]
        return [one for one in self._readable(marked) if _is_due_again(one)]

    def unfinished_count(self) -> int:
        with translated(self._folder):
            return len(self._unfinished.ids())

    def _unmark(self, report_id: UUID) -> None:
        """A mark that a crash has left, unless the report is about to be unfinished again."""
        with self.held_if_free(report_id) as free:
            if free and self.get(report_id).status not in UNFINISHED:
                self._unfinished.unmark(report_id)

    def schedule(self) -> Schedule | None:
        try:
            return Schedule.model_validate_json((self._folder / "schedule.json").read_bytes())
        except FileNotFoundError:
            return self._reconstructed()
        except (OSError, ValidationError) as error:
            raise ReportsUnwritable(f"{self._folder}/schedule.json cannot be read: mend or remove it") from error

    def _reconstructed(self) -> Schedule | None:
        """From the windows that have their report: a second one over the same events would count them twice."""
        with translated(self._folder):
            last = windows.last_scheduled(self._windows)
            if last is None:
                return None
            window, file = last
            return Schedule(window=window, decided_at=datetime.fromtimestamp(file.stat().st_mtime, UTC))

    def save_schedule(self, schedule: Schedule) -> None:
        with translated(self._folder):
            replace(self._folder / "schedule.json", schedule.model_dump_json(indent=2).encode())

    def scheduled_end(self) -> Cursor | None:
        schedule = self.schedule()
        return schedule.window.upto if schedule else None

    def check(self) -> None:
        """Write once."""
        with translated(self._folder):
            replace(self._folder / ".probe", bytes(PROBE_BYTES))

    def _file(self, report_id: UUID) -> Path:
        return self._folder / str(report_id) / "report.json"

    def _lock(self, report_id: UUID) -> Path:
        if not self._file(report_id).parent.is_dir():
            raise UnknownReport(f"There is no report {report_id}")
        return self._folder / str(report_id) / ".lock"

    def _ids(self) -> list[UUID]:
        return sorted(ids(file.parent.name for file in self._folder.glob("*/report.json")), reverse=True)

    def _readable(self, ids: Iterable[UUID]) -> Iterator[Report]:
        """One that cannot be read is no reason to show none."""
        for report_id in ids:
            try:
                yield self.get(report_id)
            except ReporterError as error:
                log.warning("a report is left out", reason=str(error))

    def _write(self, report_id: UUID, name: str, content: bytes) -> None:
        file = self._folder / str(report_id) / name
        with translated(self._folder):
            file.parent.mkdir(parents=True, exist_ok=True)
            replace(file, content)


def _is_due_again(report: Report) -> bool:
    return report.scheduled and report.status == "failed"
