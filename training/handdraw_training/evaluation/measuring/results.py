"""What an evaluation found, as evaluation.json has it. Shares are 0..1; ``None`` is what could not be measured."""

import json
from dataclasses import asdict, dataclass
from functools import cached_property


@dataclass(frozen=True)
class Accuracy:
    """Of ``n`` drawings, sets weighted equally, the share that was read right. Refused drawings are wrong ones."""

    name: str
    n: int
    accuracy: float


@dataclass(frozen=True)
class Bin:
    """The answers of about one confidence: their share of all, and how sure and how right they were."""

    share: float
    confidence: float
    accuracy: float


@dataclass(frozen=True)
class Calibration:
    ece: float
    brier: float
    nll: float
    bins: tuple[Bin, ...]


@dataclass(frozen=True)
class Mistake:
    name: str  # of the drawing or its place in the data
    truth: int
    read: int
    confidence: float
    glyph: str  # base64 of its 784 bytes


@dataclass(frozen=True)
class Mnist:
    """``as_png``: the same digits through drawings/, as a caller's PNG."""

    n: int
    accuracy: float
    as_png: Accuracy
    calibration: Calibration
    confusion: tuple[tuple[int, ...], ...]  # [truth][read]
    mistakes: tuple[Mistake, ...]


@dataclass(frozen=True)
class Writers:
    """``interval``: of the accuracy, 95%, over writers. ``worst`` and ``fifth_percentile``: among the ``practised``."""

    n: int
    practised: int  # those with 20 digits or more
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
    calibration: Calibration
    confusion: tuple[tuple[int, ...], ...]  # [truth][read]
    mistakes: tuple[Mistake, ...]


@dataclass(frozen=True)
class Condition:
    """The same digits, drawn otherwise. ``change``: of the accuracy against how they are ordinarily drawn."""

    group: str
    name: str
    n: int
    accuracy: float
    change: float
    refused: int


@dataclass(frozen=True)
class Variant:
    """The same drawing in other colours: how many of the answers are not the same to the last bit."""

    name: str
    n: int
    different: int


@dataclass(frozen=True)
class Warned:
    """``share``: of ``n`` drawings, those that got a warning or were refused."""

    name: str
    n: int
    warned: int
    refused: int
    share: float


@dataclass(frozen=True)
class Roc:
    """``caught`` of letters and scribbles against ``alarms`` on true digits, the strictest threshold first.

    ``says_unlike``: by how unlike a digit the network calls them; else by how unsure it is, since it says no more.
    ``at``: alarms and caught at the threshold that the gateway warns at; without one where the network says no more.
    """

    says_unlike: bool
    area: float
    at: tuple[float, float] | None
    alarms: tuple[float, ...]
    caught: tuple[float, ...]


@dataclass(frozen=True)
class NoDigit:
    digits: Warned | None  # true digits, ordinarily drawn
    kinds: tuple[Warned, ...]
    roc: Roc | None


@dataclass(frozen=True)
class Time:
    """Microseconds, of many: the best is what it takes, the median what it took here among other work."""

    best_us: float
    median_us: float


@dataclass(frozen=True)
class Cost:
    """``digit``: one in LiteRT, one thread. ``times_the_tutorial``: against version 1, in turns with it.

    ``decode`` and ``normalise``: a grey PNG of 280x280, which no network changes.
    """

    parameters: int | None  # as the card has it
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
    conditions: tuple[Condition, ...]
    variants: tuple[Variant, ...]
    european: tuple[Accuracy, ...]
    no_digit: NoDigit
    blanks: tuple[Warned, ...]
    cost: Cost | None = None

    @cached_property
    def headline(self) -> float | None:
        """The mean of the accuracies on MNIST and on drawn digits; of one, where the other was not measured."""
        known = [part.accuracy for part in (self.mnist, self.drawn) if part is not None]
        return sum(known) / len(known) if known else None

    def to_json(self) -> str:
        return json.dumps({"headline": self.headline, **asdict(self)}, indent=1) + "\n"
