import json
from dataclasses import replace

from handdraw_training.evaluation.measuring.measurement import measure
from handdraw_training.evaluation.measuring.results import Cost, Time
from handdraw_training.evaluation.trials.preparation import Preparation
from handdraw_training.evaluation.trials.trials import Group

from ..scripted_trials import read_script, scripted_trial


def test_the_file_holds_the_headline_and_every_part_by_its_name() -> None:
    trials = scripted_trial(Group.MNIST, [(1, 90, 0)], [1]), scripted_trial(Group.MNIST_PNG, [(1, 90, 0)], [1])
    found = replace(
        measure(read_script, Preparation(quick=True, trials=trials), "version 3"),
        cost=Cost(93_322, 1_000, Time(50, 55), None, Time(1, 2), Time(3, 4)),
    )

    said = json.loads(found.to_json())

    assert (list(said), said["headline"], said["mnist"]["accuracy"], said["cost"]["digit"]) == (
        ["headline", "name", "quick", "seed", "mnist", "drawn", "conditions", "variants", "european", "no_digit",
         "blanks", "cost"],
        1.0,
        1.0,
        {"best_us": 50, "median_us": 55},
    )  # fmt: skip
