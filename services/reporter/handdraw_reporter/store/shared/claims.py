"""Which report a window has, of all machines': the id that the first to claim it wrote."""

from typing import Final
from uuid import UUID

from uuid_utils.compat import uuid7

from handdraw_reporter.errors import ReportsUnwritable, ReportUnreadable, UnknownReport
from handdraw_reporter.store.files import GIVEN_UP
from handdraw_reporter.store.shared.objects import Objects, deleted

TRIES: Final = 10  # where others delete what was claimed just then


class Claims:
    """Windows by their objects' names. Every method raises ReportsUnwritable, ReportUnreadable."""

    def __init__(self, objects: Objects) -> None:
        self._objects = objects

    def claim(self, name: str, *, scheduled: bool) -> UUID:
        """Return the id of the window's report: an own one, unless another machine was first.

        Raises UnknownReport for a scheduled one that was deleted. Where one that was asked for was deleted, the window
        is claimed anew; two machines that do so in the same moment may get two reports.
        """
        for _ in range(TRIES):
            held, own = self._objects.read(name), uuid7()
            if held is None:
                if self._objects.create(name, str(own).encode()):
                    return own
                continue
            if (report_id := self._resolve(name, held)) is not None:
                return report_id
            if scheduled:
                raise UnknownReport("The scheduled report of this window was deleted")
            self._objects.remove(name)
        raise ReportsUnwritable(f"Reports cannot be kept: {name} in the bucket changes all the time")

    def find(self, name: str) -> UUID | None:
        """Return the id of the window's report, None if it has none that was not deleted."""
        held = self._objects.read(name)
        return None if held is None else self._resolve(name, held)

    def _resolve(self, name: str, held: bytes) -> UUID | None:
        if held == GIVEN_UP.encode():
            return None
        try:
            report_id = UUID(held.decode())
        except ValueError as error:
            raise ReportUnreadable(f"{name} in the bucket names no report: remove it") from error
        return None if self._objects.read(deleted(report_id)) else report_id
