"""What is said of how sure the network was, and of what it warned."""

from typing import Final

from handdraw_reporter.claims.known import Known
from handdraw_reporter.claims.rule import (
    BAD,
    ENOUGH_LABELS,
    ENOUGH_TIMES,
    ENOUGH_TO_BE_MANY,
    GOOD,
    NEUTRAL,
    NOTABLE,
    Kind,
    Rule,
    subjects_of,
)
from handdraw_reporter.claims.surprise import surprise_at

ORDINARILY_UNSURE: Final = 0.05
ORDINARILY_WARNED: Final = 0.02
"""What version 5 is unsure of and warns of where neither its reference nor the window before says."""


def _surprising_warning(of: Known, code: str) -> float:
    ordinary = (f"before.warning_share.{code}", f"ordinary_share.{code}")
    return surprise_at(of, f"warning.{code}", "classified", ordinary, ORDINARILY_WARNED)


def _is_most(of: Known, code: str) -> bool:
    return 2 * of(f"warning.{code}") > of("classified") >= ENOUGH_TO_BE_MANY


def _is_some(of: Known, code: str) -> bool:
    return of(f"warning.{code}") > 0 and of("classified") > 1 and not _is_most(of, code)


def _are_of_one_version(of: Known) -> bool:
    """Say whether the answers' shares are those of the version whose ordinary ones are known."""
    return not of("versions") > 1


def is_more_than_ordinary(of: Known, code: str) -> bool:
    share, ordinary = f"warning_share.{code}", of(f"ordinary_share.{code}")
    is_more = of.n(share) >= ENOUGH_LABELS and of.low(share) > ordinary and of(share) - ordinary >= NOTABLE
    return is_more and _are_of_one_version(of)


def _is_as_ordinary(of: Known, code: str) -> bool:
    share = f"warning_share.{code}"
    is_as_ever = of.n(share) >= ENOUGH_LABELS and of.low(share) <= of(f"ordinary_share.{code}") <= of.high(share)
    return is_as_ever and _are_of_one_version(of)


RULES: Final = (
    Rule("mean_confidence", "sure", 45, NEUTRAL, ("mean_confidence",), lambda of: of("classified") > 1),
    Rule("one_confidence", "sure", 45, NEUTRAL, ("mean_confidence",), lambda of: of("classified") == 1),
    Rule(
        "median_confidence",
        "sure",
        24,
        NEUTRAL,
        ("confidence.median",),
        lambda of: of("classified") >= ENOUGH_TO_BE_MANY,
    ),
    Rule("least_sure", "sure", 22, NEUTRAL, ("confidence.p05",), lambda of: of("classified") >= ENOUGH_TIMES),
    Rule(
        "low_confidence",
        "sure",
        45,
        BAD,
        ("low_confidence_share", "warning.low_confidence", "classified"),
        lambda of: of("classified") > 1 and of("low_confidence_share") > 0,
        lambda of: (
            surprise_at(of, "warning.low_confidence", "classified", ("before.low_confidence_share",), ORDINARILY_UNSURE)
            * 0.9
        ),
    ),
    Rule(
        "no_low_confidence",
        "sure",
        40,
        GOOD,
        (),
        lambda of: of("classified") > 1 and of("low_confidence_share") == 0,
    ),
    Rule("no_warning", "sure", 22, GOOD, (), lambda of: of("classified") > 1 and not of.subjects("warning")),
    Rule(
        "some_warned",
        "sure",
        26,
        NEUTRAL,
        ("warned", "classified", "warned_share"),
        lambda of: of("classified") > 1 and 0 < of("warned_share") < 1,
    ),
    Rule("all_warned", "sure", 44, BAD, ("classified",), lambda of: of("classified") > 1 and of("warned_share") == 1),
)
_WARNED: Final = {"count": "warning.{}", "of": "classified"}
_ORDINARY: Final = {"share": "warning_share.{}", "ordinary": "ordinary_share.{}"}
KINDS: Final = (
    Kind("warned", "sure", 44, BAD, _WARNED, subjects_of("warning", "low_confidence"), _is_some, _surprising_warning),
    Kind(
        "mostly_warned",
        "sure",
        49,
        BAD,
        _WARNED,
        subjects_of("warning", "low_confidence"),
        _is_most,
        _surprising_warning,
    ),
    Kind(
        "warned_alone",
        "sure",
        44,
        BAD,
        _WARNED,
        subjects_of("warning", "low_confidence"),
        lambda of, code: of(f"warning.{code}") == of("classified") == 1,
    ),
    Kind(
        "warned_more_than_ordinary",
        "sure",
        36,
        BAD,
        _ORDINARY,
        subjects_of("ordinary_share"),
        is_more_than_ordinary,
    ),
    Kind("warned_as_ordinary", "sure", 13, NEUTRAL, _ORDINARY, subjects_of("ordinary_share"), _is_as_ordinary),
)
