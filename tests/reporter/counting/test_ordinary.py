import json
from pathlib import Path
from typing import Any

import pytest

from handdraw_reporter.counting.facts import compute_facts
from handdraw_reporter.counting.ordinary import Ordinary, read_reference, recall_window
from handdraw_reporter.counting.stating import TIED

from ..log_events import refusal, simulate_log, summarise

MODELS = Path(__file__).resolve().parents[3] / "services" / "inference" / "models" / "digits"
SPREAD = {"mean": 0.5, "quantiles": {"0.5": 0.4, "0.05": 0.1, "0.95": 0.9}}
REFERENCE: dict[str, Any] = {
    "n": 200,
    "confidence": SPREAD,
    "share": SPREAD,
    "stroke": SPREAD,
    "digits": {str(digit): 0.1 for digit in range(10)},
    "warnings": {"faint_ink": 0.01},
}


def test_a_reference_says_what_is_ordinary_as_far_as_events_can_be_held_against_it() -> None:
    quantiles = {0.05: 0.1, 0.5: 0.4, 0.95: 0.9}

    assert read_reference(REFERENCE) == Ordinary(
        200,
        dict.fromkeys(range(10), 0.1),
        {"faint_ink": 0.01},
        {"confidence": quantiles, "ink.share": quantiles, "ink.thickness": quantiles},
    )


@pytest.mark.parametrize(
    "wrong",
    [
        {"n": 0},
        {"n": "many"},
        {"digits": {"ten": 0.1}},
        {"digits": {"1": 1.5}},
        {"warnings": {"<b>": 0.1}},
        {"confidence": {"quantiles": {"0.05": 0.9, "0.5": 0.1}}},
        {"confidence": {"quantiles": {"0.05": float("nan")}}},
        {"share": None},
    ],
)
def test_a_reference_that_is_not_sound_says_nothing(wrong: dict[str, Any]) -> None:
    assert read_reference(REFERENCE | wrong) is None


def test_a_version_from_before_there_were_references_says_nothing() -> None:
    assert read_reference({}) is None


@pytest.mark.parametrize("file", sorted(MODELS.glob("*/assets.extra/reference.json")), ids=lambda file: file.parts[-3])
def test_the_references_that_are_served_are_sound(file: Path) -> None:
    ordinary = read_reference(json.loads(file.read_text()))

    assert ordinary is not None
    assert ordinary.n == json.loads(file.read_text())["n"]


def test_an_earlier_window_is_remembered_by_its_facts() -> None:
    summary = summarise(simulate_log(500))
    ordinary = recall_window(compute_facts(summary, "ko"))

    assert ordinary is not None
    assert (ordinary.n, {digit: round(share * ordinary.n) for digit, share in ordinary.digits.items()}) == (
        summary.classified,
        {digit: summary.read.digits[digit] for digit in range(10)},
    )
    width, shares = summary.read.ink.width, (0.05, 0.25, 0.5, 0.75, 0.95)
    assert list(ordinary.quantiles["ink.width"].values()) == [width.quantile(share) for share in shares]
    assert list(ordinary.quantiles["ink.width"]) == pytest.approx(
        [width.count_upto(value) / width.total for value in ordinary.quantiles["ink.width"].values()], abs=TIED
    )


def test_of_a_window_in_which_nothing_was_read_there_is_nothing_to_remember() -> None:
    assert [recall_window(compute_facts(summarise(events), "en")) for events in ([], [refusal(1)])] == [None, None]
