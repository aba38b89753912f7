"""Whether a new network is better than the stable one, on digits that taught neither."""

import sys
from dataclasses import dataclass
from pathlib import Path

import keras

from handdraw_inference.engines.scores import Scores
from handdraw_training.data.dataset import Digits, pixels
from handdraw_training.evaluation.measuring.measurement import measure
from handdraw_training.evaluation.measuring.results import Evaluation
from handdraw_training.evaluation.reading import Glyphs, Read
from handdraw_training.evaluation.trials.preparation import prepare
from handdraw_training.exporting import lite, outputs
from handdraw_training.learning.network import BATCH
from handdraw_training.pen.strokes import StrokeDrawing
from handdraw_training.progress import Progress
from handdraw_training.publishing import models_config
from handdraw_training.signature import MODEL


@dataclass(frozen=True)
class Rival:
    version: int
    found: Evaluation


@dataclass(frozen=True)
class Verdict:
    """``stable`` is None where there is none, or it cannot be measured."""

    found: Evaluation
    stable: Rival | None

    @property
    def worse(self) -> bool:
        mine, other = self.found.headline, self.stable.found.headline if self.stable else None
        return mine is not None and other is not None and mine < other

    def in_words(self, version: int) -> str:
        mine = f"Version {version}: {accuracies(self.found)}"
        if self.stable is None:
            return f"{mine}. No version is stable to compare it with"
        other = f"The stable version {self.stable.version}: {accuracies(self.stable.found)}"
        return f"{mine}\n{other}\n{'It is WORSE than the stable one' if self.worse else 'It is no worse'}"


def accuracies(found: Evaluation) -> str:
    """In words, the one number by which versions are compared first."""
    parts = {"MNIST's test digits": found.mnist, "digits drawn by writers kept for measuring": found.drawn}
    said = [f"{part.accuracy:.2%} of {part.n:,} {name}" for name, part in parts.items() if part is not None]
    return f"{found.headline or 0:.2%} right, the mean of " + " and ".join(said)


def judge(
    model: keras.Model, version: int, mnist: Digits, drawn: tuple[StrokeDrawing, ...], models_dir: Path
) -> Verdict:
    progress = Progress("measuring", out=sys.stderr)
    try:
        prepared = prepare(mnist, drawn, quick=True, progress=progress)
        found = measure(by_keras(model), prepared, f"version {version}", progress)
        stable = stable_version(models_dir)
        if stable is None:
            return Verdict(found, None)
        number, read = stable
        return Verdict(found, Rival(number, measure(read, prepared, f"version {number}", progress)))
    finally:
        progress.close()


def stable_version(models_dir: Path) -> tuple[int, Read] | None:
    file = models_dir / "models.config"
    number = models_config.stable(file) if file.exists() else None
    twin = models_dir / MODEL / str(number) / "assets.extra" / "digits.tflite"
    return (number, by_twin(twin.read_bytes())) if number is not None and twin.exists() else None


def by_keras(model: keras.Model) -> Read:
    def read(glyphs: Glyphs) -> Scores:
        return outputs.of(model, glyphs)

    return read


def by_twin(twin: bytes) -> Read:
    def read(glyphs: Glyphs) -> Scores:
        return lite.run(twin, pixels(glyphs), BATCH)

    return read
