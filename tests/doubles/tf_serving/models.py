"""Which versions are loaded and which labels they bear."""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import config
import grpc
from errors import StatusError, invalid
from saved_model import SavedModel
from tensorflow_serving.apis.model_pb2 import ModelSpec
from tensorflow_serving.config.model_server_config_pb2 import ModelConfig, ModelServerConfig

log = logging.getLogger(__name__)

Key = tuple[str, int]
Load = Callable[[str, int, Path], SavedModel]


@dataclass(frozen=True)
class Version:
    state: str = "START"
    model: SavedModel | None = None
    error: StatusError | None = None


class Models:
    def __init__(self, load: Load, *, models_root: Path, allow_labels_for_unavailable: bool) -> None:
        self._load = load
        self._models_root = models_root
        self._allow_labels_for_unavailable = allow_labels_for_unavailable
        self._changed = threading.Condition()
        self._configs: list[ModelConfig] = []
        self._labels: dict[str, dict[str, int]] = {}
        self._aspired: dict[Key, Path] = {}
        self._versions: dict[Key, Version] = {}

    def reload(self, server_config: ModelServerConfig) -> None:
        """Obeys a config or refuses it whole: the labels are checked before any version is loaded for them."""
        if not server_config.WhichOneof("config"):
            log.info("Taking no action for empty config.")
            return
        configs = list(server_config.model_config_list.config)
        config.check(configs)
        with self._changed:
            self._labels = {model.name: self._checked_labels(model) for model in configs}
            self._configs = configs
            self.poll()

    def _checked_labels(self, model: ModelConfig) -> dict[str, int]:
        for label, version in model.version_labels.items():
            moves = self._labels.get(model.name, {}).get(label, version) != version
            lenient = self._allow_labels_for_unavailable and not moves
            if not lenient and self._state((model.name, version)) != "AVAILABLE":
                raise StatusError(
                    grpc.StatusCode.FAILED_PRECONDITION,
                    f"Request to assign label to version {version} of model {model.name}, "
                    "which is not currently available for inference",
                )
        return dict(model.version_labels)

    def poll(self) -> None:
        """Looks at the disk: loads what has come, unloads what has gone once something else can answer for it."""
        with self._changed:
            aspired = {key: path for model in self._configs for key, path in self._aspired_of(model).items()}
            new = sorted(aspired.keys() - self._aspired.keys())
            self._aspired = aspired
            for key in new:
                if self._state(key) in {None, "END"}:
                    self._enter(key, Version("START"))
                    threading.Thread(target=self._load_version, args=(key, aspired[key]), daemon=True).start()
            for key in sorted(self._versions.keys() - aspired.keys()):
                successors = [self._state(other) for other in aspired if other[0] == key[0]]
                if self._state(key) == "AVAILABLE" and (not successors or "AVAILABLE" in successors):
                    self._enter(key, Version("UNLOADING"))
                    self._enter(key, Version("END"))

    def _aspired_of(self, model: ModelConfig) -> dict[Key, Path]:
        try:
            return {(model.name, version): path for version, path in config.aspired(model, self._models_root).items()}
        except OSError as error:
            log.warning("Could not find base path %s for servable %s: %s", model.base_path, model.name, error)
            return {key: path for key, path in self._aspired.items() if key[0] == model.name}

    def _load_version(self, key: Key, path: Path) -> None:
        self._enter(key, Version("LOADING"))
        try:
            self._enter(key, Version("AVAILABLE", model=self._load(*key, path)))
        except StatusError as error:
            self._enter(key, Version("END", error=error))
        self.poll()

    def _enter(self, key: Key, version: Version) -> None:
        with self._changed:
            self._versions[key] = version
            self._changed.notify_all()
        log.info("model %s version %d is %s%s", *key, version.state, f": {version.error}" if version.error else "")

    def _state(self, key: Key) -> str | None:
        return self._versions[key].state if key in self._versions else None

    def versions(self, name: str) -> dict[int, Version]:
        """All that were ever loaded, newest first."""
        with self._changed:
            return {key[1]: version for key, version in sorted(self._versions.items(), reverse=True) if key[0] == name}

    def await_first_load(self) -> None:
        """Returns when each model has a version that answers; raises StatusError when one has none that ever will."""
        with self._changed:
            for model in self._configs:
                while not any(version.model for version in self.versions(model.name).values()):
                    versions = self.versions(model.name)
                    if versions and all(version.state == "END" for version in versions.values()):
                        raise never_available(model.name, versions)
                    self._changed.wait()

    def find(self, request: Any) -> SavedModel:
        """The version that a request asks for by number, by label or not at all: then the newest."""
        spec = model_spec(request)
        if not spec.name:
            raise invalid("ModelSpec has no name specified.")
        available = {number: version.model for number, version in self.versions(spec.name).items() if version.model}
        match spec.WhichOneof("version_choice"):
            case "version":
                number, asked = spec.version.value, f"Specific({spec.name}, {spec.version.value})"
            case "version_label":
                number = self._labelled(spec)
                asked = f"Specific({spec.name}, {number})"
            case _:
                number, asked = max(available, default=-1), f"Latest({spec.name})"
        if number not in available:
            raise StatusError(grpc.StatusCode.NOT_FOUND, f"Servable not found for request: {asked}")
        return available[number]

    def _labelled(self, spec: ModelSpec) -> int:
        labels = self._labels.get(spec.name, {})
        if spec.version_label not in labels:
            raise invalid(f"Unrecognized servable version label: {spec.version_label}")
        return labels[spec.version_label]


def model_spec(request: Any) -> ModelSpec:
    if not request.HasField("model_spec"):
        raise invalid("Missing ModelSpec")
    spec: ModelSpec = request.model_spec
    return spec


def never_available(name: str, versions: dict[int, Version]) -> StatusError:
    number, version = next(iter(versions.items()))
    return StatusError(
        grpc.StatusCode.UNKNOWN,
        "1 servable(s) did not become available: "
        f"{{{{{{name: {name} version: {number}}} due to error: {version.error}}}, }}",
    )
