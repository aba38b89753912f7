"""Which version of the network is in service: models.config alone says so, and the version's card describes it."""

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from google.protobuf import text_format
from tensorflow_serving.config.model_server_config_pb2 import ModelServerConfig

from handdraw_inference.errors import EngineUnavailable

MODEL = "digits"
LABEL = "stable"


@dataclass(frozen=True, slots=True)
class ModelVersion:
    """``folder`` holds the SavedModel, and in ``assets.extra`` its LiteRT twin and its card."""

    name: str
    version: int
    folder: Path

    @property
    def lite_file(self) -> Path:
        return self.folder / "assets.extra" / "digits.tflite"

    def card(self) -> dict[str, Any]:
        """Raises EngineUnavailable where it is missing or broken."""
        file = self.folder / "assets.extra" / "model_card.json"
        try:
            card: dict[str, Any] = json.loads(file.read_text())
        except (OSError, ValueError) as error:
            raise EngineUnavailable(f"The model card {file} cannot be read: {error}") from error
        return card


def version_named(models_dir: Path, version: int) -> ModelVersion:
    """A version beside the stable one. Raises EngineUnavailable where models.config cannot be read."""
    stable = stable_version(models_dir)
    return replace(stable, version=version, folder=stable.folder.with_name(str(version)))


def stable_version(models_dir: Path) -> ModelVersion:
    """Raises EngineUnavailable where models.config is missing, broken, or names no stable version."""
    file = models_dir / "models.config"
    try:
        config = text_format.Parse(file.read_text(), ModelServerConfig(), allow_unknown_field=True)
    except (OSError, UnicodeDecodeError, text_format.ParseError) as error:
        raise EngineUnavailable(f"{file} cannot be read: {error}") from error
    for model in config.model_config_list.config:
        if model.name == MODEL and LABEL in model.version_labels:
            version = model.version_labels[LABEL]
            return ModelVersion(MODEL, version, models_dir / Path(model.base_path).name / str(version))
    raise EngineUnavailable(f"{file} names no version of {MODEL} that is {LABEL}")
