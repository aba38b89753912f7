import json
from dataclasses import replace
from typing import Any

import pytest

from handdraw_training.evaluation.measuring.measurement import measure
from handdraw_training.evaluation.measuring.results import Cost, Evaluation, Time
from handdraw_training.evaluation.trials.preparation import Preparation
from handdraw_training.evaluation.trials.trials import Group

from ..scripted_trials import read_script, scripted_trial

COST = Cost(93_322, 1_000, Time(50, 55), None, Time(1, 2), Time(3, 4))


@pytest.fixture
def evaluation() -> Evaluation:
    digits, writers = [(1, 90, 0), (7, 80, 60)], ["pen:a", "pen:b"]
    trials = (
        scripted_trial(Group.MNIST, digits, [1, 2]),
        scripted_trial(Group.MNIST_PNG, digits, [1, 2]),
        scripted_trial(Group.MNIST_CANVAS, digits, [1, 2]),
        scripted_trial(Group.DRAWN, digits, [1, 2], writers),
        scripted_trial(Group.SAMPLE, digits, [1, 2], writers),
        *(scripted_trial("pen width", digits, [1, 2], writers, name=name) for name in ("3 px", "8 px", "16 px")),
        scripted_trial(Group.COLOURS, digits, [1, 2], name="black on white"),
        scripted_trial(Group.COLOURS, digits, [1, 2], name="white on black"),
        scripted_trial(Group.EUROPEAN, digits, [1, 2]),
        scripted_trial(Group.NO_DIGIT, digits),
        scripted_trial(Group.BLANK, digits, refused=[0, 1]),
    )
    return replace(measure(read_script, Preparation(quick=True, trials=trials), "version 3"), cost=COST)


def shape(value: Any) -> Any:
    """The fields of a JSON value, in their order: {"a": ..., "b": [...]} by name, of a list its first entry."""
    if isinstance(value, dict):
        return {name: shape(one) for name, one in value.items()}
    if isinstance(value, list):
        return [shape(one) for one in value[:1]]
    return type(value).__name__


def names(value: Any) -> Any:
    return [(name, names(one)) for name, one in value.items()] if isinstance(value, dict) else value


ACCURACY = {"name": "str", "n": "int", "accuracy": "float"}
CALIBRATION = {
    "ece": "float",
    "brier": "float",
    "nll": "float",
    "bins": [{"share": "float", "confidence": "float", "accuracy": "float"}],
}
CONFUSION = [["int"]]
MISTAKES = [{"name": "str", "truth": "int", "read": "int", "confidence": "float", "glyph": "str"}]
WARNED = {"name": "str", "n": "int", "warned": "int", "refused": "int", "share": "float"}
TIME = {"best_us": "int", "median_us": "int"}


def test_the_file_holds_the_headline_and_every_part_by_its_name(evaluation: Evaluation) -> None:
    found = json.loads(evaluation.to_json())

    expected = {
        "headline": "float",
        "name": "str",
        "quick": "bool",
        "seed": "int",
        "mnist": {
            "n": "int",
            "accuracy": "float",
            "as_png": ACCURACY,
            "calibration": CALIBRATION,
            "confusion": CONFUSION,
            "mistakes": MISTAKES,
            "on_canvas": ACCURACY,
            "sure_mistakes": "float",
        },
        "drawn": {
            "n": "int",
            "accuracy": "float",
            "refused": "int",
            "sets": [ACCURACY | {"ece": "float", "sure_mistakes": "float"}],
            "digits": [ACCURACY],
            "writers": {
                "n": "int",
                "of_twenty": "NoneType",
                "of_fifty": "NoneType",
                "interval": ["float"],
                "scores": [ACCURACY],
            },
            "calibration": CALIBRATION,
            "confusion": CONFUSION,
            "mistakes": MISTAKES,
            "sure_mistakes": "float",
            "left_out": "int",
        },
        "conditions": [
            {
                "group": "str",
                "name": "str",
                "n": "int",
                "accuracy": "float",
                "change": "float",
                "refused": "int",
                "left_out": "int",
            }
        ],
        "variants": [{"name": "str", "n": "int", "different": "int"}],
        "european": [ACCURACY],
        "no_digit": {
            "digits": WARNED,
            "kinds": [WARNED],
            "roc": {
                "says_unlike": "bool",
                "area": "float",
                "at": ["float"],
                "alarms": ["float"],
                "caught": ["float"],
            },
        },
        "blanks": [WARNED],
        "cost": {
            "parameters": "int",
            "bytes": "int",
            "digit": TIME,
            "times_the_tutorial": "NoneType",
            "decode": TIME,
            "normalise": TIME,
        },
        "worst_pen": {"n": "int", "accuracy": "float", "pooled": "float"},
    }
    assert names(shape(found)) == names(expected)


def test_the_file_holds_the_numbers_as_they_were_measured(evaluation: Evaluation) -> None:
    found = json.loads(evaluation.to_json())

    assert {
        "headline": found["headline"],
        "mnist": found["mnist"]["accuracy"],
        "best": found["cost"]["digit"]["best_us"],
        "median": found["cost"]["digit"]["median_us"],
    } == {"headline": 0.5, "mnist": 0.5, "best": 50, "median": 55}
