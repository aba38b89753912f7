"""Processes that a killed run has left behind: the next run in its folder ends them.

Such a one carries the folder's mark in its environment, a secret that no other folder has, or has the file open by
which the folder's Redis is locked (Redis writes over its environment). That is looked for once a handle is open that
means this very process: a number that another was given meanwhile harms nobody. Linux alone.
"""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from secrets import token_urlsafe

from supervision import CannotRun, say

from handdraw_chassis.private_files import write_private

MARK = "HANDDRAW_RUN"
PATIENCE_S = 30.0  # the manager lets a report be finished for 20
KILL_S = 10.0
PROC = Path("/proc")
REPAIR = b"handdraw_logger.repair"
"""Who holds the lock as well, and is nobody's orphan: Redis waits for it."""


@dataclass(frozen=True)
class Signs:
    """By what a process of this folder is known. ``lock``: device and inode of the file that Redis holds, if any."""

    mark: bytes
    lock: tuple[int, int] | None

    def are_of(self, pid: int) -> bool:
        """Look at a process; one that ends meanwhile, or is another user's, is none of ours."""
        with suppress(OSError):
            if self.mark in (PROC / str(pid) / "environ").read_bytes().split(b"\0"):
                return True
            holds = self.lock is not None and any(self.lock == found for found in _open_files(pid))
            return holds and REPAIR not in (PROC / str(pid) / "cmdline").read_bytes()
        return False


def make_mark(run: Path) -> str:
    """Return the folder's mark, as all processes of a run get it in MARK. A copy of the folder has another."""
    file = run / "secrets" / "mark"
    if not (file.exists() and file.read_text().strip()):
        file.parent.mkdir(mode=0o700, exist_ok=True)
        write_private(file, f"{token_urlsafe(32)}\n")
    return f"{file.read_text().strip()} {run}"


def end_orphans(run: Path, patience_s: float = PATIENCE_S, kill_s: float = KILL_S) -> None:
    """End what an earlier run in this folder has left, whose lock the caller holds. Raises CannotRun, OSError."""
    lock = run / "redis" / "lock"
    signs = Signs(f"{MARK}={make_mark(run)}".encode(), _identity(lock.stat()) if lock.exists() else None)
    if not (left := _find(signs)):
        return
    say(f"An earlier run was killed: what it left is ended first (processes {' '.join(map(str, left))})")
    manager = _read_pid(run / "supervisord.pid")
    for number, wait_s in ((signal.SIGTERM, patience_s), (signal.SIGKILL, kill_s)):
        for pid in sorted(left, key=lambda pid: pid != manager):  # the manager first: it would start the others again
            _send(pid, number, signs)
        until = time.monotonic() + wait_s
        while (left := _find(signs)) and time.monotonic() < until:
            time.sleep(0.1)
            if number == signal.SIGKILL:
                for pid in left:  # whoever was just being started
                    _send(pid, number, signs)
        if not left:
            return
    raise CannotRun(f"Processes of an earlier run cannot be ended: {' '.join(map(str, left))}")


def _find(signs: Signs) -> list[int]:
    if not PROC.is_dir():
        return []
    pids = [int(one.name) for one in PROC.iterdir() if one.name.isdecimal()]
    return [pid for pid in pids if pid != os.getpid() and signs.are_of(pid)]


def _send(pid: int, number: int, signs: Signs) -> None:
    with suppress(ProcessLookupError), _handle(pid) as handle:
        if signs.are_of(pid):
            signal.pidfd_send_signal(handle, number)


@contextmanager
def _handle(pid: int) -> Iterator[int]:
    """Yield a handle of the process that has this number now. Raises ProcessLookupError."""
    handle = os.pidfd_open(pid)
    try:
        yield handle
    finally:
        os.close(handle)


def _open_files(pid: int) -> Iterator[tuple[int, int]]:
    for link in (PROC / str(pid) / "fd").iterdir():
        with suppress(OSError):
            yield _identity(link.stat())


def _identity(found: os.stat_result) -> tuple[int, int]:
    return found.st_dev, found.st_ino


def _read_pid(file: Path) -> int | None:
    with suppress(OSError, ValueError):
        return int(file.read_text())
    return None
