"""Where the last scheduled window ended, in a file."""

from datetime import UTC, datetime
from pathlib import Path

from pydantic import ValidationError

from handdraw_contracts.log import Cursor
from handdraw_contracts.reports import Window
from handdraw_contracts.wire import UtcTime, WireModel
from handdraw_reporter.errors import ReportsUnwritable
from handdraw_reporter.store.files import map_disk_errors, replace
from handdraw_reporter.store.windows import find_last_scheduled


class Schedule(WireModel):
    """The last scheduled window, and when it was decided. Its report may not have been made yet."""

    window: Window
    decided_at: UtcTime


class ScheduleFile:
    """``<reports_dir>/schedule.json``; where it is missing, ``<reports_dir>/windows`` tells what it said.

    Every method raises ReportsUnwritable where the disk refuses.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def read(self) -> Schedule | None:
        try:
            return Schedule.model_validate_json((self._folder / "schedule.json").read_bytes())
        except FileNotFoundError:
            return self._reconstruct()
        except (OSError, ValidationError) as error:
            raise ReportsUnwritable(f"{self._folder}/schedule.json cannot be read: mend or remove it") from error

    def write(self, schedule: Schedule) -> None:
        with map_disk_errors(self._folder):
            replace(self._folder / "schedule.json", schedule.model_dump_json(indent=2).encode())

    def end(self) -> Cursor | None:
        """Return where the last scheduled window ended."""
        schedule = self.read()
        return schedule.window.upto if schedule else None

    def _reconstruct(self) -> Schedule | None:
        """From the windows that have a report: a second report over the same events would count them twice."""
        with map_disk_errors(self._folder):
            last = find_last_scheduled(self._folder / "windows")
            if last is None:
                return None
            window, file = last
            return Schedule(window=window, decided_at=datetime.fromtimestamp(file.stat().st_mtime, UTC))
