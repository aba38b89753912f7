"""Several processes of one service on one port. The system gives each new connection to one of them (SO_REUSEPORT).

They are forked once everything has been imported, so that they share its memory. One that dies is begun again, and its
socket outlives it. When the parent goes, however it goes, so do they.
"""

import gc
import os
import signal
import socket
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from threading import Thread

import structlog

AT_ONCE_S = 5  # who dies sooner than this after its beginning cannot work: all end, and whoever began them decides
PAUSE_S = 0.5
BACKLOG = 2048
BIND_S = 5  # another process may be about to end

log = structlog.get_logger()

Work = Callable[[socket.socket], None]
"""Serves on a listening socket until SIGTERM says to end."""


def listen(host: str, port: int, count: int) -> list[socket.socket]:
    """Bind ``count`` sockets to one port. Raises OSError where another service has it."""
    until = time.monotonic() + BIND_S
    while True:
        try:
            _bind(host, port, shared=False).close()  # so that nobody shares a port by mistake
            break
        except OSError as error:
            if time.monotonic() > until:
                raise
            log.warning("the port is not to be had yet", host=host, port=port, reason=str(error))
            time.sleep(1)
    if sys.platform != "linux":  # elsewhere the newest socket would get all connections
        return [_bind(host, port, shared=False)] * count
    return [_bind(host, port, shared=count > 1) for _ in range(count)]


def _bind(host: str, port: int, *, shared: bool) -> socket.socket:
    family, kind, protocol, _, address = socket.getaddrinfo(
        host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP, flags=socket.AI_PASSIVE
    )[0]
    bound = socket.socket(family, kind, protocol)  # with its protocol: without it asyncio leaves TCP_NODELAY off
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if shared:
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        bound.bind(address)
        bound.listen(BACKLOG)
        bound.set_inheritable(True)
    except BaseException:
        bound.close()
        raise
    return bound


@dataclass
class Workers:
    """``begun``: when each process that lives was begun, and which socket it has."""

    work: Work
    sockets: Sequence[socket.socket]
    begun: dict[int, tuple[float, socket.socket]] = field(default_factory=dict)
    ending: bool = False

    def run(self) -> int:
        """Keep a worker on each socket until a signal says to end. Returns the exit status."""
        self._lives, self._stays_open = os.pipe()
        gc.collect()
        gc.freeze()  # what is imported stays shared: no collection writes into it
        for one in (signal.SIGTERM, signal.SIGINT):
            signal.signal(one, self._end)
        for listening in self.sockets:
            self._begin(listening)
        status = 0
        while self.begun:
            status = max(status, self._wait())
        return status

    def _begin(self, listening: socket.socket) -> None:
        sys.stdout.flush()
        sys.stderr.flush()
        if pid := os.fork():
            self.begun[pid] = time.monotonic(), listening
            return
        for one in (signal.SIGTERM, signal.SIGINT):
            signal.signal(one, signal.SIG_DFL)
        os.close(self._stays_open)
        status = 1
        try:
            Thread(target=_end_with_parent, args=(self._lives,), daemon=True).start()
            self.work(listening)
            status = 0
        except SystemExit as ended:
            status = ended.code if isinstance(ended.code, int) else 1
        except BaseException:  # a child must never go on as if it were the parent
            log.exception("a worker died of a mistake of ours")
        finally:
            sys.stderr.flush()
            os._exit(status)

    def _wait(self) -> int:
        """Wait for one worker to end; begin another in its place, or end all. Returns its status if that ends all."""
        pid, how = os.waitpid(-1, 0)
        since, listening = self.begun.pop(pid)
        status = os.waitstatus_to_exitcode(how)
        if self.ending:
            return 0
        if time.monotonic() - since < AT_ONCE_S and status > 0:
            log.error("a worker cannot work", pid=pid, status=status)
            self._end()
            return status
        log.error("a worker died, and is begun again", pid=pid, status=status)
        if time.monotonic() - since < AT_ONCE_S:
            time.sleep(PAUSE_S)
        self._begin(listening)
        return 0

    def _end(self, *_: object) -> None:
        self.ending = True
        for pid in self.begun:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGTERM)


def _end_with_parent(lives: int) -> None:
    """``lives``: a pipe that the parent holds open."""
    os.read(lives, 1)
    os.kill(os.getpid(), signal.SIGTERM)


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
        work(sockets[0])
        return 0
    finally:
        for one in sockets:
            one.close()
