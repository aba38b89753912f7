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
class SetAccuracy(Accuracy):
    """``sure_mistakes``: the share of wrong answers that were over 90% sure."""

    ece: float
    sure_mistakes: float


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
    """``as_png``, ``on_canvas``: the same digits through drawings/, as a caller's PNG, or on a canvas of 280 px.

    ``sure_mistakes``: the share of the digits that was read wrong, and over 90% sure.
    """

    n: int
    accuracy: float
    as_png: Accuracy
    calibration: CalibrationErrors
    confusion: tuple[tuple[int, ...], ...]  # [truth][read]
    mistakes: tuple[Mistake, ...]
    on_canvas: Accuracy | None = None
    sure_mistakes: float = 0.0


@dataclass(frozen=True)
class Tail:
    """How the worst are read of the ``n`` writers who drew enough."""

    n: int
    worst: Accuracy
    fifth_percentile: float


@dataclass(frozen=True)
class Writers:
    """``interval``: 95%, of the accuracy over writers. ``of_twenty``, ``of_fifty``: who drew so many or more."""

    n: int
    of_twenty: Tail | None
    of_fifty: Tail | None
    interval: tuple[float, float] | None
    scores: tuple[Accuracy, ...]


@dataclass(frozen=True)
class DrawnDigits:
    n: int
    accuracy: float
    refused: int
    sets: tuple[SetAccuracy, ...]
    digits: tuple[Accuracy, ...]
    writers: Writers
    calibration: CalibrationErrors
    confusion: tuple[tuple[int, ...], ...]  # [truth][read]
    mistakes: tuple[Mistake, ...]
    sure_mistakes: float = 0.0  # the share that was read wrong, and over 90% sure, sets weighted equally
    left_out: int = 0  # how many were said to have something else beside them, which they have not


@dataclass(frozen=True)
class ConditionAccuracy:
    """The same digits drawn otherwise. ``change``: the accuracy's, against the same digits ordinarily drawn.

    ``left_out``: how many got the warning that something else was left out.
    """

    group: str
    name: str
    n: int
    accuracy: float
    change: float
    refused: int
    left_out: int = 0


@dataclass(frozen=True)
class WorstPen:
    """The accuracy on ``n`` digits when each set is drawn with the pen, of 3, 8 and 16 px, that is worst for it.

    ``pooled``: each digit counts the same; ``accuracy``: each set does.
    """

    n: int
    accuracy: float
    pooled: float


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
    """``digit``: a digit in LiteRT, on one thread. ``times_the_tutorial``: as a multiple of the tutorial's.

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
    worst_pen: WorstPen | None = None

    @cached_property
    def headline(self) -> float | None:
        """Return the mean accuracy on MNIST and on drawn digits, or that of the only one that was measured."""
        known = [part.accuracy for part in (self.mnist, self.drawn) if part is not None]
        return sum(known) / len(known) if known else None

    def to_json(self) -> str:
        return json.dumps({"headline": self.headline, **asdict(self)}, indent=1) + "\n"
