"""Copies of objects that never change, on this machine's disk."""

from contextlib import suppress
from pathlib import Path
from shutil import rmtree
from uuid import UUID

from handdraw_reporter.store.files import replace
from handdraw_reporter.store.marks import find_ids
from handdraw_reporter.store.shared.objects import Objects


class Copies:
    """A folder of them; a disk that fails costs the copies and nothing else. ``most_bytes``: what ``trim`` leaves."""

    def __init__(self, folder: Path, objects: Objects, most_bytes: int) -> None:
        self._folder = folder
        self._objects = objects
        self._most_bytes = most_bytes

    def read(self, name: str) -> bytes | None:
        """Return an object, None if there is none. Raises ReportsUnwritable where the bucket fails."""
        file = self._folder / name
        with suppress(OSError):
            return file.read_bytes()
        content = self._objects.read(name)
        if content is not None:
            with suppress(OSError):
                file.parent.mkdir(parents=True, exist_ok=True)
                replace(file, content)
        return content

    def forget(self, name: str) -> None:
        with suppress(OSError):
            (self._folder / name).unlink()

    def forget_all_but(self, kept: frozenset[UUID]) -> None:
        """Remove what is of other reports: names go on with an id behind their first slash."""
        for file in self._folder.glob("*/*"):
            if not kept.intersection(find_ids([file.name.removesuffix(".json")])):
                rmtree(file, ignore_errors=True)
                self.forget(str(file.relative_to(self._folder)))

    def trim(self) -> None:
        """Keep the newest."""
        found = []
        for file in self._folder.rglob("*"):
            with suppress(OSError):  # it was removed meanwhile
                if file.is_file():
                    found.append((file.stat().st_mtime_ns, file.stat().st_size, file))
        kept = 0
        for _, size, file in sorted(found, reverse=True):
            kept += size
            if kept > self._most_bytes:
                self.forget(str(file.relative_to(self._folder)))
