import signal
import subprocess
import sys
from pathlib import Path

from handdraw_reporter.store.locks import held, held_if_free

from ...processes import eventually

HOLD = """
import sys, time, pathlib
from handdraw_reporter.store.locks import held
with held(pathlib.Path(sys.argv[1])):
    time.sleep(600)
"""


def is_free(file: Path) -> bool:
    with held_if_free(file) as free:
        return free


def test_a_file_is_held_by_one(tmp_path: Path) -> None:
    file = tmp_path / "lock"
    with held(file):
        meanwhile = is_free(file)

    assert (meanwhile, is_free(file)) == (False, True)


def test_a_holder_that_is_killed_lets_go(tmp_path: Path) -> None:
    file = tmp_path / "lock"
    with subprocess.Popen([sys.executable, "-c", HOLD, str(file)]) as holder:
        eventually(lambda: file.exists() and not is_free(file), "the file is held")
        holder.send_signal(signal.SIGKILL)

    assert is_free(file)
