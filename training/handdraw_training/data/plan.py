"""What a run is to do: a recipe, and the data that it begins with."""

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from handdraw_inference.engines.model_versions import ModelVersion
from handdraw_training.data import dataset
from handdraw_training.data.dataset import Dataset
from handdraw_training.data.download import download_mnist
from handdraw_training.errors import DatasetUnusable
from handdraw_training.options import Options
from handdraw_training.pen import strokes
from handdraw_training.pen.writers import Parts, split_by_writer
from handdraw_training.recipes import Mixed, Recipe


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
    parts: Parts

    @cached_property
    def writers(self) -> dict[str, int]:
        """How many writers teach, how many are tuned on, and how many are kept for measuring."""
        parts = {"train": self.parts.train, "validation": self.parts.validation, "test": self.parts.test}
        return {name: len({one.writer for one in drawings}) for name, drawings in parts.items()}


@dataclass(frozen=True, eq=False)
class Plan:
    """``corpus``, ``validation``: pictures that an earlier run drew.

    ``continues``: the version whose network goes on learning.
    """

    recipe: Recipe
    seed: int
    mnist: Dataset
    recordings: Recordings
    corpus: Path | None = None
    validation: Path | None = None
    continues: ModelVersion | None = None

    @property
    def continued_version(self) -> str | None:
        return str(self.continues.version) if self.continues else None

    def request(self) -> dict[str, Any]:
        """Return what makes a run this one and no other, as JSON has it. Raises DatasetUnusable."""
        return {
            "recipe": asdict(self.recipe),
            "seed": self.seed,
            "mnist": self.mnist.sha256,
            "strokes": [file.sha256 for file in self.recordings.files],
            "corpus": sha256(self.corpus) if self.corpus else None,
            "validation": sha256(self.validation) if self.validation else None,
            "continues": self.continued_version,
        }

    def announce(self, folder: Path) -> str:
        """Say what is begun. ``folder``: of the run."""
        begun = f"Recipe {self.recipe.name}, seed {self.seed}, in {folder}"
        if not isinstance(self.recipe.data, Mixed):
            return begun
        if not self.recordings.files:
            return f"{begun}. No pen strokes: it learns from MNIST and from what is made up (`make data` fetches some)"
        teach, tune, measure = self.recordings.writers.values()
        return f"{begun}. Pen strokes: {teach} writers to learn from, {tune} to tune on, {measure} for measuring"


def read_plan(options: Options, continues: ModelVersion | None) -> Plan:
    """Raises DatasetUnusable."""
    mnist = dataset.read(options.mnist) if options.mnist else download_mnist()
    data = options.recipe.data
    recordings = read_recordings(options.strokes, data.fold if isinstance(data, Mixed) else 0)
    return Plan(options.recipe, options.seed, mnist, recordings, options.corpus, options.validation, continues)


def read_recordings(paths: Sequence[Path], fold: int = 0) -> Recordings:
    """Raises DatasetUnusable, naming file and line."""
    drawings = {path: strokes.read(path) for path in paths}
    files = tuple(Recording(path.name, sha256(path), len(of_file)) for path, of_file in drawings.items())
    digits = [one for of_file in drawings.values() for one in of_file if one.label is not None]
    return Recordings(files, split_by_writer(digits, fold))


def sha256(path: Path) -> str:
    """Return the digest of the file's bytes. Raises DatasetUnusable."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        raise DatasetUnusable(f"{path} cannot be read: {error.strerror}") from error
