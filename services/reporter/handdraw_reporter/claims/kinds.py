"""Claims of which there is one a digit or a code, such as how often a 3 was read."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from handdraw_contracts.reports import Topic
from handdraw_reporter.claims.claim import Tone
from handdraw_reporter.claims.known import Known
from handdraw_reporter.claims.rules import ENOUGH_LABELS, ENOUGH_TO_BE_MANY


@dataclass(frozen=True, slots=True)
class Kind:
    """One claim for each fact ``<counted>.<subject>`` of which ``when`` holds.

    Its words show the fact as ``count``, what it is a part of as ``of``, and as ``subject`` the digit, or what the code
    is called.
    """

    id: str
    topic: Topic
    importance: int
    tone: Tone
    counted: str
    of: str
    when: Callable[[Known, float, float], bool]
    without: tuple[str, ...] = ()


def _is_most(_: Known, count: float, of: float) -> bool:
    return 2 * count > of >= ENOUGH_TO_BE_MANY


def _is_some(known: Known, count: float, of: float) -> bool:
    return count > 0 and of > 1 and not _is_most(known, count, of)


KINDS: Final = (
    Kind("digit_count", "drawn", 15, Tone.NEUTRAL, "digit", "classified", lambda _, count, of: count > 0 and of > 1),
    Kind(
        "digit_absent",
        "drawn",
        12,
        Tone.NEUTRAL,
        "digit",
        "classified",
        lambda _, count, of: count == 0 and of >= ENOUGH_LABELS,
    ),
    Kind("warned", "sure", 44, Tone.BAD, "warning", "classified", _is_some, without=("low_confidence",)),
    Kind("mostly_warned", "sure", 89, Tone.BAD, "warning", "classified", _is_most, without=("low_confidence",)),
    Kind(
        "warned_alone",
        "sure",
        44,
        Tone.BAD,
        "warning",
        "classified",
        lambda _, count, of: count == of == 1,
    ),
    Kind("refusal", "trouble", 15, Tone.BAD, "refusal", "refused", lambda _, count, of: count > 0 and of > 1),
    Kind("failure", "trouble", 15, Tone.BAD, "failure", "failed", lambda _, count, of: count > 0 and of > 1),
)
