"""Several processes of one service on one port. The system gives each new connection to one of them (SO_REUSEPORT).

They are forked once everything has been imported, so that they share its memory. One that dies, or hangs, is begun
again, and its socket outlives it: who waits there is answered by the next. One that cannot work ends all, with a
status, so that whoever began them decides, and no socket takes callers whom nobody answers: it ended with a status soon
after its beginning, or died so, of whatever cause, TRIES times running. When the parent goes, however it goes, so do
they; who is still there END_S after all were asked to end is killed. SIGHUP replaces all, one by one: see renewal.py.
"""

import gc
import os
import select
import signal
import socket
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from threading import Thread
from typing import NoReturn

import structlog

from handdraw_chassis.ports import listen
from handdraw_chassis.renewal import Begun, Renewal

AT_ONCE_S = 5  # who dies sooner than this after its beginning could not work
TRIES = 5
PAUSE_S = 0.5
TURN_S = 1
SILENT_TURNS = 30  # turns of the parent, so that a machine that slept accuses nobody
END_S = 13  # uvicorn lets answers finish for 10; who began us may kill the parent after 15
ENDS = (signal.SIGTERM, signal.SIGINT)

log = structlog.get_logger()


@dataclass(frozen=True)
class Place:
    """What a worker is given; whoever is begun in its stead has the same. ``beats``: a pipe to the parent, if any."""

    number: int
    listening: socket.socket
    beats: int | None = None

    def beat(self) -> None:
        """Say that this worker goes on. From the first time on, one that is silent for SILENT_TURNS is killed."""
        if self.beats is not None:
            with suppress(OSError):  # the pipe is full, or the parent is gone
                os.write(self.beats, bytes([self.number]))


Work = Callable[[Place], None]
"""Serves on a listening socket until SIGTERM says to end."""


