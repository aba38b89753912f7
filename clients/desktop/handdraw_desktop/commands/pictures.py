"""The pictures that a command is given: files, folders, patterns, or one on standard input."""

import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from glob import glob, has_magic
from hashlib import sha256
from pathlib import Path
from uuid import UUID, uuid5

from handdraw_contracts.classifications import MAX_DRAWING_BYTES
from handdraw_desktop.errors import UnreadablePicture

SUFFIXES = frozenset((".png", ".jpg", ".jpeg", ".webp", ".bmp", ".gif"))
STDIN = "-"
OURS = UUID("5a8f4f0e-6c1e-5b0e-9d5c-2b8a3f4c7d10")
"""the namespace of the keys: another one would make each picture a new event"""


@dataclass(frozen=True, slots=True)
class Picture:
    """``name``: as the person called it. ``path``: None for what comes on standard input."""

    name: str
    path: Path | None

    def read(self) -> bytes:
        """Raises UnreadablePicture."""
        if self.path is None:
            return sys.stdin.buffer.read(MAX_DRAWING_BYTES + 1) if sys.stdin else b""  # a shell may have closed it
        try:
            with self.path.open("rb") as file:
                return file.read(MAX_DRAWING_BYTES + 1)
        except (OSError, ValueError) as error:
            raise UnreadablePicture(getattr(error, "strerror", None) or str(error)) from error

    def key(self, content: bytes, run: str) -> UUID:
        """The same file's name with the same content in the same run is the same event, wherever it lies."""
        name = self.path.name if self.path else self.name
        return uuid5(OURS, f"{run}\n{name}\n{sha256(content).hexdigest()}")


def find(arguments: Iterable[str]) -> list[Picture]:
    """Return each once, in the order in which they were named; a folder's by name, those below it too."""
    return list(dict.fromkeys(picture for argument in arguments for picture in _find(argument)))


def _find(argument: str) -> Iterator[Picture]:
    path = Path(argument)
    if argument == STDIN:
        yield Picture(STDIN, None)
    elif _is(Path.is_dir, path):
        inside = sorted(file for file in path.rglob("*") if file.suffix.lower() in SUFFIXES and _is(Path.is_file, file))
        yield from (Picture(str(file), file) for file in inside)
    elif has_magic(argument) and not _is(Path.exists, path):  # a shell that leaves patterns to its programs
        yield from (Picture(name, Path(name)) for name in sorted(glob(argument, recursive=True)))  # noqa: PTH207 as typed
    else:
        yield Picture(argument, path)


def _is(what: Callable[[Path], bool], path: Path) -> bool:
    """What nobody may look at, or has too long a name, counts as a file: reading it says what is wrong."""
    try:
        return what(path)
    except OSError:
        return what is Path.is_file
