"""What is said of how this window differs from the one before, and from what is ordinary for the version."""

from collections.abc import Callable
from math import exp, log, nan, pi, sqrt
from typing import Final

from handdraw_reporter.claims.known import Known
from handdraw_reporter.claims.rule import (
    BAD,
    GOOD,
    NEUTRAL,
    NOTABLE_TIME,
    Kind,
    Rule,
    beyond_chance,
    subjects_of,
    within_chance,
)
from handdraw_reporter.claims.surprise import surprise, surprise_at
from handdraw_reporter.claims.topics.sure import is_more_than_ordinary

LARGE_DRIFT: Final = 0.25
"""As counting.drift names it: from here on something is said to differ much."""
TELLING: Final = ("digits", "confidence", "ink_thickness")
NOTABLE_TAIL: Final = 1.25
OF_FEW: Final = 2
"""How many times as long the median must be where times are too few for their spread to be compared."""
Z_95: Final = 1.959963984540054
Z_P95: Final = 1.6448536269514722
ERROR_OF_MEDIAN: Final = sqrt(pi / 2)
ERROR_OF_P95: Final = 2.113
"""Of a normal's quantile q: the root of q (1 - q), over the density there."""
SLOWER: Final = 4
"""Nothing is more surprising than that answers take five times as long."""

_ACCURACY: Final = (
    "before.accuracy",
    "accuracy",
    "change.accuracy_low",
    "change.accuracy_high",
    "before.labelled",
    "labelled",
)


def _both(name: str) -> tuple[str, str]:
    return f"before.{name}", name


def _less_right(of: Known) -> float:
    return surprise(of("read_wrong"), of("labelled"), 1 - of("before.accuracy"))


def _times(of: Known, name: str) -> float:
    """Return how many times as long it takes as before."""
    return of(name) / (of(f"before.{name}") or nan)


def _chance(of: Known, error: float) -> float:
    """Return how many times as long a quantile may be, or as short, by chance at 95%: of times too few, OF_FEW.

    ``error``: of that quantile, for a single time, in standard deviations of a logarithmic normal. What these are
    follows from the median and the 95th percentile.
    """
    variance = 0.0
    for side in ("", "before."):
        median = f"{side}total_ms.median"
        spread = of(f"{side}total_ms.p95") / (of(median) or nan)
        if not spread >= 1:
            return OF_FEW
        variance += (log(spread) / Z_P95) ** 2 / of.n(median)
    return exp(Z_95 * error * sqrt(variance))


def _is_longer(of: Known) -> bool:
    return _times(of, "total_ms.median") > max(NOTABLE_TIME, _chance(of, ERROR_OF_MEDIAN))


def _is_shorter(of: Known) -> bool:
    return _times(of, "total_ms.median") < 1 / max(NOTABLE_TIME, _chance(of, ERROR_OF_MEDIAN))


def _is_longer_at_the_end(of: Known) -> bool:
    return _times(of, "total_ms.p95") > max(NOTABLE_TAIL, _chance(of, ERROR_OF_P95))


def _is_shorter_at_the_end(of: Known) -> bool:
    return _times(of, "total_ms.p95") < 1 / max(NOTABLE_TAIL, _chance(of, ERROR_OF_P95))


def _differences(of: Known, against: str) -> list[bool]:
    return [of(f"psi_{against}.{name}") >= of(f"psi_limit_{against}.{name}") for name in of.subjects(f"psi_{against}")]


def _is_steady(of: Known, against: str) -> bool:
    """Say whether nothing differs: neither as a whole, nor a digit or a warning that is told of itself."""
    moved = [f"moved_{against}" in of, *_differences(of, against)]
    if against == "before":
        shares = ["low_confidence_share", *(f"warning_share.{code}" for code in of.subjects("change.warning_share"))]
        moved += [beyond_chance(of, share, direction) for share in shares for direction in (1, -1)]
    else:
        moved += [is_more_than_ordinary(of, code) for code in of.subjects("ordinary_share")]
    return bool(_differences(of, against)) and not any(moved)


def _rules_against(against: str, importance: int) -> tuple[Rule, ...]:
    """Return what is said of all that drifted together, and of the digit that moved most."""
    moved, share, ordinary = (f"moved_{against}{end}" for end in ("", "_share", "_ordinary"))
    facts = (moved, share, ordinary)
    return (
        Rule(
            f"steady_{against}",
            "change",
            32,
            GOOD,
            (),
            lambda of: _is_steady(of, against),
        ),
        Rule(f"commoner_{against}", "change", importance, NEUTRAL, facts, lambda of: of(share) > of(ordinary)),
        Rule(f"rarer_{against}", "change", importance, NEUTRAL, facts, lambda of: of(share) < of(ordinary)),
    )


