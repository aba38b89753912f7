"""Which reports are not written yet: an empty file for each, so that nobody has to read the others to know."""

import re
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from uuid import UUID

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class Unfinished:
    """A mark comes before its report says that it waits, and goes after it says that it is written or has failed.

    So a crash may leave a mark too many, and never one too few.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def is_there(self) -> bool:
        return self._folder.is_dir()

    def begin(self, ids: Iterable[UUID]) -> None:
        """The folder with a mark for each, as a whole; where another process was first, its folder stands."""
        new = Path(tempfile.mkdtemp(dir=self._folder.parent, prefix=".unfinished-"))
        new.chmod(0o755)
        for report_id in ids:
            (new / str(report_id)).touch()
        with suppress(OSError):
            new.rename(self._folder)

    def mark(self, report_id: UUID) -> None:
        (self._folder / str(report_id)).touch()

    def unmark(self, report_id: UUID) -> None:
        (self._folder / str(report_id)).unlink(missing_ok=True)

    def ids(self) -> list[UUID]:
        """Oldest first: ids are UUIDv7."""
        return sorted(ids(mark.name for mark in self._folder.iterdir()))


def ids(names: Iterable[str]) -> Iterator[UUID]:
    """Of the names in a folder those that are ids: a backup or a file system may have left others."""
    return (UUID(name) for name in names if _UUID.fullmatch(name))
