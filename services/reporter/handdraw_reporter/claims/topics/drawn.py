"""What is said of the digits that were read, of the ink, and of pictures that came again."""

from typing import Final

from handdraw_reporter.claims.rule import ENOUGH_LABELS, ENOUGH_TIMES, GOOD, NEUTRAL, Kind, Rule, subjects_of
from handdraw_reporter.claims.surprise import surprise

ORDINARILY_REPEATED: Final = 0.02
"""A picture of a drawing comes again if somebody sends it twice, which is rare."""
OFTEN: Final = 5

RULES: Final = (
    Rule("one_read_as", "drawn", 45, NEUTRAL, ("most_drawn",), lambda of: of("classified") == 1),
    Rule(
        "most_drawn",
        "drawn",
        45,
        NEUTRAL,
        ("most_drawn", "most_drawn_count", "most_drawn_share"),
        lambda of: of("most_drawn_count") > 1 and of("most_drawn_share") < 1,
    ),
    Rule(
        "same_digit",
        "drawn",
        46,
        NEUTRAL,
        ("most_drawn", "classified"),
        lambda of: of("most_drawn_share") == 1 and of("classified") > 1,
    ),
    Rule("no_most_drawn", "drawn", 40, NEUTRAL, (), lambda of: of("classified") > 1 and "most_drawn" not in of),
    Rule(
        "least_drawn",
        "drawn",
        20,
        NEUTRAL,
        ("least_drawn", "least_drawn_count"),
        lambda of: of("classified") >= ENOUGH_TIMES,
    ),
    Rule(
        "every_digit_read",
        "drawn",
        14,
        NEUTRAL,
        (),
        lambda of: all(of(f"digit.{digit}") > 0 for digit in range(10)),
    ),
    Rule(
        "ink_size",
        "drawn",
        21,
        NEUTRAL,
        ("ink.width.median", "ink.height.median"),
        lambda of: of.n("ink.width.median") > 1,
    ),
    Rule(
        "ink_stroke",
        "drawn",
        21,
        NEUTRAL,
        ("ink.stroke.median", "ink.stroke.p05", "ink.stroke.p95"),
        lambda of: of.n("ink.stroke.median") >= ENOUGH_TIMES,
    ),
    Rule("ink_share", "drawn", 14, NEUTRAL, ("ink.share.median",), lambda of: of.n("ink.share.median") > 1),
    Rule("ink_offset", "drawn", 14, NEUTRAL, ("ink.offset.median",), lambda of: of.n("ink.offset.median") > 1),
    Rule(
        "repeated",
        "drawn",
        32,
        NEUTRAL,
        ("repeated", "pictures_sampled", "repeated_share"),
        lambda of: of("repeated") > 0,
        lambda of: surprise(of("repeated"), of("pictures_sampled"), ORDINARILY_REPEATED),
    ),
    Rule(
        "none_repeated",
        "drawn",
        17,
        GOOD,
        ("pictures_sampled",),
        lambda of: of("repeated") == 0 and of("pictures_sampled") > 1,
    ),
    Rule(
        "most_repeated",
        "drawn",
        30,
        NEUTRAL,
        ("most_repeated_count",),
        lambda of: of("most_repeated_count") >= OFTEN,
    ),
)
KINDS: Final = (
    Kind(
        "digit_count",
        "drawn",
        15,
        NEUTRAL,
        {"count": "digit.{}", "of": "classified"},
        subjects_of("digit"),
        lambda of, digit: of(f"digit.{digit}") > 0 and of("classified") > 1,
    ),
    Kind(
        "digit_absent",
        "drawn",
        12,
        NEUTRAL,
        {"of": "classified"},
        subjects_of("digit"),
        lambda of, digit: of(f"digit.{digit}") == 0 and of("classified") >= ENOUGH_LABELS,
    ),
)
