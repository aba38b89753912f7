"""The names of the windows' files, and what they tell of a schedule that was lost."""

import re
from contextlib import suppress
from itertools import chain
from pathlib import Path
from uuid import UUID

from handdraw_contracts.log import Cursor
from handdraw_contracts.reports import Language, Window
from handdraw_reporter.cursors import place
from handdraw_reporter.store.files import GIVEN_UP, replace

_START = "start"
_SCHEDULED = re.compile(r"scheduled-(start|\d+-\d+)-(start|\d+-\d+)-[a-z]+")


def file_name(window: Window, language: Language, *, scheduled: bool) -> str:
    kind = "scheduled" if scheduled else "asked"
    return f"{kind}-{window.after or _START}-{window.upto or _START}-{language}"


def find_scheduled(folder: Path, window: Window) -> str | None:
    """Return the file name of this window's scheduled report, in whatever language. Raises OSError."""
    every_language = file_name(window, "en", scheduled=True).removesuffix("en") + "*"
    return min((file.name for file in folder.glob(every_language)), default=None)


def let_go(folder: Path, report_id: UUID, name: str | None) -> None:
    """Let a window be without the report of this id, whose file most likely has this name. Raises OSError.

    One that was asked for may be asked for again. A scheduled one stays accounted for, and gets no other.
    """
    held, likely = str(report_id), [] if name is None else [folder / name]
    for file in chain(likely, folder.iterdir()):
        with suppress(FileNotFoundError):
            if file.read_text() == held:
                replace(file, GIVEN_UP.encode()) if _SCHEDULED.fullmatch(file.name) else file.unlink()
                return


def find_last_scheduled(folder: Path) -> tuple[Window, Path] | None:
    """Return the scheduled window that reaches furthest, and its file. Raises OSError."""
    found = [
        (_window(*match.groups()), file) for file in folder.iterdir() if (match := _SCHEDULED.fullmatch(file.name))
    ]
    return max(found, key=lambda one: (place(one[0].upto), place(one[0].after)), default=None)


def _window(after: str, upto: str) -> Window:
    return Window(after=_cursor(after), upto=_cursor(upto))


def _cursor(name: str) -> Cursor | None:
    return None if name == _START else name
