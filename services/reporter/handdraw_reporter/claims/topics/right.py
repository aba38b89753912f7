"""What is said of how right the answers were."""

from typing import Final

from handdraw_reporter.claims.known import Known
from handdraw_reporter.claims.rule import (
    BAD,
    ENOUGH_LABELS,
    ENOUGH_TO_BE_MANY,
    GOOD,
    NEUTRAL,
    Kind,
    Rule,
    subjects_of,
)
from handdraw_reporter.claims.surprise import surprise, surprise_at
from handdraw_reporter.claims.topics.overview import without_labels

ORDINARILY_WRONG: Final = 0.03
"""What version 5 misreads of drawings by people it has never seen, where no window before says."""
NOTABLE_GAP: Final = 0.01
DIGITS: Final = tuple("0123456789")

_ACCURACY: Final = ("labelled", "accuracy", "accuracy_low", "accuracy_high")


def _surprisingly_wrong(of: Known) -> float:
    if of("before.accuracy") <= 1:
        return surprise(of("read_wrong"), of("labelled"), max(1 - of("before.accuracy"), 0.5 / of("before.labelled")))
    return surprise(of("read_wrong"), of("labelled"), ORDINARILY_WRONG)


def _surprisingly_hard(of: Known) -> float:
    wrong = of("hardest_labelled") - of("hardest_right")
    return surprise(wrong, of("hardest_labelled"), 1 - of("accuracy")) / 2


def _judges_calibration(of: Known) -> bool:
    return of.n("calibration_gap") >= ENOUGH_LABELS


RULES: Final = (
    Rule(
        "accuracy",
        "right",
        75,
        NEUTRAL,
        _ACCURACY,
        lambda of: of("labelled") >= ENOUGH_LABELS,
        lambda of: _surprisingly_wrong(of) / 2,
        goes_with=("most_confused", "chosen_sample"),
    ),
    Rule("accuracy_of_few", "right", 55, NEUTRAL, _ACCURACY, lambda of: 1 < of("labelled") < ENOUGH_LABELS),
    Rule("one_right", "right", 50, GOOD, (), lambda of: of("labelled") == of("read_right") == 1),
    Rule("one_wrong", "right", 50, BAD, (), lambda of: of("labelled") == 1 and of("read_right") == 0),
    Rule(
        "all_labelled_right",
        "right",
        28,
        GOOD,
        ("labelled",),
        lambda of: ENOUGH_LABELS <= of("labelled") == of("read_right"),
    ),
    Rule(
        "some_labelled_right",
        "right",
        25,
        NEUTRAL,
        ("read_right", "labelled"),
        lambda of: 0 < of("read_right") < of("labelled"),
    ),
    Rule(
        "some_labelled_wrong",
        "right",
        26,
        NEUTRAL,
        ("read_wrong", "labelled"),
        lambda of: 1 < of("read_wrong") < of("labelled"),
    ),
    Rule(
        "one_of_labelled_wrong", "right", 26, NEUTRAL, ("labelled",), lambda of: of("read_wrong") == 1 < of("labelled")
    ),
    Rule(
        "none_labelled_right", "right", 57, BAD, ("labelled",), lambda of: of("read_right") == 0 and of("labelled") > 1
    ),
    Rule(
        "most_confused",
        "right",
        54,
        BAD,
        ("most_confused", "confused_count", "confused_of"),
        lambda of: of("confused_count") > 1,
    ),
    Rule(
        "no_most_confused",
        "right",
        15,
        NEUTRAL,
        (),
        lambda of: of("read_wrong") > 1 and "most_confused" not in of,
    ),
    Rule(
        "hardest_digit",
        "right",
        34,
        BAD,
        ("hardest_digit", "hardest_right", "hardest_labelled", "hardest_recall"),
        lambda of: of("hardest_recall") < 1,
        _surprisingly_hard,
    ),
    Rule(
        "calibrated",
        "right",
        29,
        GOOD,
        ("labelled_confidence", "accuracy"),
        lambda of: _judges_calibration(of) and of.low("calibration_gap") <= 0 <= of.high("calibration_gap"),
    ),
    Rule(
        "overconfident",
        "right",
        53,
        BAD,
        ("labelled_confidence", "accuracy"),
        lambda of: _judges_calibration(of) and of.low("calibration_gap") > 0 and of("calibration_gap") >= NOTABLE_GAP,
    ),
    Rule(
        "underconfident",
        "right",
        35,
        NEUTRAL,
        ("labelled_confidence", "accuracy"),
        lambda of: _judges_calibration(of) and of.high("calibration_gap") < 0 and of("calibration_gap") <= -NOTABLE_GAP,
    ),
    Rule("calibration_error", "right", 18, NEUTRAL, ("calibration_error",), _judges_calibration),
    Rule("brier", "right", 12, NEUTRAL, ("brier",), _judges_calibration),
    Rule(
        "expected_accuracy",
        "right",
        31,
        NEUTRAL,
        ("expected_accuracy",),
        lambda of: of.n("expected_accuracy") >= ENOUGH_LABELS,
    ),
    Rule("nobody_labelled", "right", 50, NEUTRAL, (), lambda of: of("classified") > 0 and without_labels(of)),
    Rule(
        "unmatched_labels",
        "right",
        45,
        BAD,
        ("unmatched_labels",),
        lambda of: of("unmatched_labels") > 0,
        lambda of: surprise_at(of, "unmatched_labels", "labels", (), ORDINARILY_WRONG) / 2,
    ),
    Rule("labels", "right", 18, NEUTRAL, ("labels",), lambda of: of("labels") > 0),
    Rule("corrected_labels", "right", 19, NEUTRAL, ("corrected_labels",), lambda of: of("corrected_labels") > 0),
    Rule("labels_match", "right", 16, GOOD, (), lambda of: of("labels") > 1 and of("unmatched_labels") == 0),
    Rule("chosen_sample", "right", 24, NEUTRAL, (), lambda of: of("labelled") > 1, goes_with=("accuracy",)),
)
KINDS: Final = (
    Kind(
        "confused",
        "right",
        14,
        NEUTRAL,
        {"count": "confusion.{}", "share": "confusion_share.{}"},
        subjects_of("confusion"),
        lambda of, _: of("labelled") > 1,
    ),
    Kind(
        "digit_recall",
        "right",
        13,
        NEUTRAL,
        {"share": "recall.{}"},
        subjects_of("recall"),
        lambda of, digit: of(f"recall.{digit}") < 1 and of("labelled") > 1,
    ),
    Kind(
        "digit_always_right",
        "right",
        13,
        GOOD,
        {"share": "recall.{}"},
        subjects_of("recall"),
        lambda of, digit: of(f"recall.{digit}") == 1 and of.n(f"recall.{digit}") > 1,
    ),
    Kind(
        "digit_precision",
        "right",
        12,
        NEUTRAL,
        {"share": "precision.{}"},
        subjects_of("precision"),
        lambda of, _: of("labelled") > 1,
    ),
    Kind("digit_f_score", "right", 10, NEUTRAL, {"share": "f_score.{}"}, subjects_of("f_score")),
    Kind(
        "digit_unlabelled",
        "right",
        11,
        NEUTRAL,
        {},
        lambda _: DIGITS,
        lambda of, digit: of("labelled") >= ENOUGH_TO_BE_MANY and f"recall.{digit}" not in of,
    ),
)
