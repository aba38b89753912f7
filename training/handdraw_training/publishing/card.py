"""The model card: what a version is, what made it and how good it is, for people and for the gateway."""

import json
import platform
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from importlib.metadata import version
from typing import Any, Self

from handdraw_training.agreement import Agreement
from handdraw_training.data.plan import Recording


@dataclass(frozen=True)
class Data:
    name: str
    source: str
    sha256: str  # of the bytes of x_train, y_train, x_test and y_test, in this order
    train: int
    test: int


@dataclass(frozen=True)
class Pictures:
    """What pen/ drew, by kind. ``writers``: how many teach, how many are tuned on, how many are kept for measuring.

    ``right``: which share of the validation's digits is read right, and of what is no digit is warned about.
    """

    strokes: tuple[Recording, ...]
    writers: dict[str, int]
    train: dict[str, int]
    validation: dict[str, int]
    right: dict[str, float] = field(default_factory=dict)  # version 2's card has none


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
class CalibrationSummary:
    """``warned``: which shares of the validation's digits, and of what is none, get a warning."""

    temperature: float
    threshold: float
    warned: dict[str, float]


@dataclass(frozen=True)
class EvaluationSummary:
    """``headline``: the number by which versions are compared. evaluation.json has all the rest."""

    headline: float | None
    mnist: dict[str, float] | None  # accuracy, as_png, ece, brier
    drawn: dict[str, float] | None  # accuracy, ece, brier, digits and writers: kept for measuring alone
    warned: dict[str, float]  # shares, by what was drawn
    stable: dict[str, float] | None  # version and headline of the one in service when this was made


@dataclass(frozen=True)
class Versions:
    python: str
    tensorflow: str
    keras: str
    numpy: str

    @classmethod
    def look_up(cls) -> Self:
        return cls(platform.python_version(), version("tensorflow"), version("keras"), version("numpy"))


@dataclass(frozen=True)
class ModelCard:
    """``history``: a number for each epoch. ``test``: MNIST's test set, measured after each and never learned from."""

    name: str
    version: str
    recipe: str
    normalisation: int  # of the gateway whose glyphs it reads
    created: str  # RFC 3339, UTC
    data: Data
    drawn: Pictures | None
    continues: str | None  # the version whose network went on learning
    architecture: tuple[str, ...]
    parameters: int
    input: Input
    output: Tensor
    unlike: Tensor | None
    calibration: CalibrationSummary | None
    twin: Agreement | None  # LiteRT's; None: it is in floats
    evaluation: EvaluationSummary
    epochs: int
    batch_size: int
    optimizer: str
    loss: str
    seed: int
    settings: dict[str, Any]  # the recipe's other numbers
    validation: str
    metrics: dict[str, float]
    history: Mapping[str, tuple[float, ...]]
    versions: Versions

    def to_json(self) -> str:
        return json.dumps(asdict(self), indent=2) + "\n"
