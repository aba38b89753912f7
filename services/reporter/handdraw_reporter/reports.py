"""The reports, as folders on a volume: they outlive Redis, and are backed up as files.

<reports_dir>/<id>/report.json, report.html, report.md, figures/<name>.svg and .png
<reports_dir>/windows/<window>     the id of the one report of this window, language and kind
<reports_dir>/schedule.json        where the last scheduled window ended
"""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Literal
from uuid import UUID

from pydantic import ValidationError
from uuid_utils.compat import uuid7

from handdraw_contracts.log import Cursor
from handdraw_contracts.reports import Language, Report, ReportPage, ReportSummary, Window
from handdraw_contracts.wire import UtcTime, WireModel
from handdraw_reporter.errors import ReportsUnwritable, UnknownReport

Form = Literal["html", "md"]


class Schedule(WireModel):
    """The last scheduled window, and when it was decided. Its report may not have been made yet."""

    window: Window
    decided_at: UtcTime


class Reports:
    """Every method that writes raises ReportsUnwritable where the disk refuses."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._windows = folder / "windows"
        with _translated(folder):
            self._windows.mkdir(parents=True, exist_ok=True)

    def create(self, window: Window, language: Language, *, scheduled: bool) -> Report:
        """The one report of this window, made now unless it is there already."""
        kind = "scheduled" if scheduled else "asked"
        name = f"{kind}-{window.after or 'start'}-{window.upto or 'start'}-{language}"
        with _translated(self._folder):
            report_id = _claim(self._windows / name, uuid7())
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
        """Raises UnknownReport."""
        try:
            return Report.model_validate_json((self._folder / str(report_id) / "report.json").read_bytes())
        except (OSError, ValidationError) as error:
            raise UnknownReport(f"There is no report {report_id}") from error

    def save(self, report: Report) -> None:
        self._write(report.id, "report.json", report.model_dump_json(indent=2).encode())

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
        found = [ReportSummary.model_validate(self.get(one).model_dump()) for one in ids[:limit]]
        return ReportPage(reports=tuple(found), next=ids[limit - 1] if len(ids) > limit else None)

    def unfinished(self) -> Sequence[Report]:
        return [report for one in reversed(self._ids()) if (report := self.get(one)).status in ("queued", "writing")]

    def schedule(self) -> Schedule | None:
        try:
            return Schedule.model_validate_json((self._folder / "schedule.json").read_bytes())
        except FileNotFoundError:
            return None

    def save_schedule(self, schedule: Schedule) -> None:
        with _translated(self._folder):
            _replace(self._folder / "schedule.json", schedule.model_dump_json(indent=2).encode())

    def scheduled_end(self) -> Cursor | None:
        schedule = self.schedule()
        return schedule.window.upto if schedule else None

    def check(self) -> None:
        """Write once."""
        with _translated(self._folder):
            _replace(self._folder / ".probe", b"")

    def _ids(self) -> list[UUID]:
        return sorted((UUID(file.parent.name) for file in self._folder.glob("*/report.json")), reverse=True)

    def _write(self, report_id: UUID, name: str, content: bytes) -> None:
        file = self._folder / str(report_id) / name
        with _translated(self._folder):
            file.parent.mkdir(parents=True, exist_ok=True)
            _replace(file, content)


def _claim(file: Path, own: UUID) -> UUID:
    """The id that holds the window: ours, unless another was first. The file appears whole, by a link."""
    with NamedTemporaryFile("w", dir=file.parent, prefix=".", delete=False) as new:
        new.write(str(own))
    try:
        os.link(new.name, file)
    except FileExistsError:
        return UUID(file.read_text())
    finally:
        Path(new.name).unlink()
    return own


def _replace(file: Path, content: bytes) -> None:
    """Readers see the old file or the new one."""
    with NamedTemporaryFile(dir=file.parent, prefix=".", delete=False) as new:
        new.write(content)
    Path(new.name).chmod(0o644)
    Path(new.name).replace(file)


@contextmanager
def _translated(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise ReportsUnwritable(f"Reports cannot be written to {folder}: {error.strerror or error}") from error
