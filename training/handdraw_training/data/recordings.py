"""Files of recorded pen strokes, and whose digits in them teach."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from handdraw_training.errors import DatasetUnusable
from handdraw_training.pen import strokes, writers


@dataclass(frozen=True)
class Recording:
    """A file, as the model card names it."""

    source: str
    sha256: str  # of the file's bytes
    drawings: int


@dataclass(frozen=True)
class Recordings:
    """``parts``: of the digits alone."""

    files: tuple[Recording, ...]
    parts: writers.Parts

    def count_writers(self) -> dict[str, int]:
        """Return how many writers teach, how many are tuned on, and how many are kept for measuring."""
        parts = {"train": self.parts.train, "validation": self.parts.validation, "test": self.parts.test}
        return {name: len({one.writer for one in drawings}) for name, drawings in parts.items()}


def read_recordings(paths: Sequence[Path]) -> Recordings:
    """Raises DatasetUnusable, naming file and line."""
    drawings = {path: strokes.read(path) for path in paths}
    files = tuple(Recording(path.name, sha256(path), len(of_file)) for path, of_file in drawings.items())
    digits = [one for of_file in drawings.values() for one in of_file if one.label is not None]
    return Recordings(files, writers.split_by_writer(digits))


def sha256(path: Path) -> str:
    """Return the digest of the file's bytes. Raises DatasetUnusable."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        raise DatasetUnusable(f"{path} cannot be read: {error.strerror}") from error
