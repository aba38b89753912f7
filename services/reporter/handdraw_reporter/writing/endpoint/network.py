"""Sockets under an allowance: whatever waits, connects, shakes hands, sends or receives stays within one call's own.

httpx's time-outs begin anew with every byte that arrives; these do not.
"""

import ssl
from collections.abc import Iterable
from contextlib import AbstractContextManager
from typing import Final

import httpcore2

from handdraw_chassis.errors import map_errors
from handdraw_reporter.writing.endpoint.allowance import Allowance

PIECE: Final = 16_384
"""Bytes sent before the clock is looked at again."""


def _map_time() -> AbstractContextManager[None]:
    return map_errors(TimeoutError, lambda _: httpcore2.ReadTimeout("The call's time is over"))


class BoundedStream(httpcore2.NetworkStream):
    """A connection. The time-outs that it is given count for nothing: the allowance's do."""

    def __init__(self, stream: httpcore2.NetworkStream, allowance: Allowance) -> None:
        self._stream = stream
        self._allowance = allowance

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002 - the base class names it
        with _map_time():
            received = self._stream.read(max_bytes, self._allowance.seconds_left())
        self._allowance.take(len(received))
        return received

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002 - likewise
        for start in range(0, len(buffer), PIECE):
            with _map_time():
                self._stream.write(buffer[start : start + PIECE], self._allowance.seconds_left())

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002 - likewise
    ) -> httpcore2.NetworkStream:
        with _map_time():
            within = self._stream.start_tls(ssl_context, server_hostname, self._allowance.seconds_left())
        return BoundedStream(within, self._allowance)

    def get_extra_info(self, info: str) -> object:
        return self._stream.get_extra_info(info)


class BoundedBackend(httpcore2.NetworkBackend):
    def __init__(self, allowance: Allowance) -> None:
        self._allowance = allowance
        self._sockets = httpcore2.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ARG002 - the base class names it
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.NetworkStream:
        with _map_time():
            left = self._allowance.seconds_left()
        return BoundedStream(
            self._sockets.connect_tcp(host, port, left, local_address, socket_options), self._allowance
        )
