"""What is said of drawings that were refused, and of failures."""

from typing import Final

from handdraw_reporter.claims.rule import BAD, GOOD, NEUTRAL, Kind, Rule, subjects_of
from handdraw_reporter.claims.surprise import surprise_at

ORDINARILY_REFUSED: Final = 0.05
ORDINARILY_FAILED: Final = 0.01
"""Where no window before says."""
CLUSTER: Final = 5

RULES: Final = (
    Rule(
        "nothing_wrong",
        "trouble",
        40,
        GOOD,
        (),
        lambda of: of("drawings") > 0 and of("refused") == of("failed") == 0,
    ),
    Rule("none_refused", "trouble", 13, GOOD, (), lambda of: of("drawings") > 0 and of("refused") == 0),
    Rule("none_failed", "trouble", 13, GOOD, (), lambda of: of("drawings") > 0 and of("failed") == 0),
    Rule("one_refused", "trouble", 48, BAD, ("most_refusal",), lambda of: of("refused") == 1),
    Rule(
        "one_refused_somehow",
        "trouble",
        48,
        BAD,
        (),
        lambda of: of("refused") == 1 and "most_refusal" not in of,
    ),
    Rule(
        "refused",
        "trouble",
        48,
        BAD,
        ("refused", "drawings", "refused_share"),
        lambda of: of("refused") > 1,
        lambda of: surprise_at(of, "refused", "drawings", ("before.refused_share",), ORDINARILY_REFUSED),
        goes_with=("most_refusal",),
    ),
    Rule(
        "most_refusal",
        "trouble",
        42,
        BAD,
        ("most_refusal", "most_refusal_count", "refused"),
        lambda of: of("refused") > 1 and of("most_refusal_count") > 1,
        goes_with=("refused",),
    ),
    Rule("one_failed", "trouble", 49, BAD, ("most_failure",), lambda of: of("failed") == 1),
    Rule(
        "one_failed_somehow",
        "trouble",
        49,
        BAD,
        (),
        lambda of: of("failed") == 1 and "most_failure" not in of,
    ),
    Rule(
        "failed",
        "trouble",
        49,
        BAD,
        ("failed", "drawings", "failed_share"),
        lambda of: of("failed") > 1,
        lambda of: surprise_at(of, "failed", "drawings", ("before.failed_share",), ORDINARILY_FAILED),
        goes_with=("most_failure",),
    ),
    Rule(
        "most_failure",
        "trouble",
        43,
        BAD,
        ("most_failure", "most_failure_count", "failed"),
        lambda of: of("failed") > 1 and of("most_failure_count") > 1,
        goes_with=("failed",),
    ),
    Rule(
        "most_troubled",
        "trouble",
        24,
        NEUTRAL,
        ("most_troubled_from", "most_troubled_until", "most_troubled_count", "most_troubled_share"),
        lambda of: of("most_troubled_count") >= CLUSTER,
        lambda of: of("most_troubled_share") / 2,
    ),
)
KINDS: Final = (
    Kind(
        "refusal",
        "trouble",
        15,
        BAD,
        {"count": "refusal.{}", "of": "refused"},
        subjects_of("refusal"),
        lambda of, code: of(f"refusal.{code}") > 0 and of("refused") > 1,
    ),
    Kind(
        "failure",
        "trouble",
        15,
        BAD,
        {"count": "failure.{}", "of": "failed"},
        subjects_of("failure"),
        lambda of, code: of(f"failure.{code}") > 0 and of("failed") > 1,
    ),
)
