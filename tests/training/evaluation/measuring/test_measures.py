from dataclasses import replace

import numpy as np
import pytest

from handdraw_training.evaluation.measuring import measures
from handdraw_training.evaluation.measuring.results import Bin, CalibrationErrors


def sure(digit: int, confidence: float) -> list[float]:
    row = [(1 - confidence) / 9] * 10
    row[digit] = confidence
    return row


def test_a_small_set_weighs_as_much_as_a_large_one() -> None:
    right = np.array([True, False, False, False, True])
    sets = np.array(["large", "large", "large", "large", "small"])

    assert measures.mean_over_sets(right, sets) == (1 / 4 + 1) / 2


def test_the_weights_of_a_set_add_up_to_its_share() -> None:
    weights = measures.weights(np.array(["a", "b", "a", "a"]))

    assert weights.tolist() == pytest.approx([1 / 6, 1 / 2, 1 / 6, 1 / 6])


def test_calibration_is_what_a_hand_computes() -> None:
    probabilities = np.array([sure(3, 0.9), sure(3, 0.9), sure(7, 0.5), sure(7, 0.5)], np.float32)
    labels = np.array([3, 3, 7, 1])

    found = measures.calibration(probabilities, labels, np.full(4, 0.25))

    brier_right, brier_half = 0.1**2 + 9 * (0.1 / 9) ** 2, 0.5**2 + 9 * (0.5 / 9) ** 2
    brier_wrong = 0.5**2 + 8 * (0.5 / 9) ** 2 + (1 - 0.5 / 9) ** 2
    nll = -(2 * np.log(0.9) + np.log(0.5) + np.log(0.5 / 9)) / 4
    assert (found.ece, found.brier, found.nll) == pytest.approx(
        (0.5 * 0.1 + 0.5 * 0.0, (2 * brier_right + brier_half + brier_wrong) / 4, nll), abs=1e-6
    )


def test_each_bin_says_how_sure_and_how_right_its_answers_were() -> None:
    probabilities = np.array([sure(3, 0.99), sure(3, 0.97), sure(7, 0.5)], np.float32)

    found = measures.calibration(probabilities, np.array([3, 4, 7]), np.array([0.25, 0.25, 0.5]))

    assert [one for bin_ in found.bins for one in (bin_.share, bin_.confidence, bin_.accuracy)] == pytest.approx(
        [0.5, 0.5, 1.0, 0.5, 0.98, 0.5]
    )


def test_an_answer_that_is_certain_and_wrong_costs_much_and_not_infinitely_much() -> None:
    found = measures.calibration(np.array([sure(3, 1.0)], np.float32), np.array([4]), np.ones(1))

    assert replace(found, nll=round(found.nll, 3)) == CalibrationErrors(1.0, 2.0, 16.118, (Bin(1.0, 1.0, 0.0),))


def test_with_one_writer_there_is_no_interval() -> None:
    alone = np.array(["a:1", "a:1", "b:1"])

    found = measures.interval(np.array([True, False, True]), alone, np.array(["a", "a", "b"]), seed=1)

    assert found is None


def test_two_writers_of_whom_one_is_never_read_leave_everything_open() -> None:
    writers = np.repeat(["w:1", "w:2"], 10)

    found = measures.interval(np.repeat([True, False], 10), writers, np.full(20, "w"), seed=1)

    assert found == (0.0, 1.0)


def test_a_set_of_one_writer_stays_as_it_is_in_the_interval_of_all() -> None:
    writers = np.array(["one:1", "two:1", "two:2"])

    found = measures.interval(np.array([True, True, False]), writers, np.array(["one", "two", "two"]), seed=1)

    assert found == (0.5, 1.0)


def test_the_interval_is_the_same_each_time() -> None:
    random = np.random.default_rng(5)
    right, writers = random.random(400) < 0.9, np.repeat([f"w:{index}" for index in range(20)], 20)

    found = [measures.interval(right, writers, np.full(400, "w"), seed=3) for _ in range(2)]

    assert found[0] == found[1]


def test_confusion_counts_by_truth_and_then_by_what_was_read() -> None:
    counts = np.array(measures.confusion(np.array([1, 1, 7, 9]), np.array([1, 7, 1, 9])))

    assert {(int(row), int(column)): int(counts[row, column]) for row, column in np.argwhere(counts)} == {
        (1, 1): 1,
        (1, 7): 1,
        (7, 1): 1,
        (9, 9): 1,
    }


def test_the_roc_goes_from_nothing_to_everything() -> None:
    alarms, caught = measures.roc(np.array([0.1, 0.4]), np.array([0.4, 0.9]))

    assert (alarms.tolist(), caught.tolist()) == ([0, 0, 0.5, 1], [0, 0.5, 1, 1])


def test_a_thinned_curve_keeps_its_ends() -> None:
    assert measures.thin(np.linspace(0, 1, 1001), 3) == (0.0, 0.5, 1.0)
