from pathlib import Path

import pytest

from .environments import (
    HOMES,
    NOTHING_COLLECTED,
    ROOT,
    SERVICES,
    STARTING_THE_DOUBLE,
    TRAINING,
    arguments_in,
    environments,
    find_needed,
    home,
    outcome,
    run,
)

BOTH = [SERVICES, TRAINING]


@pytest.mark.parametrize("folder", [*HOMES, *STARTING_THE_DOUBLE])
def test_each_folder_that_is_named_is_there(folder: str) -> None:
    assert (ROOT / folder).is_dir()


@pytest.mark.parametrize(
    ("file", "environment"),
    [
        ("tests/test_architecture.py", SERVICES),
        ("tests/logger/hot/test_store.py", SERVICES),
        ("tests/doubles/test_tf_serving.py", TRAINING),
        ("tests/training/test_options.py", TRAINING),
        ("tests/training/learning/test_drawn.py", TRAINING),
        ("tests/training/evaluation/test_main.py", SERVICES),
        ("tests/training/evaluation/litert/test_cost.py", SERVICES),
        ("tests/training/pen/test_strokes.py", SERVICES),
    ],
)
def test_a_file_belongs_where_the_nearest_folder_that_is_named_does(file: str, environment: str) -> None:
    assert home(ROOT / file) == environment


@pytest.mark.parametrize(
    ("asked", "run_in", "made_before"),
    [
        (["tests"], BOTH, BOTH),
        (["tests/"], BOTH, BOTH),
        (["tests/logger"], [SERVICES], [SERVICES]),
        (["tests/inference"], [SERVICES], BOTH),
        (["tests/inference/engines/test_tf_serving.py"], [SERVICES], BOTH),
        (["tests/training"], BOTH, BOTH),
        (["tests/training/learning"], [TRAINING], [TRAINING]),
        (["tests/training/pen", "tests/logger"], [SERVICES], [SERVICES]),
        (["tests/doubles", "tests/logger"], BOTH, BOTH),
    ],
)
def test_an_environment_is_made_and_used_only_where_tests_need_it(
    monkeypatch: pytest.MonkeyPatch, asked: list[str], run_in: list[str], made_before: list[str]
) -> None:
    monkeypatch.chdir(ROOT)
    paths = [Path(one) for one in asked]

    assert {"run in": environments(paths), "made before": find_needed(paths)} == {
        "run in": run_in,
        "made before": made_before,
    }


def test_an_environment_is_given_its_own_tests_and_every_option(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    asked = ["tests/logger/test_app.py::test_one", "tests/doubles", "-k", "word"]

    assert [arguments_in(name, asked) for name in BOTH] == [
        ["tests/logger/test_app.py::test_one", "-k", "word"],
        ["tests/doubles", "-k", "word"],
    ]


@pytest.mark.parametrize(
    ("codes", "together"),
    [
        ([0, 0], 0),
        ([0, 1], 1),
        ([1, NOTHING_COLLECTED], 1),
        ([NOTHING_COLLECTED, 0], 0),
        ([NOTHING_COLLECTED, NOTHING_COLLECTED], NOTHING_COLLECTED),
    ],
)
def test_nothing_collected_is_a_failure_only_where_that_holds_of_both(codes: list[int], together: int) -> None:
    assert outcome(codes) == together


def test_a_part_that_is_not_there_is_one_clear_line(capsys: pytest.CaptureFixture[str]) -> None:
    code = run(["tests/looger"])

    assert (code, capsys.readouterr().err) == (4, "There are no such tests: tests/looger\n")
