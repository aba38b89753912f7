"""What a version of the network is (folder, signature, card), and which one models.config puts in service."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from google.protobuf import text_format
from tensorflow_serving.config.model_server_config_pb2 import ModelServerConfig

from handdraw_inference.drawings.normalisation import NORMALISATION
from handdraw_inference.errors import EngineUnavailable

MODEL = "digits"
LABEL = "stable"

SIGNATURE = "serving_default"
INPUT = "image"  # float32 [n, 28, 28, 1], 0..1, white ink on black
PROBABILITIES = "probabilities"  # float32 [n, 10]
UNLIKE = "unlike_a_digit"  # float32 [n], 0..1; not every version has this output


@dataclass(frozen=True, slots=True)
class ModelVersion:
    """``folder`` holds the SavedModel, and in ``assets.extra`` everything that TensorFlow Serving leaves alone."""

    name: str
    version: int
    folder: Path

    @property
    def extra(self) -> Path:
        return self.folder / "assets.extra"

    @property
    def lite_file(self) -> Path:
        """The same network for LiteRT."""
        return self.extra / "digits.tflite"

    @property
    def keras_file(self) -> Path:
        """The same network for training to continue."""
        return self.extra / "digits.keras"

    @property
    def card_file(self) -> Path:
        return self.extra / "model_card.json"

    def card(self) -> dict[str, Any]:
        """Read the model card. Raises EngineUnavailable where it is missing or broken."""
        try:
            card: dict[str, Any] = json.loads(self.card_file.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise EngineUnavailable(f"The model card {self.card_file} cannot be read: {error}") from error
        if not isinstance(card, dict):
            raise EngineUnavailable(f"The model card {self.card_file} cannot be read: it is no JSON object")
        return card

    def reference(self) -> dict[str, Any]:
        """Read how drawings ordinarily look to this version; {} for one that never said, or whose file is broken."""
        try:
            reference = json.loads((self.extra / "reference.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return reference if isinstance(reference, dict) else {}

    def confusion(self) -> list[list[int]]:
        """Read how often it read which digit as which on all that it was evaluated with, [10, 10]; [] if unknown."""
        try:
            found = json.loads((self.extra / "evaluation.json").read_text(encoding="utf-8"))
            mnist, drawn = (np.array(found[data]["confusion"], np.int64) for data in ("mnist", "drawn"))
            total: list[list[int]] = (mnist.reshape(10, 10) + drawn.reshape(10, 10)).tolist()
        except (OSError, ValueError, KeyError, TypeError, OverflowError):
            return []
        return total

    def check_normalisation(self) -> None:
        """Raise EngineUnavailable if its card names another normalisation than ours; one that names none means 1."""
        wanted = self.card().get("normalisation", 1)
        if wanted != NORMALISATION:
            raise EngineUnavailable(
                f"Version {self.version} wants normalisation {wanted}, and the gateway performs {NORMALISATION}"
            )


@dataclass(frozen=True, slots=True)
class ServedVersions:
    """What models.config says of our model: the versions that a server loads, and which of them each label names."""

    folder: str  # beside models.config, of the versions' folders
    loaded: tuple[int, ...]
    labels: Mapping[str, int]

    @property
    def stable(self) -> int | None:
        return self.labels.get(LABEL)


def parse_models_config(text: str, *, strict: bool = False) -> ServedVersions | None:
    """Return what the text says of our model, None where it does not name it.

    ``strict`` refuses fields that the format does not have. Raises ValueError.
    """
    try:
        config = text_format.Parse(text, ModelServerConfig(), allow_unknown_field=not strict)
    except text_format.ParseError as error:
        raise ValueError(str(error)) from error
    for model in config.model_config_list.config:
        if model.name == MODEL:
            loaded = tuple(model.model_version_policy.specific.versions)
            return ServedVersions(Path(model.base_path).name, loaded, dict(model.version_labels))
    return None


def stable_version(models_dir: Path) -> ModelVersion:
    """Raises EngineUnavailable where models.config is missing, broken, or names no stable version."""
    file = models_dir / "models.config"
    try:
        served = parse_models_config(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise EngineUnavailable(f"{file} cannot be read: {error}") from error
    if served is None or served.stable is None:
        raise EngineUnavailable(f"{file} names no version of {MODEL} that is {LABEL}")
    return ModelVersion(MODEL, served.stable, models_dir / served.folder / str(served.stable))


def version_named(models_dir: Path, version: int) -> ModelVersion:
    """Return the version of this number, beside the stable one. Raises EngineUnavailable as ``stable_version`` does."""
    stable = stable_version(models_dir)
    return replace(stable, version=version, folder=stable.folder.with_name(str(version)))