RULES: Final = (
    Rule("accuracy_fell", "change", 82, BAD, _ACCURACY, lambda of: beyond_chance(of, "accuracy", -1), _less_right),
    Rule("accuracy_rose", "change", 80, GOOD, _ACCURACY, lambda of: beyond_chance(of, "accuracy", 1)),
    Rule("accuracy_held", "change", 38, NEUTRAL, _both("accuracy"), lambda of: within_chance(of, "accuracy")),
    Rule(
        "low_confidence_rose",
        "change",
        58,
        BAD,
        _both("low_confidence_share"),
        lambda of: beyond_chance(of, "low_confidence_share", 1),
        lambda of: surprise_at(of, "warning.low_confidence", "classified", ("before.low_confidence_share",), 1) / 2,
    ),
    Rule(
        "low_confidence_fell",
        "change",
        40,
        GOOD,
        _both("low_confidence_share"),
        lambda of: beyond_chance(of, "low_confidence_share", -1),
    ),
    Rule(
        "low_confidence_held",
        "change",
        18,
        NEUTRAL,
        _both("low_confidence_share"),
        lambda of: within_chance(of, "low_confidence_share"),
    ),
    Rule(
        "refused_rose",
        "change",
        56,
        BAD,
        _both("refused_share"),
        lambda of: beyond_chance(of, "refused_share", 1),
        lambda of: surprise_at(of, "refused", "drawings", ("before.refused_share",), 1) / 2,
    ),
    Rule("refused_fell", "change", 39, GOOD, _both("refused_share"), lambda of: beyond_chance(of, "refused_share", -1)),
    Rule("refused_held", "change", 15, NEUTRAL, _both("refused_share"), lambda of: within_chance(of, "refused_share")),
    Rule(
        "failed_rose",
        "change",
        62,
        BAD,
        _both("failed_share"),
        lambda of: beyond_chance(of, "failed_share", 1),
        lambda of: surprise_at(of, "failed", "drawings", ("before.failed_share",), 1) / 2,
    ),
    Rule("failed_fell", "change", 41, GOOD, _both("failed_share"), lambda of: beyond_chance(of, "failed_share", -1)),
    Rule("failed_held", "change", 15, NEUTRAL, _both("failed_share"), lambda of: within_chance(of, "failed_share")),
    Rule(
        "slower",
        "change",
        56,
        BAD,
        _both("total_ms.median"),
        _is_longer,
        lambda of: min(_times(of, "total_ms.median") - 1, SLOWER) / SLOWER / 2,
    ),
    Rule("faster", "change", 42, GOOD, _both("total_ms.median"), _is_shorter),
    Rule(
        "as_fast",
        "change",
        20,
        NEUTRAL,
        _both("total_ms.median"),
        lambda of: 1 / NOTABLE_TIME <= _times(of, "total_ms.median") <= NOTABLE_TIME,
    ),
    Rule("slow_tail_rose", "change", 37, BAD, _both("total_ms.p95"), _is_longer_at_the_end),
    Rule("slow_tail_fell", "change", 26, GOOD, _both("total_ms.p95"), _is_shorter_at_the_end),
    Rule("more_drawings", "change", 33, NEUTRAL, _both("drawings"), lambda of: of("drawings") > of("before.drawings")),
    Rule("fewer_drawings", "change", 33, NEUTRAL, _both("drawings"), lambda of: of("drawings") < of("before.drawings")),
    Rule(
        "as_many_drawings",
        "change",
        31,
        NEUTRAL,
        ("drawings",),
        lambda of: of("drawings") == of("before.drawings") > 0,
    ),
    *_rules_against("reference", 22),
    *_rules_against("before", 30),
)


def _differs(against: str, *, much: bool) -> Callable[[Known, str], bool]:
    def differs(of: Known, name: str) -> bool:
        index = of(f"psi_{against}.{name}")
        return index >= of(f"psi_limit_{against}.{name}") and (index >= LARGE_DRIFT) == much

    return differs


def _kinds_of_drift(against: str) -> tuple[Kind, ...]:
    """What tells most of a shift is told of itself, the rest to whoever asks."""
    facts, all_of = {"index": f"psi_{against}.{{}}"}, subjects_of(f"psi_{against}")
    little, much = _differs(against, much=False), _differs(against, much=True)

    def telling(of: Known) -> list[str]:
        return [name for name in all_of(of) if name in TELLING]

    def other(of: Known) -> list[str]:
        return [name for name in all_of(of) if name not in TELLING]

    return (
        Kind(f"differs_{against}", "change", 44, NEUTRAL, facts, telling, little),
        Kind(f"differs_much_{against}", "change", 55, BAD, facts, telling, much),
        Kind(f"differs_{against}", "change", 24, NEUTRAL, facts, other, little),
        Kind(f"differs_much_{against}", "change", 28, NEUTRAL, facts, other, much),
    )


OF_FIVE: Final = 1.3142
"""Five warnings are looked at: an interval of 99% for each, 2.5758 to 1.9600, leaves 95% for all (Bonferroni)."""


def _kind_of_warning(name: str, importance: int, direction: int) -> Kind:
    return Kind(
        name,
        "change",
        importance,
        BAD if direction > 0 else GOOD,
        {"before": "before.warning_share.{}", "now": "warning_share.{}"},
        subjects_of("warning_share", "low_confidence"),
        lambda of, code: beyond_chance(of, f"warning_share.{code}", direction, OF_FIVE),
    )


KINDS: Final = (
    *_kinds_of_drift("reference"),
    *_kinds_of_drift("before"),
    _kind_of_warning("warning_rose", 54, 1),
    _kind_of_warning("warning_fell", 36, -1),
)
