import signal
import subprocess
import sys
from pathlib import Path

import pytest

from .children import child, end, ignore_interrupts, session_members
from .processes import eventually

STUBBORN = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(flush=True); time.sleep(600)"
PARENT = """
import os, subprocess, sys
grandchild = subprocess.Popen([sys.executable, "-c", sys.argv[1]], stdout=subprocess.PIPE, process_group=0)
grandchild.stdout.readline()
print(grandchild.pid, flush=True)
"""
HANDLER = "import signal; print(repr(signal.getsignal(signal.SIGINT)))"


def test_a_process_ends_with_its_block() -> None:
    with child(["sleep", "600"]) as process:
        before = session_members(process.pid)

    assert (before, process.returncode, session_members(process.pid)) == ([process.pid], -signal.SIGTERM, [])


def test_a_process_ends_with_a_block_that_fails() -> None:
    with pytest.raises(KeyboardInterrupt), child(["sleep", "600"]) as process:
        raise KeyboardInterrupt

    assert process.returncode == -signal.SIGTERM


def test_what_a_process_left_behind_ends_with_it_whatever_its_group_and_its_handlers() -> None:
    with child([sys.executable, "-c", PARENT, STUBBORN], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        grandchild = int(process.stdout.readline())
        process.wait()
        left = session_members(process.pid)
    eventually(lambda: session_members(process.pid) == [], "the grandchild has ended")

    assert left == [grandchild]


def test_a_process_that_sigterm_does_not_end_is_killed_and_it_is_said() -> None:
    with child([sys.executable, "-c", STUBBORN], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        with pytest.raises(subprocess.TimeoutExpired):
            end(process, patience_s=0.1)

    assert process.returncode == -signal.SIGKILL


def test_a_process_begins_with_ctrl_c_as_it_means_by_default_whoever_started_the_tests(tmp_path: Path) -> None:
    lines = list[str]()
    for before in (None, ignore_interrupts):
        with (
            (tmp_path / "out").open("wb") as out,
            child([sys.executable, "-c", HANDLER], stdout=out, preexec_fn=before) as process,
        ):
            process.wait()
        lines.append((tmp_path / "out").read_text().strip())

    assert [("default_int_handler" in line, "SIG_IGN" in line) for line in lines] == [(True, False), (False, True)]
