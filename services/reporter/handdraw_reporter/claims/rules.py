"""Under which conditions the facts license a claim. Each claim stands alone: it may be told in any order."""

from collections.abc import Callable
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

_BAD, _GOOD, _NEUTRAL = Tone.BAD, Tone.GOOD, Tone.NEUTRAL


@dataclass(frozen=True, slots=True)
class Rule:
    """``facts``: what its words may show; all must be there. ``surprising``: when it is worth a headline."""

    id: str
    topic: Topic
    importance: int
    tone: Tone
    facts: tuple[str, ...]
    when: Callable[[Known], bool]
    surprising: Callable[[Known], bool] = lambda _: False
    goes_with: tuple[str, ...] = ()


def _without_labels(of: Known) -> bool:
    return "labels" not in of


def _beyond_chance(of: Known, share: str, direction: int) -> bool:
    """Say whether the interval of the difference lies on one side, and the difference is one that can be seen."""
    change = of(f"change.{share}") * direction
    bound = of(f"change.{share}_low") if direction > 0 else -of(f"change.{share}_high")
    return bound > 0 and change >= NOTABLE


RULES: Final = (
    Rule("nothing_recorded", "overview", 100, _NEUTRAL, (), lambda of: of("drawings") == 0 and _without_labels(of)),
    Rule("nothing_to_say", "overview", 35, _NEUTRAL, (), lambda of: of("drawings") == 0 and _without_labels(of)),
    Rule("only_labels", "overview", 74, _NEUTRAL, ("labels",), lambda of: of("drawings") == 0 and of("labels") > 0),
    Rule(
        "one_drawing",
        "overview",
        64,
        _NEUTRAL,
        ("first_recorded",),
        lambda of: of("drawings") == 1 and _without_labels(of),
    ),
    Rule(
        "one_drawing_between",
        "overview",
        64,
        _NEUTRAL,
        ("first_recorded", "last_recorded"),
        lambda of: of("drawings") == 1 and of("labels") > 0,
    ),
    Rule(
        "drawings",
        "overview",
        60,
        _NEUTRAL,
        ("drawings", "first_recorded", "last_recorded"),
        lambda of: of("drawings") > 1,
        goes_with=("every_drawing_read", "some_read"),
    ),
    Rule("every_drawing_read", "overview", 50, _GOOD, ("drawings",), lambda of: 1 < of("drawings") == of("classified")),
    Rule(
        "some_read",
        "overview",
        50,
        _NEUTRAL,
        ("classified", "drawings", "answered_share"),
        lambda of: 1 < of("classified") < of("drawings"),
        goes_with=("refused", "failed"),
    ),
    Rule("one_read", "overview", 52, _BAD, ("drawings",), lambda of: of("classified") == 1 < of("drawings")),
    Rule("none_read", "overview", 92, _BAD, ("drawings",), lambda of: of("classified") == 0 and of("drawings") > 1),
    Rule(
        "accuracy_fell",
        "change",
        95,
        _BAD,
        ("before.accuracy", "accuracy", "change.accuracy_low", "change.accuracy_high", "before.labelled", "labelled"),
        lambda of: _beyond_chance(of, "accuracy", -1),
        goes_with=("most_confused",),
    ),
    Rule(
        "accuracy_rose",
        "change",
        80,
        _GOOD,
        ("before.accuracy", "accuracy", "change.accuracy_low", "change.accuracy_high", "before.labelled", "labelled"),
        lambda of: _beyond_chance(of, "accuracy", 1),
    ),
    Rule(
        "accuracy_held",
        "change",
        38,
        _NEUTRAL,
        ("before.accuracy", "accuracy"),
        lambda of: of("change.accuracy_low") <= 0 <= of("change.accuracy_high"),
    ),
    Rule(
        "low_confidence_rose",
        "change",
        58,
        _BAD,
        ("before.low_confidence_share", "low_confidence_share"),
        lambda of: _beyond_chance(of, "low_confidence_share", 1),
    ),
    Rule(
        "low_confidence_fell",
        "change",
        40,
        _GOOD,
        ("before.low_confidence_share", "low_confidence_share"),
        lambda of: _beyond_chance(of, "low_confidence_share", -1),
    ),
    Rule(
        "slower",
        "change",
        56,
        _BAD,
        ("before.total_ms.median", "total_ms.median"),
        lambda of: of("total_ms.median") > NOTABLE_TIME * of("before.total_ms.median"),
    ),
    Rule(
        "faster",
        "change",
        42,
        _GOOD,
        ("before.total_ms.median", "total_ms.median"),
        lambda of: of("before.total_ms.median") > NOTABLE_TIME * of("total_ms.median"),
    ),
    Rule(
        "more_drawings",
        "change",
        33,
        _NEUTRAL,
        ("before.drawings", "drawings"),
        lambda of: of("drawings") > of("before.drawings"),
    ),
    Rule(
        "fewer_drawings",
        "change",
        33,
        _NEUTRAL,
        ("before.drawings", "drawings"),
        lambda of: of("drawings") < of("before.drawings"),
    ),
    Rule(
        "as_many_drawings",
        "change",
        31,
        _NEUTRAL,
        ("drawings",),
        lambda of: of("drawings") == of("before.drawings") > 0,
    ),
    Rule("one_read_as", "drawn", 45, _NEUTRAL, ("most_drawn",), lambda of: of("classified") == 1),
    Rule(
        "most_drawn",
        "drawn",
        45,
        _NEUTRAL,
        ("most_drawn", "most_drawn_count", "most_drawn_share"),
        lambda of: of("most_drawn_count") > 1 and of("most_drawn_share") < 1,
    ),
    Rule(
        "same_digit",
        "drawn",
        46,
        _NEUTRAL,
        ("most_drawn", "classified"),
        lambda of: of("most_drawn_share") == 1 and of("classified") > 1,
    ),
    Rule(
        "no_most_drawn",
        "drawn",
        40,
        _NEUTRAL,
        (),
        lambda of: of("classified") > 1 and "most_drawn" not in of,
    ),
    Rule(
        "every_digit_read",
        "drawn",
        14,
        _NEUTRAL,
        (),
        lambda of: all(of(f"digit.{digit}") > 0 for digit in range(10)),
    ),
    Rule("mean_confidence", "sure", 45, _NEUTRAL, ("mean_confidence",), lambda of: of("classified") > 1),
    Rule("one_confidence", "sure", 45, _NEUTRAL, ("mean_confidence",), lambda of: of("classified") == 1),
    Rule(
        "low_confidence",
        "sure",
        45,
        _BAD,
        ("low_confidence_share", "warning.low_confidence", "classified"),
        lambda of: of("classified") > 1 and of("low_confidence_share") > 0,
        lambda of: of("low_confidence_share") > 0.5 and of("classified") >= ENOUGH_TO_BE_MANY,
    ),
    Rule(
        "no_low_confidence",
        "sure",
        40,
        _GOOD,
        (),
        lambda of: of("classified") > 1 and of("low_confidence_share") == 0,
    ),
    Rule("no_warning", "sure", 22, _GOOD, (), lambda of: of("classified") > 1 and not of.subjects("warning")),
    Rule(
        "accuracy",
        "right",
        75,
        _NEUTRAL,
        ("labelled", "accuracy", "accuracy_low", "accuracy_high"),
        lambda of: of("labelled") >= ENOUGH_LABELS,
        goes_with=("most_confused", "chosen_sample"),
    ),
    Rule(
        "accuracy_of_few",
        "right",
        55,
        _NEUTRAL,
        ("labelled", "accuracy", "accuracy_low", "accuracy_high"),
        lambda of: 1 < of("labelled") < ENOUGH_LABELS,
    ),
    Rule("one_right", "right", 50, _GOOD, (), lambda of: of("labelled") == of("read_right") == 1),
    Rule("one_wrong", "right", 50, _BAD, (), lambda of: of("labelled") == 1 and of("read_right") == 0),
    Rule(
        "all_labelled_right",
        "right",
        28,
        _GOOD,
        ("labelled",),
        lambda of: ENOUGH_LABELS <= of("labelled") == of("read_right"),
    ),
    Rule(
        "some_labelled_right",
        "right",
        25,
        _NEUTRAL,
        ("read_right", "labelled"),
        lambda of: 0 < of("read_right") < of("labelled"),
    ),
    Rule(
        "most_confused",
        "right",
        54,
        _BAD,
        ("most_confused", "confused_count"),
        lambda of: of("confused_count") > 1,
    ),
    Rule(
        "nobody_labelled",
        "right",
        50,
        _NEUTRAL,
        (),
        lambda of: of("classified") > 0 and _without_labels(of),
    ),
    Rule("unmatched_labels", "right", 45, _BAD, ("unmatched_labels",), lambda of: of("unmatched_labels") > 0),
    Rule("labels", "right", 18, _NEUTRAL, ("labels",), lambda of: of("labels") > 0),
    Rule("labels_match", "right", 16, _GOOD, (), lambda of: of("labels") > 1 and of("unmatched_labels") == 0),
    Rule("chosen_sample", "right", 24, _NEUTRAL, (), lambda of: of("labelled") > 1, goes_with=("accuracy",)),
    Rule("one_time", "speed", 40, _NEUTRAL, ("total_ms.median",), lambda of: of("classified") == 1),
    Rule(
        "median_time",
        "speed",
        40,
        _NEUTRAL,
        ("total_ms.median",),
        lambda of: 1 < of("classified") < ENOUGH_TIMES,
    ),
    Rule(
        "median_and_nearly_all",
        "speed",
        40,
        _NEUTRAL,
        ("total_ms.median", "total_ms.p95"),
        lambda of: of("classified") >= ENOUGH_TIMES,
    ),
    Rule("slowest", "speed", 35, _NEUTRAL, ("total_ms.p99",), lambda of: of("classified") >= 10 * ENOUGH_TIMES),
    Rule("serving_all", "speed", 35, _NEUTRAL, (), lambda of: of("classified") > 1 and of("embedded_share") == 0),
    Rule("embedded_all", "speed", 38, _NEUTRAL, (), lambda of: of("classified") > 1 and of("embedded_share") == 1),
    Rule("embedded_some", "speed", 38, _NEUTRAL, ("embedded_share",), lambda of: 0 < of("embedded_share") < 1),
    Rule(
        "nothing_wrong",
        "trouble",
        40,
        _GOOD,
        (),
        lambda of: of("drawings") > 0 and of("refused") == of("failed") == 0,
    ),
    Rule("none_refused", "trouble", 13, _GOOD, (), lambda of: of("drawings") > 0 and of("refused") == 0),
    Rule("none_failed", "trouble", 13, _GOOD, (), lambda of: of("drawings") > 0 and of("failed") == 0),
    Rule("one_refused", "trouble", 48, _BAD, ("most_refusal",), lambda of: of("refused") == 1),
    Rule(
        "one_refused_somehow",
        "trouble",
        48,
        _BAD,
        (),
        lambda of: of("refused") == 1 and "most_refusal" not in of,
    ),
    Rule(
        "refused",
        "trouble",
        48,
        _BAD,
        ("refused", "drawings", "refused_share"),
        lambda of: of("refused") > 1,
        lambda of: of("refused_share") > 0.25 and of("drawings") >= ENOUGH_TO_BE_MANY,
        goes_with=("most_refusal",),
    ),
    Rule(
        "most_refusal",
        "trouble",
        42,
        _BAD,
        ("most_refusal", "most_refusal_count", "refused"),
        lambda of: of("refused") > 1 and of("most_refusal_count") > 1,
        goes_with=("refused",),
    ),
    Rule("one_failed", "trouble", 49, _BAD, ("most_failure",), lambda of: of("failed") == 1),
    Rule(
        "one_failed_somehow",
        "trouble",
        49,
        _BAD,
        (),
        lambda of: of("failed") == 1 and "most_failure" not in of,
    ),
    Rule(
        "failed",
        "trouble",
        49,
        _BAD,
        ("failed", "drawings", "failed_share"),
        lambda of: of("failed") > 1,
        lambda of: of("failed_share") > 0.05 and of("drawings") >= ENOUGH_TO_BE_MANY,
        goes_with=("most_failure",),
    ),
    Rule(
        "most_failure",
        "trouble",
        43,
        _BAD,
        ("most_failure", "most_failure_count", "failed"),
        lambda of: of("failed") > 1 and of("most_failure_count") > 1,
        goes_with=("failed",),
    ),
)
