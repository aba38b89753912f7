"""Which of the two environments a test runs in; as a program, `make test`: pytest in each that is needed.

python tests/environments.py TESTS...     (paths under tests/, and options for pytest)
"""

import signal
import subprocess
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SERVICES, TRAINING = ".venv", ".venv-training"
HERE = TRAINING if find_spec("keras") else SERVICES  # a namespace "tensorflow" is in both
HOMES = {
    "tests": SERVICES,
    "tests/doubles": TRAINING,
    "tests/training": TRAINING,
    "tests/training/evaluation": SERVICES,
    "tests/training/pen": SERVICES,
}
"""The environment of a folder and of all below it, down to a folder that is named here itself."""
STARTING_THE_DOUBLE = ("tests/inference", "tests/system")
"""Tests in .venv that start TensorFlow Serving's double, which is a process in .venv-training."""
INTERRUPTED, MISUSED, NOTHING_COLLECTED = 2, 4, 5  # pytest's exit codes


def home(path: Path) -> str:
    """Return the environment that a file or folder under tests/ belongs to."""
    parts = path.resolve().relative_to(ROOT).parts
    nearest_first = ("/".join(parts[:depth]) for depth in range(len(parts), 0, -1))
    return next(HOMES[folder] for folder in nearest_first if folder in HOMES)


def has_tests(path: Path, environment: str) -> bool:
    """Return whether a file or folder under tests/ holds tests that run in an environment."""
    folders = [ROOT / folder for folder, its_environment in HOMES.items() if its_environment == environment]
    return home(path) == environment or any(folder.is_relative_to(path.resolve()) for folder in folders)


def environments(paths: Sequence[Path]) -> list[str]:
    """Return the environments in which the tests under ``paths`` run."""
    return [name for name in (SERVICES, TRAINING) if any(has_tests(path, name) for path in paths)]


def find_needed(paths: Sequence[Path]) -> list[str]:
    """Return the environments that must have been made before."""
    start_the_double = any(_overlap(path.resolve(), ROOT / folder) for path in paths for folder in STARTING_THE_DOUBLE)
    return [SERVICES, TRAINING] if start_the_double else environments(paths)


def _overlap(one: Path, other: Path) -> bool:
    return one.is_relative_to(other) or other.is_relative_to(one)


def path_of(argument: str) -> Path | None:
    """Return the file or folder under tests/ that one of pytest's arguments names."""
    path = Path(argument.partition("::")[0])
    return path if path.exists() and path.resolve().is_relative_to(ROOT / "tests") else None


def arguments_in(environment: str, arguments: Sequence[str]) -> list[str]:
    """Return what pytest gets there: it must not load the conftest.py of tests that belong elsewhere."""
    paths = [path_of(argument) for argument in arguments]
    pairs = zip(arguments, paths, strict=True)
    return [argument for argument, path in pairs if path is None or has_tests(path, environment)]


def outcome(codes: Sequence[int]) -> int:
    """Return one exit code for all: that one environment has none of the chosen tests is no failure, that both is."""
    return max((code for code in codes if code != NOTHING_COLLECTED), default=NOTHING_COLLECTED)


def run(arguments: Sequence[str]) -> int:
    paths = [path for path in map(path_of, arguments) if path]
    if not paths:
        sys.stderr.write(f"There are no such tests: {' '.join(arguments)}\n")
        return MISUSED
    if failed := call("make", "--no-print-directory", *(f"{name}/.installed" for name in find_needed(paths))):
        return failed
    codes = list[int]()
    for name in environments(paths):
        codes.append(call(f"{ROOT / name}/bin/python", "-m", "pytest", *arguments_in(name, arguments)))
        if codes[-1] == INTERRUPTED:
            break
    return outcome(codes)


def call(*command: str) -> int:
    """Run a process and return its exit code. Signals are passed on: it ends in its own time, after what it started."""
    process = subprocess.Popen(command, cwd=ROOT)
    signal.signal(signal.SIGINT, lambda *_: None)  # Ctrl-C reaches the process by itself
    signal.signal(signal.SIGTERM, lambda number, _: process.send_signal(number))
    return process.wait()


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
