from pathlib import Path

import pytest

from handdraw_inference.engines.model_versions import ModelVersion
from handdraw_training.evaluation.litert import cost
from handdraw_training.evaluation.litert.cost import PER_ROUND, measure_costs, time_in_turns
from handdraw_training.evaluation.litert.network import load_versions

ROUNDS = 2


@pytest.fixture(autouse=True)
def _few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cost, "ROUNDS", ROUNDS)


def test_works_are_timed_in_turns() -> None:
    done: list[str] = []

    time_in_turns([lambda: done.append("a"), lambda: done.append("b")])

    turn = ["a"] * PER_ROUND + ["b"] * PER_ROUND
    assert done == turn * ROUNDS


def test_the_best_and_the_median_are_microseconds(monkeypatch: pytest.MonkeyPatch) -> None:
    works = range(ROUNDS * PER_ROUND)
    times = iter(time for work in works for time in (work, work + (1e-6 if work == 7 else 3e-6)))
    monkeypatch.setattr(cost, "perf_counter", lambda: next(times))

    (taken,) = time_in_turns([lambda: None])

    assert (round(taken.best_us), round(taken.median_us)) == (1, 3)


def test_each_version_is_held_against_the_tutorials(models_dir: Path, tutorial: ModelVersion) -> None:
    (found,) = measure_costs(load_versions(models_dir, (tutorial.version,)), models_dir)

    assert (found.parameters, found.bytes) == (93_322, tutorial.lite_file.stat().st_size)
    assert found.times_the_tutorial is not None
    assert (found.digit.best_us > 0, found.times_the_tutorial > 0) == (True, True)


def test_where_the_tutorials_is_not_there_nothing_is_held_against_it(models_dir: Path, tmp_path: Path) -> None:
    (found,) = measure_costs(load_versions(models_dir, ()), tmp_path)

    assert found.times_the_tutorial is None
