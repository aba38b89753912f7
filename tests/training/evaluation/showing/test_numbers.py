import json
from dataclasses import replace
from pathlib import Path

import pytest

from handdraw_training.evaluation.measuring.results import Cost, Evaluation, Time
from handdraw_training.evaluation.showing.line import Line
from handdraw_training.evaluation.showing.numbers import BASELINE, Baseline, read_baseline, to_json

from .evaluations import DRAWN, MNIST, NOTHING

FOUND = replace(NOTHING, mnist=MNIST, drawn=DRAWN)


def test_the_file_holds_every_number_but_those_of_the_machine() -> None:
    cost = Cost(222_250, 900, Time(149.6, 160), None, Time(90, 95), Time(120, 130))

    found = json.loads(to_json(replace(NOTHING, mnist=MNIST, cost=cost)))

    section = "MNIST's test digits"
    assert found == {
        "name": "version 3",
        "quick": False,
        "mnist": 10_000,
        "drawn": None,
        "numbers": [
            [section, "read as they are", 10_000, 0.9961],
            [section, "read from a PNG, normalised", 10_000, 0.994],
            [section, "on a canvas of 280 px", 10_000, 0.9965],
            [section, "wrong and over 90% sure", 10_000, 0.0012],
            [section, "calibration error (ECE)", None, 0.0123],
            [section, "Brier score", None, 0.01],
            [section, "negative log likelihood", None, 0.02],
        ],
    }


def test_what_was_written_is_read_as_a_baseline(tmp_path: Path) -> None:
    path = tmp_path / "numbers.json"
    path.write_text(to_json(FOUND), encoding="utf-8")

    found = read_baseline(path)

    assert (found.name, found.digits, found.numbers["Drawn digits", "set pen"]) == (
        "version 3",
        (10_000, 1_000),
        (1_000, 0.985),
    )


@pytest.mark.parametrize(
    ("evaluation", "same"),
    [
        (FOUND, True),
        (replace(FOUND, quick=True), False),
        (replace(FOUND, drawn=None), False),
        (replace(FOUND, drawn=replace(DRAWN, n=999)), False),
    ],
)
def test_a_baseline_stands_beside_what_was_measured_in_full_on_as_many_digits(
    evaluation: Evaluation, same: bool
) -> None:
    assert Baseline("version 2", (10_000, 1_000), {}).is_of(evaluation) is same


def test_a_number_stands_beside_one_of_the_same_name_and_as_many_drawings() -> None:
    baseline = Baseline("version 2", (None, None), {("a", "same"): (5, 0.25), ("a", "fewer"): (4, 0.5)})
    measured = [Line("a", name, 0.75, n=5, detail="of now") for name in ("same", "fewer", "new")]

    assert baseline.beside(measured) == {("a", "same"): Line("a", "same", 0.25, n=5)}


def test_the_baseline_that_is_kept_says_what_it_was_measured_with() -> None:
    found, about = read_baseline(), json.loads(BASELINE.read_text(encoding="utf-8"))["measured_with"]

    assert (found.name, found.digits, list(about)) == (
        "version 2, normalisation 1",
        (10_000, 1_500),
        ["version", "normalisation", "commit", "mnist_sha256", "strokes_sha256", "command"],
    )
