"""Reads the model config file, and says which versions of a model it wants from the disk."""

from pathlib import Path
from typing import Any

import grpc
from errors import StatusError, invalid
from google.protobuf import text_format
from tensorflow_serving.config.model_server_config_pb2 import ModelConfig, ModelServerConfig

MODELS = Path("/models")


def read(path: str) -> ModelServerConfig:
    try:
        return text_format.Parse(Path(path).read_text(encoding="utf-8"), ModelServerConfig())
    except OSError as error:
        raise StatusError(grpc.StatusCode.NOT_FOUND, f"{path}; {error.strerror}") from error
    except (text_format.ParseError, UnicodeDecodeError) as error:
        raise invalid(f"Invalid protobuf file: '{path}'") from error


def single(name: str, base_path: str) -> ModelServerConfig:
    config = ModelServerConfig()
    config.model_config_list.config.add(name=name, base_path=base_path, model_platform="tensorflow")
    return config


def check(models: list[ModelConfig]) -> None:
    names = [model.name for model in models]
    for model in models:
        if names.count(model.name) > 1:
            raise invalid(f"Illegal to list model {model.name} multiple times in config list")
        if not Path(model.base_path).is_absolute():
            raise invalid(
                f"Expected model {model.name} to have an absolute path or URI; got base_path()={model.base_path}"
            )
        if model.model_platform != "tensorflow":
            raise invalid(f"Model {model.name} requests unsupported platform {model.model_platform}")


def aspired(model: ModelConfig, models_root: Path) -> dict[int, Path]:
    """The folders of the versions to serve; raises OSError where the base path cannot be read."""
    found = {int(path.name): path for path in base_path(model, models_root).iterdir() if path.name.isdecimal()}
    policy: Any = model.model_version_policy
    match policy.WhichOneof("policy_choice"):
        case "all":
            wanted = sorted(found)
        case "specific":
            wanted = [version for version in policy.specific.versions if version in found]
        case _:
            wanted = sorted(found)[-(policy.latest.num_versions or 1) :]
    return {version: found[version] for version in wanted}


def base_path(model: ModelConfig, models_root: Path) -> Path:
    path = Path(model.base_path)
    return models_root / path.relative_to(MODELS) if path.is_relative_to(MODELS) else path