class Workers:
    """``begun``: each process that lives, by its id."""

    def __init__(self, work: Work, sockets: Sequence[socket.socket]) -> None:
        self.work = work
        self.sockets = sockets
        self.begun: dict[int, Begun] = {}
        self.asked = False
        self.until: float | None = None
        self.status = 0
        self._renewal = Renewal(self.begun, lambda old: self._begin(old.listening))
        self._renewed = False

    def run(self) -> int:
        """Keep a worker on each socket until a signal says to end. Returns the exit status."""
        self._lives, self._stays_open = os.pipe()
        self._heard, self._beats = _pipe()
        self._woken, wakes = _pipe()
        gc.collect()
        gc.freeze()  # what is imported stays shared: no collection writes into it
        signal.set_wakeup_fd(wakes, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)  # so that it wakes
        for one in ENDS:
            signal.signal(one, self._ask)
        if not os.isatty(0):  # else it ends with its terminal
            signal.signal(signal.SIGHUP, self._ask_renewal)
        for listening in self.sockets:
            self._begin(listening)
        while self.begun:
            self._turn()
        return self.status

    def _ask(self, *_: object) -> None:
        self.asked = True  # no more here: the signal may come between any two steps

    def _ask_renewal(self, *_: object) -> None:
        self._renewed = True

    def _begin(self, listening: socket.socket, tries: int = 0) -> int | None:
        """Return its process id, or None where all are to end."""
        if self.asked:
            return None
        number = min(set(range(len(self.begun) + 1)) - {worker.number for worker in self.begun.values()})
        sys.stdout.flush()
        sys.stderr.flush()
        signal.pthread_sigmask(signal.SIG_BLOCK, ENDS)  # what reaches a child before it has its own answer waits
        if not (pid := os.fork()):
            self._work(Place(number, listening, self._beats))
        signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDS)
        self.begun[pid] = Begun(number, listening, tries, time.monotonic())
        return pid

    def _work(self, place: Place) -> NoReturn:
        status = 1
        try:
            self._leave_parent(place)
            Thread(target=_end_with_parent, args=(self._lives,), daemon=True).start()
            self.work(place)
            status = 0
        except SystemExit as ended:
            status = ended.code if isinstance(ended.code, int) else 1
        except BaseException:  # a child must never go on as if it were the parent
            log.exception("a worker died of a mistake of ours")
        finally:
            sys.stderr.flush()
            os._exit(status)

    def _leave_parent(self, place: Place) -> None:
        signal.set_wakeup_fd(-1)
        for one in (*ENDS, signal.SIGCHLD):
            signal.signal(one, signal.SIG_DFL)
        signal.signal(signal.SIGHUP, signal.SIG_IGN)  # its parent is asked
        signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDS)
        os.close(self._stays_open)
        for other in self.sockets:
            if other is not place.listening:  # else it would stay open when its worker has closed it
                other.close()

    def _turn(self) -> None:
        select.select([self._woken], [], [], TURN_S)
        _read(self._woken)
        if self.asked:
            self._end()
        else:
            self._kill_silent(_read(self._heard))
            self._renew()
        self._reap()

    def _renew(self) -> None:
        if self._renewed:
            self._renewed = False
            self._renewal.ask()
        self._renewal.turn()

    def _end(self) -> None:
        """Ask all to end, once, and kill who has not done so in time."""
        if self.until is None:
            self.until = time.monotonic() + END_S
            for one in self.sockets:
                one.close()
            self._send(signal.SIGTERM)
        elif time.monotonic() > self.until:
            log.error("workers did not end, and are killed", pids=list(self.begun))
            self._send(signal.SIGKILL)

    def _send(self, one: signal.Signals) -> None:
        for pid in self.begun:  # whoever is in there has not been waited for, so no other process has its id
            os.kill(pid, one)

    def _kill_silent(self, beats: bytes) -> None:
        for pid, worker in self.begun.items():
            if worker.number in beats:
                worker.silent = 0
            elif worker.silent is not None:
                worker.silent += 1
                if worker.silent == SILENT_TURNS:
                    log.error("a worker hangs, and is killed", pid=pid)
                    os.kill(pid, signal.SIGKILL)

    def _reap(self) -> None:
        while self.begun:
            pid, how = os.waitpid(-1, os.WNOHANG)
            if not pid:
                return
            if died := self.begun.pop(pid, None):  # the first process of a container inherits others' children
                self._replace(pid, died, os.waitstatus_to_exitcode(how))

    def _replace(self, pid: int, died: Begun, status: int) -> None:
        """Begin another in the place of one that died, or end all."""
        if self.asked or self._renewal.expects_end(pid):
            return
        tries = died.tries + 1 if time.monotonic() - died.since < AT_ONCE_S else 0
        if tries == TRIES or (tries and status > 0):
            log.error("a worker cannot work, and all end", pid=pid, status=status, tries=tries)
            self.status = max(status, 1)
            self.asked = True
            return
        log.error("a worker died, and is begun again", pid=pid, status=status)
        if tries:
            time.sleep(PAUSE_S)
        self._begin(died.listening, tries)


def _pipe() -> tuple[int, int]:
    """Return the ends, to read and to write, of a pipe that keeps nobody waiting."""
    ends = os.pipe()
    for end in ends:
        os.set_blocking(end, False)
    return ends


def _read(pipe: int) -> bytes:
    with suppress(BlockingIOError):
        return os.read(pipe, select.PIPE_BUF)
    return b""


def _end_with_parent(lives: int) -> None:
    """``lives``: a pipe that the parent holds open."""
    os.read(lives, 1)
    os.kill(os.getpid(), signal.SIGTERM)


def _refuse_renewal(*_: object) -> None:
    log.error("a lone worker has no parent that could replace it: restart it, or let it have company")


def run_workers(work: Work, host: str, port: int, count: int) -> int:
    """Serve in as many processes, a lone one without a parent. Returns the exit status."""
    try:
        sockets = listen(host, port, count)
    except OSError as error:
        log.error("the port cannot be had", host=host, port=port, reason=str(error))
        return 1
    try:
        if count > 1:
            return Workers(work, sockets).run()
        if not os.isatty(0):  # else it ends with its terminal
            signal.signal(signal.SIGHUP, _refuse_renewal)
        work(Place(0, sockets[0]))
        return 0
    finally:
        for one in sockets:
            one.close()
