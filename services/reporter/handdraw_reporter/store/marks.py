"""Marks: an empty file for each report of a kind, so that nobody has to read all the others to find these."""

import re
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from uuid import UUID

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class Marks:
    """A folder of marks. Every method raises OSError where the disk refuses."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def exist(self) -> bool:
        return self._folder.is_dir()

    def begin(self, ids: Iterable[UUID]) -> None:
        """Make the folder as a whole, with a mark for each id. If another process was first, its folder stands."""
        new = Path(tempfile.mkdtemp(dir=self._folder.parent, prefix=".unfinished-"))
        new.chmod(0o755)
        for report_id in ids:
            (new / str(report_id)).touch()
        with suppress(OSError):
            new.rename(self._folder)

    def add(self, report_id: UUID) -> None:
        (self._folder / str(report_id)).touch()

    def remove(self, report_id: UUID) -> None:
        (self._folder / str(report_id)).unlink(missing_ok=True)

    def ids(self) -> list[UUID]:
        """Oldest first: ids are UUIDv7."""
        return sorted(find_ids(mark.name for mark in self._folder.iterdir()))


def find_ids(names: Iterable[str]) -> Iterator[UUID]:
    """Yield those names of a folder's files that are ids: a backup or a file system may have left others."""
    return (UUID(name) for name in names if _UUID.fullmatch(name))
