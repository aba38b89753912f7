"""How a number becomes a fact: with its words, its unit, what it was computed from and how sure it is."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Final, TypeVar

from handdraw_contracts.reports import Fact, Interval, Unit
from handdraw_reporter.wording import Wording, fill

Z_95: Final = 1.959963984540054
QUANTILES: Final[Mapping[str, float]] = {"p05": 0.05, "p25": 0.25, "median": 0.5, "p75": 0.75, "p95": 0.95}
"""What is stated of a spread, so that a later window can be held against it."""
TIED: Final = 0.002
"""If so many more drawings than a quantile names do not exceed its value, that share is a fact of its own."""
CERTAIN: Final = 1e-6
"""What lacks less to a confidence of 1 lacks nothing that would be written down."""

_Key = TypeVar("_Key")


def wilson_interval(right: int, of: int, z: float = Z_95) -> tuple[float, float]:
    """Return the bounds of the 95% interval of a share, of which ``right`` in ``of`` were seen (Wilson 1927)."""
    share = right / of
    middle = (share + z**2 / (2 * of)) / (1 + z**2 / of)
    half = z * sqrt(share * (1 - share) / of + z**2 / (4 * of**2)) / (1 + z**2 / of)
    return 0.0 if right == 0 else middle - half, 1.0 if right == of else middle + half


def find_leader(ranked: Sequence[tuple[_Key, int | float]]) -> _Key | None:
    """Return the first key, unless there is none or the second ranks as high."""
    if not ranked or (len(ranked) > 1 and ranked[0][1] == ranked[1][1]):
        return None
    return ranked[0][0]


@dataclass(frozen=True)
class Stating:
    """States facts in the words of a language."""

    words: Wording

    def count(self, name: str, value: int, n: int, label: str | None = None) -> Fact:
        return self.fact(name, value, "count", self.words.format_number(value), n=n, label=label)

    def share(self, name: str, part: int, of: int, label: str | None = None) -> Fact:
        """State a share of things that were counted, with Wilson's interval."""
        low, high = wilson_interval(part, of)
        fact = self.mean_share(name, part / of, of, label)
        return fact.model_copy(update={"interval": Interval(low=low, high=high)})

    def mean_share(self, name: str, value: float, n: int, label: str | None = None) -> Fact:
        """State a number from 0 to 1 that is no share of things that were counted, such as a mean: no interval."""
        return self.fact(name, value, "share", self.words.format_share(value), n=n, label=label)

    def reached(  # noqa: PLR0913 - a fact has so many parts
        self, name: str, reached: float, share: float, *, n: int, label: str, word: str = "reached"
    ) -> Iterator[Fact]:
        """State which share a quantile's value reaches, where so many share that value that its name does not say."""
        if abs(reached - share) > TIED:
            yield self.mean_share(f"{name}.reached", reached, n, self.label(word, quantile=label))

    def score(self, name: str, value: float, n: int, label: str | None = None) -> Fact:
        return self.fact(name, value, "score", self.words.format_number(value, 3), n=n, label=label)

    def milliseconds(self, name: str, value: float, n: int, label: str | None = None) -> Fact:
        return self.fact(name, value, "milliseconds", self.words.format_milliseconds(value), n=n, label=label)

    def pixels(self, name: str, value: float, n: int, label: str | None = None) -> Fact:
        return self.fact(name, value, "pixels", self.words.format_pixels(value), n=n, label=label)

    def fact(  # noqa: PLR0913 - a fact has so many parts
        self, fact_id: str, value: float | str, unit: Unit, shown: str, *, n: int, label: str | None = None
    ) -> Fact:
        return Fact(id=fact_id, label=label or self.words.facts[fact_id], value=value, unit=unit, shown=shown, n=n)

    def label(self, name: str, **places: object) -> str:
        return fill(self.words.facts[name], places)
