"""What is said of how much there was, and when."""

from typing import Final

from handdraw_reporter.claims.known import Known
from handdraw_reporter.claims.rule import BAD, ENOUGH_TO_BE_MANY, GOOD, NEUTRAL, Rule
from handdraw_reporter.claims.surprise import surprise

PEAK: Final = 2
"""A time is busy in which so many times as many drawings came as on average."""


def without_labels(of: Known) -> bool:
    return "labels" not in of


def _is_a_peak(of: Known) -> bool:
    return of("busiest_count") >= ENOUGH_TO_BE_MANY and of("busiest_share") * of("timeline_bins") >= PEAK


RULES: Final = (
    Rule("nothing_recorded", "overview", 100, NEUTRAL, (), lambda of: of("drawings") == 0 and without_labels(of)),
    Rule("nothing_to_say", "overview", 35, NEUTRAL, (), lambda of: of("drawings") == 0 and without_labels(of)),
    Rule("only_labels", "overview", 74, NEUTRAL, ("labels",), lambda of: of("drawings") == 0 and of("labels") > 0),
    Rule(
        "one_drawing",
        "overview",
        64,
        NEUTRAL,
        ("first_recorded",),
        lambda of: of("drawings") == 1 and without_labels(of),
    ),
    Rule(
        "one_drawing_between",
        "overview",
        64,
        NEUTRAL,
        ("first_recorded", "last_recorded"),
        lambda of: of("drawings") == 1 and of("labels") > 0,
    ),
    Rule(
        "drawings",
        "overview",
        60,
        NEUTRAL,
        ("drawings", "first_recorded", "last_recorded"),
        lambda of: of("drawings") > 1,
        goes_with=("every_drawing_read", "some_read"),
    ),
    Rule("every_drawing_read", "overview", 50, GOOD, ("drawings",), lambda of: 1 < of("drawings") == of("classified")),
    Rule(
        "some_read",
        "overview",
        50,
        NEUTRAL,
        ("classified", "drawings", "answered_share"),
        lambda of: 1 < of("classified") < of("drawings"),
        goes_with=("refused", "failed"),
    ),
    Rule("one_read", "overview", 52, BAD, ("drawings",), lambda of: of("classified") == 1 < of("drawings")),
    Rule("none_read", "overview", 92, BAD, ("drawings",), lambda of: of("classified") == 0 and of("drawings") > 1),
    Rule(
        "busiest",
        "overview",
        22,
        NEUTRAL,
        ("busiest_from", "busiest_until", "busiest_count"),
        _is_a_peak,
        lambda of: surprise(of("busiest_count"), of("drawings"), 1 / of("timeline_bins")) / 2,
    ),
)
