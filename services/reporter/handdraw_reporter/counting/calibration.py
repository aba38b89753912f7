"""Whether answers are right as often as their confidence says, in whole numbers that add up exactly."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from math import sqrt
from typing import Final, NamedTuple, Self, TypeVar

BINS: Final = 15
"""Of equal width, as Guo et al. 2017 and the model's card have them."""
MILLIONTHS: Final = 1_000_000

_Key = TypeVar("_Key")


class Bin(NamedTuple):
    """Of the drawings of one bin: how many, how sure in the mean, and the share that was read right."""

    n: int
    confidence: float
    accuracy: float


@dataclass
class Calibration:
    """Labelled drawings by the bin of their confidence; a label that is taken back is added with a weight of -1.

    ``confidence`` is a sum in millionths. In millionths squared, ``squares`` is the sum of (confidence - right)^2, and
    ``expected_squares`` what that sum would be in the mean if the confidences were right.
    """

    counts: Counter[int] = field(default_factory=Counter)
    right: Counter[int] = field(default_factory=Counter)
    confidence: Counter[int] = field(default_factory=Counter)
    squares: int = 0
    expected_squares: int = 0

    def add(self, confidence: float, *, right: bool, weight: int = 1) -> None:
        millionths = round(confidence * MILLIONTHS)
        place = min(millionths * BINS // MILLIONTHS, BINS - 1)
        self.counts[place] += weight
        self.confidence[place] += weight * millionths
        self.right[place] += weight * right
        off = MILLIONTHS - millionths if right else millionths
        self.squares += weight * off * off
        self.expected_squares += weight * millionths * (MILLIONTHS - millionths)

    def __add__(self, other: Self) -> Self:
        return type(self)(
            add_counts(self.counts, other.counts),
            add_counts(self.right, other.right),
            add_counts(self.confidence, other.confidence),
            self.squares + other.squares,
            self.expected_squares + other.expected_squares,
        )

    @property
    def total(self) -> int:
        return self.counts.total()

    @property
    def is_whole(self) -> bool:
        """Whether there is something to judge, and nothing was taken back that had not been added."""
        sound = all(0 <= self.right[place] <= count for place, count in self.counts.items())
        return self.total > 0 and sound and self.squares >= 0

    @property
    def mean_confidence(self) -> float:
        return self.confidence.total() / MILLIONTHS / self.total

    @property
    def brier(self) -> float:
        """The mean of (confidence - right)^2, of the answer alone and not of all ten probabilities (Brier 1950)."""
        return self.squares / MILLIONTHS**2 / self.total

    @property
    def gap(self) -> float:
        """Mean confidence less accuracy: above zero, the network was surer than it should have been."""
        return self.mean_confidence - self.right.total() / self.total

    @property
    def gap_error(self) -> float:
        """The standard error of the gap: of what was seen, or what the confidences predict, whichever is larger."""
        seen = self.brier - self.gap**2
        predicted = self.expected_squares / MILLIONTHS**2 / self.total
        return sqrt(max(seen, predicted, 0.0) / self.total)

    @property
    def error(self) -> float:
        """The expected calibration error (Naeini et al. 2015)."""
        return sum(one.n * abs(one.accuracy - one.confidence) for one in self.bins().values()) / self.total

    def bins(self) -> Mapping[int, Bin]:
        """Return each bin that holds drawings, by its place from 0 to 14."""
        filled = sorted(place for place, count in self.counts.items() if count > 0)
        return {place: self._bin(place, self.counts[place]) for place in filled}

    def _bin(self, place: int, n: int) -> Bin:
        return Bin(n, self.confidence[place] / MILLIONTHS / n, self.right[place] / n)


def add_counts(one: Counter[_Key], other: Counter[_Key]) -> Counter[_Key]:
    """Counter's own sum drops counts that are not above zero."""
    return Counter({key: one[key] + other[key] for key in {*one, *other}})
