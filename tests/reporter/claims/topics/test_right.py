import pytest

from ..stated import Ends, licensed

GAPS = {
    "calibrated": (0.02, -0.01, 0.05),
    "overconfident": (0.05, 0.01, 0.09),
    "underconfident": (-0.05, -0.09, -0.01),
}


@pytest.mark.parametrize(("claim", "gap"), GAPS.items())
@pytest.mark.parametrize(("n", "said"), [(29, False), (30, True)])
def test_calibration_is_judged_by_the_interval_of_the_gap(
    claim: str,
    gap: Ends,
    n: int,
    said: bool,
) -> None:
    values = {"labelled_confidence": 0.9, "accuracy": 0.9, "calibration_gap": gap}

    assert [one for one in licensed(values, "right", n) if one in GAPS] == [claim] * said


def test_a_gap_too_small_to_be_seen_is_not_told_as_one() -> None:
    values = {"labelled_confidence": 0.9, "accuracy": 0.9, "calibration_gap": (0.005, 0.004, 0.006)}

    assert licensed(values, "right") == []


@pytest.mark.parametrize(
    ("right", "wrong", "claims"),
    [
        (0, 3, ["none_labelled_right"]),
        (2, 1, ["some_labelled_right", "one_of_labelled_wrong"]),
        (1, 2, ["some_labelled_right", "some_labelled_wrong"]),
        (3, 0, []),
    ],
)
def test_how_many_were_right_and_wrong_is_said_in_the_number_that_it_is(
    right: int, wrong: int, claims: list[str]
) -> None:
    found = licensed({"read_right": right, "read_wrong": wrong, "labelled": 3}, "right")

    assert [one for one in found if "labelled" in one and "unlabelled" not in one] == claims


def test_a_digit_is_told_with_what_is_known_of_it() -> None:
    values = {"labelled": 40, "recall.3": 0.5, "precision.3": 0.7, "recall.4": 1.0, "f_score.4": 1.0}

    assert [one for one in licensed(values, "right") if one.endswith((".3", ".4"))] == [
        "digit_recall.3",
        "digit_always_right.4",
        "digit_precision.3",
        "digit_f_score.4",
    ]


def test_digits_that_nobody_labelled_are_named() -> None:
    values = {"labelled": 40} | {f"recall.{digit}": 0.5 for digit in range(8)}

    assert [one for one in licensed(values, "right") if "unlabelled" in one] == [
        "digit_unlabelled.8",
        "digit_unlabelled.9",
    ]
