"""A wire between the gateways and the logger that can lose an answer: the request arrives, its receipt does not."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Thread

CHUNK = 64 * 1024


class Wire:
    """Carries bytes both ways. Of the answers that are ``to_lose``, none gets back, and its connection is cut."""

    def __init__(self, listener: socket.socket, upstream_port: int) -> None:
        self._listener = listener
        self._upstream_port = upstream_port
        self.port = int(listener.getsockname()[1])
        self.to_lose = 0
        self.lost = 0

    def accept_for_ever(self) -> None:
        with suppress(OSError):  # the listener is closed at the end
            while True:
                caller, _ = self._listener.accept()
                Thread(target=self._carry, args=(caller,), daemon=True).start()

    def _carry(self, caller: socket.socket) -> None:
        with caller, suppress(OSError):
            with socket.create_connection(("127.0.0.1", self._upstream_port)) as upstream:
                Thread(target=self._copy, args=(caller, upstream), daemon=True).start()
                while answer := upstream.recv(CHUNK):
                    if self.to_lose and b"202 Accepted" in answer:
                        self.to_lose -= 1
                        self.lost += 1
                        break
                    caller.sendall(answer)
                _hang_up(upstream)
            _hang_up(caller)

    def _copy(self, caller: socket.socket, upstream: socket.socket) -> None:
        with suppress(OSError):
            while request := caller.recv(CHUNK):
                upstream.sendall(request)
            _hang_up(upstream)


def _hang_up(end: socket.socket) -> None:
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)


@contextmanager
def wire(port: int, upstream_port: int) -> Iterator[Wire]:
    with socket.create_server(("127.0.0.1", port)) as listener:
        laid = Wire(listener, upstream_port)
        Thread(target=laid.accept_for_ever, daemon=True).start()
        yield laid
        _hang_up(listener)
