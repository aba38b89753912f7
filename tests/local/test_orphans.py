"""What a killed run leaves, and that nobody else is ever harmed."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import orphans
import pytest

from ..children import child, session_members
from ..faults.forms import only_long
from .test_run import RUN, is_free, pid_of, ports, running

__all__ = ["ports"]

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes show their environment on Linux alone")
STUBBORN = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(flush=True); time.sleep(60)"


@contextmanager
def process(
    environment: Mapping[str, str], code: str = "print(flush=True); import time; time.sleep(60)"
) -> Iterator["subprocess.Popen[bytes]"]:
    command = [sys.executable, "-c", code]
    with child(command, env=os.environ | environment, stdout=subprocess.PIPE) as started:
        assert started.stdout
        started.stdout.readline()
        yield started
        started.kill()


def marked(run: Path) -> dict[str, str]:
    return {orphans.MARK: orphans.make_mark(run)}


def is_alive(process: "subprocess.Popen[bytes]") -> bool:
    return process.poll() is None


def test_what_carries_the_mark_is_ended_and_it_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with process(marked(tmp_path)) as one:
        orphans.end_orphans(tmp_path)
        alive = is_alive(one)

    assert (alive, capsys.readouterr().out) == (
        False,
        f"An earlier run was killed: what it left is ended first (processes {one.pid})\n",
    )


def test_what_does_not_end_is_killed(tmp_path: Path) -> None:
    with process(marked(tmp_path), STUBBORN) as one:
        orphans.end_orphans(tmp_path, patience_s=0)

        assert not is_alive(one)


def test_a_stranger_lives_on_also_under_the_number_of_a_process_of_ours(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with process({}) as stranger:
        (tmp_path / "supervisord.pid").write_text(str(stranger.pid))
        orphans.end_orphans(tmp_path)

        assert (is_alive(stranger), capsys.readouterr().out) == (True, "")


def test_a_number_that_goes_to_another_between_looking_and_ending_harms_nobody() -> None:
    signs = orphans.Signs(b"the mark of another", None)
    with process({}) as stranger:
        orphans._send(stranger.pid, signal.SIGKILL, signs)

        assert is_alive(stranger)


def test_who_runs_in_a_copy_of_the_folder_lives_on(tmp_path: Path) -> None:
    run, copy = tmp_path / "run", tmp_path / "copy"
    for folder in (run, copy):
        (folder / "secrets").mkdir(parents=True)
    mark = marked(run)
    (copy / "secrets" / "mark").write_bytes((run / "secrets" / "mark").read_bytes())
    with process(mark) as one:
        orphans.end_orphans(copy)

        assert is_alive(one)


def test_who_holds_the_lock_of_redis_is_ended(tmp_path: Path) -> None:
    (tmp_path / "redis").mkdir()
    held = tmp_path / "redis" / "lock"
    with process({}, f"file = open({str(held)!r}, 'a'); print(flush=True); import time; time.sleep(60)") as one:
        orphans.end_orphans(tmp_path)

        assert not is_alive(one)


def test_a_repair_that_holds_it_lives_on(tmp_path: Path) -> None:
    (tmp_path / "redis").mkdir()
    held = tmp_path / "redis" / "lock"
    code = f"file = open({str(held)!r}, 'a'); print(flush=True); import time; time.sleep(60)  # handdraw_logger.repair"
    with process({}, code) as one:
        orphans.end_orphans(tmp_path)

        assert is_alive(one)


def test_the_mark_of_a_folder_stays_and_is_for_its_owner_alone(tmp_path: Path) -> None:
    first = orphans.make_mark(tmp_path)
    file = tmp_path / "secrets" / "mark"

    assert (orphans.make_mark(tmp_path), first.endswith(f" {tmp_path}"), file.stat().st_mode & 0o777) == (
        first,
        True,
        0o600,
    )


@pytest.mark.parametrize("manager_too", [pytest.param(False, marks=only_long), True])
def test_a_run_after_one_that_was_killed_ends_what_it_left_and_begins(
    tmp_path: Path, ports: dict[str, str], *, manager_too: bool
) -> None:
    with running(tmp_path, ports) as first:
        first.wait_until_said("Ctrl-C stops everything")
        manager = int((tmp_path / RUN / "supervisord.pid").read_text())
        first.process.kill()
        first.process.wait()
        if manager_too:
            os.kill(manager, signal.SIGKILL)
        left = [pid_of(tmp_path, name) for name in ("redis", "gateway", "worker")]
        with running(tmp_path, ports) as second:
            second.wait_until_said("Ctrl-C stops everything")
            after = [pid_of(tmp_path, name) for name in ("redis", "gateway", "worker")]
            said, code = second.said.splitlines()[0], second.interrupt()

    assert {
        "said": said.startswith("An earlier run was killed: what it left is ended first (processes "),
        "named": all(f" {pid}" in said for pid in left),
        "new": set(left) & set(after),
        "code": code,
        "free ports": sum(map(is_free, ports.values())),
        "left": session_members(manager),
    } == {"said": True, "named": True, "new": set(), "code": 0, "free ports": 4, "left": []}
