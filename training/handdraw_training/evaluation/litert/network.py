"""Runs versions as the gateway's embedded engine does.

Only this package and the evaluation's run.py import it: it needs LiteRT, which training's environment does not have.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from handdraw_inference.engines.embedded import LiteNetwork
from handdraw_inference.engines.model_versions import ModelVersion, stable_version, version_named
from handdraw_inference.engines.scores import Scores
from handdraw_inference.errors import EngineFailed
from handdraw_training.errors import VersionUnusable
from handdraw_training.evaluation.reading import Glyphs

WHITE = np.float32(255)


@dataclass(frozen=True)
class LoadedVersion:
    version: ModelVersion
    network: LiteNetwork

    @property
    def name(self) -> str:
        return f"version {self.version.version}"

    def read(self, glyphs: Glyphs) -> Scores:
        """Score glyphs. Raises VersionUnusable if the network answers nonsense."""
        try:
            return self.network.run(glyphs.astype(np.float32) / WHITE)
        except EngineFailed as error:
            raise VersionUnusable(f"{self.version.folder} cannot be measured: {error}") from error

    @property
    def parameters(self) -> int | None:
        """Return what its card says; None if no card says so."""
        stated = self._card().get("parameters")
        return stated if isinstance(stated, int) else None

    @property
    def stroke_files(self) -> dict[str, str]:
        """Return the files of strokes that its card names, by their SHA-256."""
        drawn = self._card().get("drawn") or {}
        return {file["sha256"]: file["source"] for file in drawn.get("strokes", ())}

    @property
    def foreign(self) -> str | None:
        """Say which normalisation it wants, or that its card cannot be read; None where it wants ours."""
        try:
            self.version.check_normalisation()
        except EngineFailed as error:
            return str(error)
        return None

    @property
    def bytes(self) -> int:
        return self.version.lite_file.stat().st_size

    def _card(self) -> dict[str, Any]:
        try:
            return self.version.card()
        except EngineFailed:
            return {}


def load_versions(models_dir: Path, versions: tuple[int, ...]) -> list[LoadedVersion]:
    """Load the versions named, or the stable one if none is. Raises VersionUnusable."""
    try:
        named = [version_named(models_dir, number) for number in versions]
        return [LoadedVersion(one, LiteNetwork(one)) for one in named or [stable_version(models_dir)]]
    except EngineFailed as error:
        raise VersionUnusable(str(error)) from error
