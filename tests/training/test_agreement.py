import numpy as np
import pytest

from handdraw_inference.engines.scores import Scores
from handdraw_training.agreement import Agreement, check_float, check_quantised
from handdraw_training.errors import TwinDisagrees

TENTHS = np.full((1, 10), 0.1, np.float32)


def test_a_float_twin_that_agrees_to_a_hundred_thousandth_is_accepted() -> None:
    check_float(Scores(TENTHS), Scores(TENTHS + np.float32(9e-6)))


def test_a_float_twin_that_differs_by_more_is_refused() -> None:
    with pytest.raises(TwinDisagrees, match=r"probabilities differ from Keras's by 2\.0e-05, more than 1e-05"):
        check_float(Scores(TENTHS), Scores(TENTHS + np.float32(2e-5)))


def test_a_float_twin_that_answers_nan_is_refused() -> None:
    with pytest.raises(TwinDisagrees, match="differ from Keras's by nan"):
        check_float(Scores(TENTHS), Scores(TENTHS * np.float32(np.nan)))


def test_every_output_is_compared() -> None:
    right, wrong = (
        Scores(TENTHS, TENTHS[:, 0]),
        Scores(TENTHS, TENTHS[:, 0] * 2),
    )

    with pytest.raises(TwinDisagrees, match="unlike_a_digit differ from Keras's by 1"):
        check_float(right, wrong)


def test_an_output_that_is_missing_is_noticed() -> None:
    with pytest.raises(
        TwinDisagrees, match=r"LiteRT answers \['probabilities'\] and Keras \['probabilities', 'unlike_a_digit'\]"
    ):
        check_float(Scores(TENTHS, TENTHS[:, 0]), Scores(TENTHS))


def scores(count: int, *, unlike: bool = True) -> Scores:
    """Sure of 3, and at the border of what is no digit."""
    probabilities = np.full((count, 10), 0.01, np.float32)
    probabilities[:, 3] = 0.91
    return Scores(probabilities, np.full(count, 0.4999, np.float32) if unlike else None)


def otherwise(right: Scores, digits: int, unlike: int) -> Scores:
    """Have so many read as 7, and so many others beyond the border."""
    probabilities = right.probabilities.copy()
    probabilities[:digits, [3, 7]] = probabilities[:digits, [7, 3]]
    beyond = (np.arange(len(right)) < unlike).astype(np.float32) * np.float32(0.25)
    return Scores(probabilities, None if right.unlike is None else right.unlike + beyond)


@pytest.mark.parametrize(("digits", "unlike"), [(0, 0), (2, 5)])
def test_a_quantised_twin_that_nearly_agrees_is_accepted_and_described(digits: int, unlike: int) -> None:
    right = scores(12_000)

    found = check_quantised(right, otherwise(right, digits, unlike), 10_000, 2_000)

    assert found == Agreement(10_000, 2_000, digits, unlike, round(1.8 * digits / 120_000, 7), 0.9 if digits else 0)


@pytest.mark.parametrize(("digits", "unlike"), [(3, 0), (0, 6)])
def test_a_quantised_twin_that_differs_on_more_is_refused_with_the_numbers(digits: int, unlike: int) -> None:
    right = scores(12_000)

    with pytest.raises(TwinDisagrees) as refused:
        check_quantised(right, otherwise(right, digits, unlike), 10_000, 2_000)

    said = f"LiteRT's quantised twin reads {digits} of 12,000 digits otherwise than Keras, {unlike} unlike_a_digit, "
    assert (str(refused.value).startswith(said), "at most 2, 5 and 1e-04" in str(refused.value)) == (True, True)


def test_a_quantised_twin_whose_probabilities_drift_is_refused() -> None:
    right = scores(100)

    with pytest.raises(TwinDisagrees, match=r"differ by 2\.0e-04 on average"):
        check_quantised(right, Scores(right.probabilities + np.float32(2e-4), right.unlike), 100, 0)


@pytest.mark.parametrize(("probability", "unlike"), [(np.nan, 0), (0, np.nan)])
def test_a_quantised_twin_that_answers_nan_is_refused_on_either_output(probability: float, unlike: float) -> None:
    right = scores(100)
    assert right.unlike is not None

    with pytest.raises(TwinDisagrees, match="what it answers by nan at most"):
        check_quantised(right, Scores(right.probabilities + probability, right.unlike + unlike), 100, 0)


def test_a_network_with_one_output_is_judged_by_that() -> None:
    right = scores(10, unlike=False)

    assert check_quantised(right, right, 10, 0) == Agreement(10, 0, 0, 0, 0, 0)
