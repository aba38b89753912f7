import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handdraw_reporter.counting.calibration import Bin, Calibration

ANSWERS = st.lists(st.tuples(st.floats(0, 1), st.booleans()), max_size=60)


def calibration_of(answers: list[tuple[float, bool]]) -> Calibration:
    calibration = Calibration()
    for confidence, right in answers:
        calibration.add(confidence, right=right)
    return calibration


def without_zeros(calibration: Calibration) -> tuple[object, ...]:
    counters = (calibration.counts, calibration.right, calibration.confidence)
    return *({key: n for key, n in one.items() if n} for one in counters), calibration.squares


@settings(max_examples=50, deadline=None)
@given(ANSWERS, ANSWERS)
def test_parts_add_up_to_the_whole(one: list[tuple[float, bool]], two: list[tuple[float, bool]]) -> None:
    assert calibration_of(one) + calibration_of(two) == calibration_of(two + one)


@settings(max_examples=50, deadline=None)
@given(ANSWERS, ANSWERS)
def test_what_is_taken_back_leaves_no_trace(kept: list[tuple[float, bool]], gone: list[tuple[float, bool]]) -> None:
    calibration = calibration_of(kept + gone)
    for confidence, right in gone:
        calibration.add(confidence, right=right, weight=-1)

    assert without_zeros(calibration) == without_zeros(calibration_of(kept))


def test_bins_say_how_sure_and_how_right_their_drawings_were() -> None:
    calibration = calibration_of([(0.95, True), (0.97, False), (0.5, True), (0.96, True), (1.0, True), (0.0, False)])

    assert calibration.bins() == {0: Bin(1, 0.0, 0.0), 7: Bin(1, 0.5, 1.0), 14: Bin(4, 0.97, 0.75)}


def test_who_is_sure_and_right_is_calibrated() -> None:
    calibration = calibration_of([(1.0, True)] * 5)

    assert (calibration.error, calibration.brier, calibration.gap, calibration.gap_error) == (0.0, 0.0, 0.0, 0.0)


def test_the_gap_is_as_unsure_as_the_confidences_let_expect() -> None:
    calibration = calibration_of([(0.9, True)] * 100)

    assert [calibration.gap, calibration.gap_error] == pytest.approx([-0.1, 0.03])
