import subprocess
import sys
import threading
from pathlib import Path

import pytest

from handdraw_training import locks


def test_a_folder_is_held_by_one_at_a_time(tmp_path: Path) -> None:
    with locks.try_hold(tmp_path) as first, locks.try_hold(tmp_path) as second:
        pass
    with locks.try_hold(tmp_path) as afterwards:
        pass

    assert {"first": first, "second": second, "afterwards": afterwards} == {
        "first": True,
        "second": False,
        "afterwards": True,
    }


def test_whoever_holds_waits_for_the_holder_before(tmp_path: Path) -> None:
    turns = []

    def take_turn() -> None:
        with locks.hold(tmp_path):
            turns.append("second")

    with locks.hold(tmp_path):
        waiting = threading.Thread(target=take_turn)
        waiting.start()
        turns.append("first")
    waiting.join()

    assert turns == ["first", "second"]


KILLED = """
import os, signal, sys
from pathlib import Path
from handdraw_training import locks
with locks.hold(Path(sys.argv[1])):
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_killed_holder_holds_nothing(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-c", KILLED, str(tmp_path)], check=False)

    with locks.try_hold(tmp_path) as free:
        assert free


def test_a_folder_that_is_missing_cannot_be_held(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), locks.hold(tmp_path / "none"):
        pass


def test_folders_that_nobody_holds_are_removed(tmp_path: Path) -> None:
    for name in ("held", "abandoned"):
        (tmp_path / name).mkdir()

    with locks.hold(tmp_path / "held"):
        locks.remove_abandoned(tmp_path.iterdir())

    assert [path.name for path in tmp_path.iterdir()] == ["held"]
