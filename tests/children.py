"""Processes that a test starts: each ends with its block, together with whatever it started itself."""

import os
import signal
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

PATIENCE_S = 60


@contextmanager
def child(
    command: Sequence[str], patience_s: float = PATIENCE_S, **options: Any
) -> Iterator["subprocess.Popen[bytes]"]:
    """Run a process in a session of its own; ``options`` are for Popen. Raises TimeoutExpired if SIGTERM did not do."""
    with subprocess.Popen(command, start_new_session=True, **options) as process:
        try:
            yield process
        finally:
            end(process, patience_s)


def ignore_interrupts() -> None:
    """Ignore SIGINT, as a script's shell does for its background jobs: a ``preexec_fn``."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def end(process: "subprocess.Popen[bytes]", patience_s: float = PATIENCE_S) -> None:
    """End the leader of a session by SIGTERM, as a supervisor would, and what is left of the session by SIGKILL.

    Raises TimeoutExpired if SIGTERM did not end the leader.
    """
    process.terminate()
    try:
        process.wait(patience_s)
    finally:
        kill_session(process.pid)
        process.wait()


def kill_session(leader: int) -> None:
    for pid in session_members(leader):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def session_members(leader: int) -> list[int]:
    """Return the ids of the processes in the session of ``leader``, whether or not that is still alive."""
    listed = subprocess.run(["ps", "-A", "-o", "pid="], capture_output=True, text=True, check=True)
    return [pid for pid in map(int, listed.stdout.split()) if session(pid) == leader]


def session(pid: int) -> int | None:
    try:
        return os.getsid(pid)
    except OSError:  # it has ended, or belongs to somebody else
        return None
