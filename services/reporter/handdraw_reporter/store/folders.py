"""One report's folder: the report, its pages, its figures, and the lock of whoever writes it.

Only ``begin`` makes it. So what was deleted while it was being written stays deleted: nothing can be written there.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Literal
from uuid import UUID

from pydantic import ValidationError

from handdraw_chassis.locks import hold, try_hold
from handdraw_contracts.reports import Report
from handdraw_reporter.errors import ReportUnreadable, UnknownReport
from handdraw_reporter.store.files import map_disk_errors, replace

Form = Literal["html", "md"]
DISCARDED = ".deleted-"


class ReportFolder:
    """``<root>/<id>/`` with report.json, report.html, report.md, figures/<name>.svg and .png, and .lock.

    Every method that writes raises ReportsUnwritable where the disk refuses, and UnknownReport where it was deleted.
    """

    def __init__(self, root: Path, report_id: UUID) -> None:
        self._root = root
        self._folder = root / str(report_id)
        self._id = report_id

    def begin(self) -> None:
        with map_disk_errors(self._root):
            self._folder.mkdir(exist_ok=True)

    def discard(self) -> None:
        """Take it away as a whole, whoever writes there; store/deletion.py removes what is left."""
        with self._present():
            self._folder.rename(self._root / f"{DISCARDED}{self._id}")

    def has_report(self) -> bool:
        return (self._folder / "report.json").exists()

    def read(self) -> Report:
        """Raises UnknownReport, ReportUnreadable."""
        try:
            return Report.model_validate_json((self._folder / "report.json").read_bytes())
        except FileNotFoundError as error:
            raise self._unknown() from error
        except (OSError, ValidationError) as error:
            raise ReportUnreadable(f"Report {self._id} cannot be read from the disk") from error

    def write(self, report: Report) -> None:
        self._write("report.json", report.model_dump_json(indent=2).encode())

    def page(self, form: Form) -> str:
        """Raises UnknownReport."""
        try:
            return (self._folder / f"report.{form}").read_text()
        except OSError as error:
            raise self._unknown() from error

    def write_page(self, form: Form, page: str) -> None:
        self._write(f"report.{form}", page.encode())

    def figure(self, file_name: str) -> bytes:
        """Raises UnknownReport."""
        try:
            return (self._folder / "figures" / file_name).read_bytes()
        except OSError as error:
            raise UnknownReport(f"Report {self._id} has no figure {file_name}") from error

    def write_figure(self, file_name: str, content: bytes) -> None:
        self._write(f"figures/{file_name}", content)

    @contextmanager
    def hold(self) -> Iterator[None]:
        """Keep other writers out, after waiting for the one before. Raises UnknownReport."""
        with ExitStack() as stack:
            with self._present():
                stack.enter_context(hold(self._folder / ".lock"))
            yield

    @contextmanager
    def try_hold(self) -> Iterator[bool]:
        """Yield whether nobody else is writing the report; then others are kept out. Raises UnknownReport."""
        with ExitStack() as stack:
            with self._present():
                free = stack.enter_context(try_hold(self._folder / ".lock"))
            yield free

    def _write(self, name: str, content: bytes) -> None:
        file = self._folder / name
        with self._present():
            if file.parent != self._folder:
                file.parent.mkdir(exist_ok=True)
            replace(file, content)

    @contextmanager
    def _present(self) -> Iterator[None]:
        """Raise UnknownReport if the folder is not there, and ReportsUnwritable for any other error of the disk."""
        with map_disk_errors(self._root):
            try:
                yield
            except FileNotFoundError as error:
                if self._folder.exists() or not self._root.exists():
                    raise
                raise self._unknown() from error

    def _unknown(self) -> UnknownReport:
        return UnknownReport(f"There is no report {self._id}")
