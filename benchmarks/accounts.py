"""What processes took of the machine: a group of them is whatever was started with the group's mark."""

import os
import signal
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

MARK = "HANDDRAW_BENCHMARK"
TICK_S = 1 / os.sysconf("SC_CLK_TCK")
PROC = Path("/proc")
PATIENCE_S = 6.0


@dataclass(frozen=True, slots=True)
class Group:
    """Processes with one mark in their environment, and all that those start, detached or not.

    ``known``: others by their ids, such as Valkey, which writes its title over its environment.
    """

    mark: str
    known: tuple[int, ...] = ()

    @classmethod
    def new(cls, name: str) -> "Group":
        return cls(f"{name}-{uuid4().hex}")

    @property
    def environment(self) -> Mapping[str, str]:
        return {MARK: self.mark}

    def pids(self) -> list[int]:
        """Return those that live, in order."""
        wanted = f"{MARK}={self.mark}".encode()
        running = [int(folder.name) for folder in PROC.iterdir() if folder.name.isdigit()]
        return sorted(pid for pid in running if pid in self.known or wanted in _read(pid, "environ"))

    def cpu_s(self) -> float:
        """Return the CPU time that they have used, user's and system's, with that of children that have ended."""
        return sum(map(_cpu_s, self.pids()))

    def pss_mb(self) -> float:
        """Return their proportional set size: what they share with others is divided by how many share it."""
        return sum(map(pss_mb, self.pids()))

    def end(self, patience_s: float = PATIENCE_S) -> None:
        """Ask those that are left to end, and kill them after a while."""
        until = time.monotonic() + patience_s
        for pid in self.pids():
            _signal(pid, signal.SIGTERM)
        while (left := self.pids()) and time.monotonic() < until:
            time.sleep(0.05)
        for pid in left:
            _signal(pid, signal.SIGKILL)


def cpu_s(groups: Iterable[Group]) -> float:
    return sum(group.cpu_s() for group in groups)


def pss_mb(pid: int) -> float:
    for line in _read(pid, "smaps_rollup").splitlines():
        if line.startswith(b"Pss:"):
            return int(line.split()[1]) * 1024 / 1e6
    return 0.0


def busy_s() -> float:
    """Return the CPU time that the whole machine has used since it started."""
    user, nice, system, _, __, *interrupts = map(int, (PROC / "stat").read_text().splitlines()[0].split()[1:])
    return (user + nice + system + sum(interrupts[:3])) * TICK_S


def _signal(pid: int, number: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, number)


def _cpu_s(pid: int) -> float:
    fields = _read(pid, "stat").rpartition(b")")[2].split()
    return sum(map(int, fields[11:15])) * TICK_S


def _read(pid: int, name: str) -> bytes:
    with suppress(OSError):  # it may have ended
        return (PROC / str(pid) / name).read_bytes()
    return b""
