"""A rule: under which conditions the facts license a claim. Each claim stands alone: it may be told in any order."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from handdraw_contracts.reports import Topic
from handdraw_reporter.claims.claim import Tone
from handdraw_reporter.claims.known import Known

ENOUGH_LABELS: Final = 30
"""Below, accuracy is said to be unsure and compared with nothing."""
ENOUGH_TIMES: Final = 20
ENOUGH_TO_BE_MANY: Final = 10
"""Of fewer drawings nobody says "most" or "many"."""
NOTABLE: Final = 0.002
"""A smaller difference of shares would vanish where it is written in tenths of a percent."""
NOTABLE_TIME: Final = 1.1
"""Medians may err by .5% each; less than a tenth between them is nothing to speak of."""

BAD, GOOD, NEUTRAL = Tone.BAD, Tone.GOOD, Tone.NEUTRAL


@dataclass(frozen=True, slots=True)
class Rule:
    """``facts``: what its words may show; all must be there. ``surprising``: how much, from 0 to 1 (surprise.py)."""

    id: str
    topic: Topic
    importance: int
    tone: Tone
    facts: tuple[str, ...]
    when: Callable[[Known], bool]
    surprising: Callable[[Known], float] = lambda _: 0.0
    goes_with: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Kind:
    """A claim for each of several subjects, such as a digit or a code, of which ``when`` holds.

    ``facts``: by the place in the claim's words, the fact's id with ``{}`` for the subject. ``subjects``: what there
    may be a claim of.
    """

    id: str
    topic: Topic
    importance: int
    tone: Tone
    facts: Mapping[str, str]
    subjects: Callable[[Known], Sequence[str]]
    when: Callable[[Known, str], bool] = lambda _, __: True
    surprising: Callable[[Known, str], float] = lambda _, __: 0.0


def subjects_of(kind: str, *without: str) -> Callable[[Known], Sequence[str]]:
    """Return all that facts ``<kind>.<subject>`` speak of, but ``without``."""
    return lambda of: [subject for subject in of.subjects(kind) if subject not in without]


def beyond_chance(of: Known, share: str, direction: int, width: float = 1.0) -> bool:
    """Say whether the interval of a change lies on one side, and the change is one that can be seen.

    ``width``: how many times as wide the interval has to be, where many are looked at and any may stand out.
    """
    change = of(f"change.{share}") * direction
    bound = of.low(f"change.{share}") if direction > 0 else -of.high(f"change.{share}")
    return change - width * (change - bound) > 0 and change >= NOTABLE


def within_chance(of: Known, share: str) -> bool:
    return of.low(f"change.{share}") <= 0 <= of.high(f"change.{share}")
