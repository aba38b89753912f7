import os
import subprocess
import sys
from pathlib import Path

from handdraw_chassis.locks import hold, lock, try_hold

from ..children import child
from ..processes import eventually

HOLD = """
import sys, time, pathlib
from handdraw_chassis.locks import hold
with hold(pathlib.Path(sys.argv[1])):
    time.sleep(600)
"""


def is_free(file: Path) -> bool:
    with try_hold(file) as free:
        return free


def test_a_file_that_is_free_is_held_until_the_block_ends(tmp_path: Path) -> None:
    file = tmp_path / "lock"
    with try_hold(file) as first, try_hold(file) as second:
        within = (first, second)
    with try_hold(file) as afterwards:
        pass

    assert (within, afterwards) == ((True, False), True)


def test_whoever_waits_comes_after_whoever_holds_it(tmp_path: Path) -> None:
    waits = (
        "import sys; from pathlib import Path; from handdraw_chassis.locks import hold\n"
        "with hold(Path(sys.argv[1])): print('held')"
    )
    with hold(tmp_path / "lock"):
        process = subprocess.Popen([sys.executable, "-c", waits, tmp_path / "lock"], stdout=subprocess.PIPE, text=True)
        before = process.poll()

    assert (before, process.communicate()[0]) == (None, "held\n")


def test_many_may_share_what_none_holds_alone(tmp_path: Path) -> None:
    first, second = (os.open(tmp_path / "lock", os.O_RDWR | os.O_CREAT) for _ in range(2))
    held = [lock(first, shared=True), lock(second, shared=True, wait=False), lock(first, wait=False)]
    os.close(second)
    alone = lock(first, wait=False)
    os.close(first)

    assert (held, alone) == ([True, True, False], True)


def test_a_holder_that_is_killed_lets_go(tmp_path: Path) -> None:
    file = tmp_path / "lock"
    with child([sys.executable, "-c", HOLD, str(file)]) as holder:
        eventually(lambda: file.exists() and not is_free(file), "the file is held")
        holder.kill()
        holder.wait()

    assert is_free(file)
