"""The scheduled windows of several machines: each is an object that is named by where the window begins.

Whoever decides a window tries to create it; whoever is late finds the first one's. So no two windows begin at one
cursor. The one that begins last counts, and the next begins where it ends: what somebody decides who was cut off for
long begins before it, and counts for nothing.
"""

import re
from typing import Final

import structlog
from pydantic import ValidationError

from handdraw_contracts.log import Cursor
from handdraw_contracts.reports import Window
from handdraw_reporter.cursors import place
from handdraw_reporter.errors import ReportsUnwritable
from handdraw_reporter.store.schedules import Schedule, ScheduleFile
from handdraw_reporter.store.shared.objects import Objects

FOLDER: Final = "schedule/"
BEGUN: Final = "begun"
START: Final = "start"
KEPT: Final = 100
"""Older ones are removed, now and then: their windows are known by their reports."""

_NAME = re.compile(rf"{BEGUN}|{START}|\d+-\d+")

log = structlog.get_logger()


class SharedSchedule(ScheduleFile):
    """``own``: where this machine notes the last window that it knew, in case the bucket forgets it.

    Every method raises ReportsUnwritable.
    """

    def __init__(self, own: ScheduleFile, objects: Objects) -> None:
        self._own = own
        self._objects = objects

    def read(self) -> Schedule | None:
        known, names = self._own.read(), self._list()
        if known is not None and (not names or _place(_name(known.window)) > _place(names[-1])):
            log.error("the bucket lacked a scheduled window, which is put there", **_say(known))
            self.write(known)
            names = self._list()
        found = self._read(names[-1]) if names else None
        if found is not None and found != known:
            self._compare(known, found)
            self._own.write(found)
        if len(names) > 2 * KEPT:
            self._objects.remove(*(FOLDER + name for name in names[:-KEPT]))
        return found

    def write(self, schedule: Schedule) -> None:
        """Decide a window, unless another machine was first: then its own stands, as whoever reads it finds."""
        self._objects.create(FOLDER + _name(schedule.window), schedule.model_dump_json(indent=2).encode())

    def _list(self) -> list[str]:
        """Return the names in the order of the log."""
        return sorted((name for name in self._objects.names(FOLDER) if _NAME.fullmatch(name)), key=_place)

    def _read(self, name: str) -> Schedule:
        content = self._objects.read(FOLDER + name)
        try:
            found = Schedule.model_validate_json(content or b"")
        except ValidationError as error:
            raise ReportsUnwritable(f"{FOLDER}{name} in the bucket cannot be read: mend or remove it") from error
        if _name(found.window) != name or place(found.window.upto) < place(found.window.after):
            raise ReportsUnwritable(f"{FOLDER}{name} in the bucket cannot be read: mend or remove it")
        return found

    def _compare(self, known: Schedule | None, found: Schedule) -> None:
        if known is not None and _name(known.window) == _name(found.window) and known.window != found.window:
            log.error(
                "the bucket forgot a scheduled window, and another took its place: events may be in both",
                forgotten_upto=known.window.upto,
                **_say(found),
            )


def _name(window: Window) -> str:
    return BEGUN if window.upto is None else window.after or START


def _place(name: str) -> tuple[int, int]:
    return {BEGUN: (-1, 0), START: (0, 0)}.get(name) or place(name)


def _say(schedule: Schedule) -> dict[str, Cursor | None]:
    return {"after": schedule.window.after, "upto": schedule.window.upto}
