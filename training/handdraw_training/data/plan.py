"""What a run is to do: a recipe, and the data that it begins with."""

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from handdraw_inference.engines.model_versions import MODEL, ModelVersion
from handdraw_training.data import dataset
from handdraw_training.data.continuing import find_start
from handdraw_training.data.dataset import Dataset
from handdraw_training.data.download import download_mnist
from handdraw_training.data.recordings import Recordings, read_recordings, sha256
from handdraw_training.options import Options
from handdraw_training.recipes import Recipe


@dataclass(frozen=True, eq=False)
class Plan:
    """``corpus``: pictures that an earlier run drew. ``continues``: the version whose network goes on learning."""

    recipe: Recipe
    seed: int
    mnist: Dataset
    recordings: Recordings
    corpus: Path | None = None
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
            "continues": self.continued_version,
        }


def read_plan(options: Options) -> Plan:
    """Raises DatasetUnusable, NothingToContinue."""
    return Plan(
        recipe=options.recipe,
        seed=options.seed,
        mnist=dataset.read(options.mnist) if options.mnist else download_mnist(),
        recordings=read_recordings(options.strokes),
        corpus=options.corpus,
        continues=find_start(options.recipe, options.models_dir / MODEL, options.continues),
    )
