"""The facts once more, by the libraries that the field computes them with."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from sklearn import metrics

from handdraw_contracts.reports import Fact
from handdraw_reporter.counting.calibration import BINS
from handdraw_reporter.counting.facts import compute_facts

from ..log_events import Json, label, summarise

DIGITS = st.integers(0, 9)
NEAR = {0: 6, 1: 7, 2: 7, 3: 5, 4: 9, 5: 3, 6: 0, 7: 1, 8: 3, 9: 4}
ANSWER = st.tuples(DIGITS, DIGITS, st.booleans(), st.integers(0, 10**6)).map(
    lambda of: (of[0], of[0] if of[2] else (NEAR[of[0]] if of[1] > 4 else of[1]), of[3] / 10**6)
)
"""What a person says, what was read, and the confidence in millionths."""
ANSWERS = st.lists(ANSWER, min_size=1, max_size=120)


def facts(answers: list[tuple[int, int, float]]) -> dict[str, Fact]:
    events = list[Json]()
    for number, (said, read, confidence) in enumerate(answers):
        event = label(number, 10_000 + number, said, read)
        events.append(event | {"read": {"digit": read, "confidence": confidence}})
    return {fact.id: fact for fact in compute_facts(summarise(events), "en")}


def of_digits(known: dict[str, Fact], name: str) -> dict[int, Any]:
    return {digit: known[f"{name}.{digit}"].value for digit in range(10) if f"{name}.{digit}" in known}


@settings(max_examples=50, deadline=None)
@given(ANSWERS)
def test_precision_recall_f1_and_accuracy_are_those_of_scikit_learn(answers: list[tuple[int, int, float]]) -> None:
    said, read = [one[0] for one in answers], [one[1] for one in answers]
    known = facts(answers)
    measured = metrics.precision_recall_fscore_support(said, read, labels=range(10), zero_division=np.nan)

    for name, values in zip(("precision", "recall", "f_score"), measured, strict=False):
        defined = {digit: value for digit, value in enumerate(values.tolist()) if value == value}  # noqa: PLR0124 - NaN
        assert of_digits(known, name) == pytest.approx(defined)
    assert known["accuracy"].value == pytest.approx(metrics.accuracy_score(said, read))
    assert of_digits(known, "digit_accuracy") == pytest.approx(
        {
            digit: metrics.accuracy_score([one == digit for one in said], [one == digit for one in read])
            for digit in {*said, *read}
        }
    )


@settings(max_examples=50, deadline=None)
@given(ANSWERS)
def test_confusions_are_those_of_scikit_learn(answers: list[tuple[int, int, float]]) -> None:
    matrix = metrics.confusion_matrix([one[0] for one in answers], [one[1] for one in answers], labels=range(10))
    known = facts(answers)
    pairs = {tuple(map(int, name.split(".")[1].split("_"))): known[name] for name in known if "confusion." in name}
    shares = {pair: known[f"confusion_share.{pair[0]}_{pair[1]}"].value for pair in pairs}
    wrong = matrix - np.diag(np.diag(matrix))

    assert {pair: fact.value for pair, fact in pairs.items()} == {pair: wrong[pair] for pair in pairs}
    assert sorted(int(fact.value or 0) for fact in pairs.values()) == sorted(wrong[wrong > 0].tolist())[-5:]
    assert shares == pytest.approx({pair: wrong[pair] / matrix[pair[0]].sum() for pair in pairs})


@settings(max_examples=50, deadline=None)
@given(ANSWERS)
def test_brier_and_calibration_error_are_those_of_another_computation(answers: list[tuple[int, int, float]]) -> None:
    right = np.array([said == read for said, read, _ in answers])
    confidence = np.array([one[2] for one in answers])
    places = np.minimum(np.round(confidence * 1e6).astype(int) * BINS // 10**6, BINS - 1)
    error = sum(
        abs(right[places == place].mean() - confidence[places == place].mean()) * (places == place).mean()
        for place in set(places.tolist())
    )
    known = facts(answers)

    assert [known[name].value for name in ("brier", "calibration_error", "labelled_confidence")] == pytest.approx(
        [metrics.brier_score_loss(right, confidence, pos_label=True), error, confidence.mean()], abs=1e-9
    )


@settings(max_examples=50, deadline=None)
@given(ANSWERS)
def test_intervals_of_shares_are_those_of_scipy(answers: list[tuple[int, int, float]]) -> None:
    known = facts(answers)
    shares = {
        name: fact
        for name, fact in known.items()
        if fact.interval and fact.unit == "share" and not name.startswith("f_score") and isinstance(fact.value, float)
    }
    found = {
        name: stats.binomtest(round(float(fact.value or 0) * fact.n), fact.n).proportion_ci(method="wilson")
        for name, fact in shares.items()
    }

    assert {name: (one.interval.low, one.interval.high) for name, one in shares.items() if one.interval} == {
        name: pytest.approx((one.low, one.high)) for name, one in found.items()
    }
