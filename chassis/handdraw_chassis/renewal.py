"""Replacing workers one by one while they serve: each is asked to leave once another accepts on its socket.

No connection is lost: the socket is the parent's and stays open, who waits there is answered by the new worker, and
who was let in by the old one. A new worker that cannot begin ends the renewal, and the old ones stay.
"""

import os
import signal
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import structlog

LEAVE = signal.SIGUSR1  # asks a worker to let nobody in, and to answer who is there; a terminal sends SIGHUP to all
LEAVE_S = 40  # a body may take 30 to arrive
KILL_S = LEAVE_S + 3
READY_S = 60  # from its beginning until a new one beats

log = structlog.get_logger()


@dataclass
class Begun:
    """A worker that lives. ``tries``: deaths at once before it; ``silent``: turns since it beat, None before that."""

    number: int
    listening: socket.socket
    tries: int
    since: float
    silent: int | None = None


@dataclass
class Renewal:
    """``begun``: each worker by its process id. ``begin``: begins another on a worker's socket, unless all end."""

    begun: dict[int, Begun]
    begin: Callable[[Begun], int | None]
    _old: list[int] = field(default_factory=list)
    _replaced: int | None = None
    _new: int | None = None
    _leaving: int | None = None
    _until: float = 0

    def ask(self) -> None:
        """Replace all who live now, but for those who are just being replaced."""
        log.info("all workers are replaced, one by one")
        self._old = [pid for pid in self.begun if pid not in (self._replaced, self._new, self._leaving)]

    def turn(self) -> None:
        """Go on by a step, once the one before has been made."""
        if self._leaving is not None:
            self._kill_late(self._leaving, "a worker did not leave, and is killed")
        elif self._new is not None:
            if self.begun[self._new].silent is None:
                self._kill_late(self._new, "a new worker is not ready, and is killed")
            else:
                self._let_go()
        elif self._old:
            self._replace(self._old.pop(0))

    def expects_end(self, pid: int) -> bool:
        """Say whether nobody has to be begun for one that ended."""
        if pid == self._leaving:
            self._leaving = None
            return True
        if pid == self._new:
            replaced, self._replaced, self._new, self._old = self._replaced, None, None, []
            log.error("a new worker cannot begin, and the old ones stay", pid=pid)
            return replaced in self.begun
        return pid == self._replaced

    def _replace(self, pid: int) -> None:
        if pid in self.begun and (new := self.begin(self.begun[pid])):
            self._replaced, self._new, self._until = pid, new, time.monotonic() + READY_S

    def _let_go(self) -> None:
        """Ask the one to leave whose successor is ready, if it has not died meanwhile."""
        replaced, self._replaced, self._new = self._replaced, None, None
        if replaced in self.begun:
            self.begun[replaced].silent = None  # it beats no more
            self._leaving, self._until = replaced, time.monotonic() + KILL_S
            os.kill(replaced, LEAVE)

    def _kill_late(self, pid: int, reason: str) -> None:
        if time.monotonic() > self._until:
            log.error(reason, pid=pid)
            os.kill(pid, signal.SIGKILL)
