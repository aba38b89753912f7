import subprocess
from importlib.machinery import PathFinder
from pathlib import Path

import pytest
from generate import STUBS, generate_modules, generate_stubs
from read_wheel import SOURCES

from ...processes import TRAINING_PYTHON


def generated(folder: Path, suffix: str) -> dict[Path, str]:
    return {file.relative_to(folder): file.read_text() for file in folder.rglob(f"*{suffix}")}


def test_the_modules_are_what_the_proto_files_say(tmp_path: Path) -> None:
    generate_modules(tmp_path)

    assert generated(tmp_path, ".py") == generated(SOURCES, ".py")


def test_the_stubs_are_what_the_modules_say(tmp_path: Path) -> None:
    generate_stubs(tmp_path)

    assert generated(tmp_path, ".pyi") == generated(STUBS, ".pyi")


def found(*folders: Path) -> str | None:
    """The file that `import tensorflow` would run with these on the path; None: a namespace package, which has none."""
    spec = PathFinder.find_spec("tensorflow", [str(folder) for folder in folders])
    assert spec is not None
    return spec.origin


def test_a_real_tensorflow_wins_over_ours_wherever_it_stands_on_the_path(tmp_path: Path) -> None:
    real = tmp_path / "tensorflow" / "__init__.py"
    real.parent.mkdir()
    real.touch()

    assert [found(SOURCES), found(SOURCES, tmp_path), found(tmp_path, SOURCES)] == [None, str(real), str(real)]


@pytest.mark.skipif(not TRAINING_PYTHON.exists(), reason="looks into .venv-training: make environments")
def test_the_training_environment_has_its_own_and_not_ours() -> None:
    said = "import importlib.metadata as m; print(*(one.name for one in m.distributions()))"
    listed = subprocess.run([TRAINING_PYTHON, "-c", said], capture_output=True, text=True, check=True)
    installed = set(listed.stdout.split())

    assert installed & {"tensorflow", "handdraw-tensorflow-protos"} == {"tensorflow"}
