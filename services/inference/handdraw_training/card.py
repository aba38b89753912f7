"""The model card: what a version is, what made it and how good it is, for people and for the gateway."""

import json
import platform
from dataclasses import asdict, dataclass
from importlib.metadata import version
from typing import Self


@dataclass(frozen=True)
class Data:
    name: str
    source: str
    sha256: str  # of the bytes of x_train, y_train, x_test and y_test, in this order
    train: int
    test: int


@dataclass(frozen=True)
class Tensor:
    name: str
    shape: tuple[int, ...]  # without the batch
    dtype: str
    range: tuple[float, float]
    meaning: str


@dataclass(frozen=True)
class Input(Tensor):
    polarity: str


@dataclass(frozen=True)
class Metrics:
    test_accuracy: float
    test_loss: float


@dataclass(frozen=True)
class History:
    """One number an epoch; the test set is looked at after each and never trained on."""

    train_accuracy: tuple[float, ...]
    train_loss: tuple[float, ...]
    test_accuracy: tuple[float, ...]
    test_loss: tuple[float, ...]


@dataclass(frozen=True)
class Versions:
    python: str
    tensorflow: str
    keras: str
    numpy: str

    @classmethod
    def installed(cls) -> Self:
        return cls(platform.python_version(), version("tensorflow"), version("keras"), version("numpy"))


@dataclass(frozen=True)
class ModelCard:
    name: str
    version: str
    recipe: str
    created: str  # RFC 3339, UTC
    data: Data
    architecture: tuple[str, ...]
    parameters: int
    input: Input
    output: Tensor
    epochs: int
    batch_size: int
    optimizer: str
    loss: str
    seed: int
    validation: str
    metrics: Metrics
    history: History
    versions: Versions

    def to_json(self) -> str:
        return json.dumps(asdict(self), indent=2) + "\n"
