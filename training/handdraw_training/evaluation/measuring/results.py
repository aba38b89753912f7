"""What an evaluation found, as evaluation.json holds it. Shares are 0..1; None is what could not be measured."""

import json
from dataclasses import asdict, dataclass
from functools import cached_property


@dataclass(frozen=True)
class Accuracy:
    """The share of ``n`` drawings that was read right, sets weighted equally; refused drawings count as wrong."""

    name: str
    n: int
    accuracy: float


@dataclass(frozen=True)
class Bin:
    """The answers of about one confidence: their share of all answers, their mean confidence and their accuracy."""

    share: float
    confidence: float
    accuracy: float


@dataclass(frozen=True)
class CalibrationErrors:
    """Expected calibration error, Brier score and negative log likelihood."""

    ece: float
    brier: float
    nll: float
    bins: tuple[Bin, ...]


@dataclass(frozen=True)
class Mistake:
    name: str  # the drawing's, or its place in the data
    truth: int
    read: int
    confidence: float
    glyph: str  # base64 of 784 bytes


@dataclass(frozen=True)
class Mnist:
    """``as_png``: the same digits through drawings/, as a caller's PNG."""

    n: int
    accuracy: float
    as_png: Accuracy
    calibration: CalibrationErrors
    confusion: tuple[tuple[int, ...], ...]  # [truth][read]
    mistakes: tuple[Mistake, ...]


@dataclass(frozen=True)
class Writers:
    """``interval``: 95%, of the accuracy over writers. ``worst``, ``fifth_percentile``: among the ``practised``."""

    n: int
    practised: int  # how many drew 20 digits or more
    worst: Accuracy | None
    fifth_percentile: float | None
    interval: tuple[float, float] | None
    scores: tuple[Accuracy, ...]


@dataclass(frozen=True)
class DrawnDigits:
    n: int
    accuracy: float
    refused: int
    sets: tuple[Accuracy, ...]
    digits: tuple[Accuracy, ...]
    writers: Writers
    calibration: CalibrationErrors
    confusion: tuple[tuple[int, ...], ...]  # [truth][read]
    mistakes: tuple[Mistake, ...]


@dataclass(frozen=True)
class ConditionAccuracy:
    """The same digits drawn otherwise. ``change``: the accuracy's, against the same digits ordinarily drawn."""

    group: str
    name: str
    n: int
    accuracy: float
    change: float
    refused: int


@dataclass(frozen=True)
class Variant:
    """The same drawings in other colours. ``different``: the answers that are not the same to the last bit."""

    name: str
    n: int
    different: int


@dataclass(frozen=True)
class WarningCount:
    """``share``: the part of ``n`` drawings that got a warning or was refused."""

    name: str
    n: int
    warned: int
    refused: int
    share: float


@dataclass(frozen=True)
class Roc:
    """The share of letters and scribbles ``caught`` against that of true digits that are false ``alarms``.

    Both begin at the strictest threshold. ``says_unlike``: whether the threshold is of how unlike a digit the network
    calls a drawing; if it does not say, it is of how unsure it is. ``at``: alarms and caught at the threshold at which
    the gateway warns; None if the network does not say.
    """

    says_unlike: bool
    area: float
    at: tuple[float, float] | None
    alarms: tuple[float, ...]
    caught: tuple[float, ...]


@dataclass(frozen=True)
class NoDigit:
    digits: WarningCount | None  # true digits, ordinarily drawn
    kinds: tuple[WarningCount, ...]
    roc: Roc | None


@dataclass(frozen=True)
class Time:
    """Of many runs: the best is what the work takes, the median what it took among the machine's other work."""

    best_us: float
    median_us: float


@dataclass(frozen=True)
class Cost:
    """``digit``: a digit in LiteRT, on one thread. ``times_the_tutorial``: as a multiple of version 1's.

    ``decode``, ``normalise``: a grey PNG of 280x280 px, the same for every network.
    """

    parameters: int | None  # from the card
    bytes: int
    digit: Time
    times_the_tutorial: float | None
    decode: Time
    normalise: Time


@dataclass(frozen=True)
class Evaluation:
    name: str
    quick: bool
    seed: int
    mnist: Mnist | None
    drawn: DrawnDigits | None
    conditions: tuple[ConditionAccuracy, ...]
    variants: tuple[Variant, ...]
    european: tuple[Accuracy, ...]
    no_digit: NoDigit
    blanks: tuple[WarningCount, ...]
    cost: Cost | None = None

    @cached_property
    def headline(self) -> float | None:
        """Return the mean accuracy on MNIST and on drawn digits, or that of the only one that was measured."""
        known = [part.accuracy for part in (self.mnist, self.drawn) if part is not None]
        return sum(known) / len(known) if known else None

    def to_json(self) -> str:
        return json.dumps({"headline": self.headline, **asdict(self)}, indent=1) + "\n"
