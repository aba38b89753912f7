from pathlib import Path

import pytest

from handdraw_training.evaluation.litert import cost
from handdraw_training.evaluation.litert.cost import A_ROUND, costs, timed
from handdraw_training.evaluation.litert.network import recognisers

ROUNDS = 2


@pytest.fixture(autouse=True)
def _few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cost, "ROUNDS", ROUNDS)


def test_works_are_timed_in_turns() -> None:
    done: list[str] = []

    timed([lambda: done.append("a"), lambda: done.append("b")])

    turn = ["a"] * A_ROUND + ["b"] * A_ROUND
    assert done == turn * ROUNDS


def test_the_best_and_the_median_are_microseconds(monkeypatch: pytest.MonkeyPatch) -> None:
    times = iter(time for index in range(ROUNDS * A_ROUND) for time in (index, index + (1e-6 if index == 7 else 3e-6)))
    monkeypatch.setattr(cost, "perf_counter", lambda: next(times))

    (taken,) = timed([lambda: None])

    assert (round(taken.best_us), round(taken.median_us)) == (1, 3)


def test_each_version_is_held_against_version_1(models_dir: Path) -> None:
    (found,) = costs(recognisers(models_dir, (1,)), models_dir)

    assert found.times_the_tutorial is not None
    assert (found.parameters, found.bytes, found.digit.best_us > 0, found.times_the_tutorial > 0) == (
        93_322,
        (models_dir / "digits" / "1" / "assets.extra" / "digits.tflite").stat().st_size,
        True,
        True,
    )


def test_where_version_1_is_not_there_nothing_is_held_against_it(models_dir: Path, tmp_path: Path) -> None:
    (found,) = costs(recognisers(models_dir, (1,)), tmp_path)

    assert found.times_the_tutorial is None
