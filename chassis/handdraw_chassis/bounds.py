"""What one connection may make the server hold: uvicorn reads heads of any size, and thousands of requests ahead."""

import asyncio

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEAD_BYTES = 64 * 1024
HEAD_S = 30.0  # for the first head after the connection, and for each from its first byte
READ_BYTES = 32 * 1024  # at once: asyncio's 256 KiB may hold thousands of requests, each of which takes a kilobyte
TOO_LARGE = f"A head may have {HEAD_BYTES} bytes."


class BoundedProtocol(HttpToolsProtocol):
    """uvicorn's, for its setting ``http``."""

    _unused = 0  # bytes that came since a head or a part of a body was whole
    _deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        if hasattr(transport, "max_size"):  # asyncio's own; uvloop's cannot be told
            transport.max_size = READ_BYTES
        super().connection_made(transport)
        self._deadline = self.loop.call_later(HEAD_S, self._end_waiting)

    def connection_lost(self, exc: Exception | None) -> None:
        self._meet_deadline()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        self._unused += len(data)
        super().data_received(data)
        if self._unused > HEAD_BYTES and not self.transport.is_closing():
            self.send_400_response(TOO_LARGE)
        if not self._unused:
            self._meet_deadline()
        elif self._deadline is None and not self.transport.is_closing():
            self._deadline = self.loop.call_later(HEAD_S, self._end_waiting)

    def on_headers_complete(self) -> None:
        self._unused = 0
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        self._unused = 0
        super().on_body(body)

    def send_400_response(self, msg: str) -> None:
        """Refuse what came last; who is answered already, or will be, is not told of what came behind."""
        last = self.cycle
        if last is None or last.response_complete or getattr(last, "more_body", False):
            super().send_400_response(msg)
        else:
            last.keep_alive = False
            self.flow.pause_reading()

    def _meet_deadline(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _end_waiting(self) -> None:
        self._deadline = None
        if self.cycle is None or self.cycle.response_complete:  # else what came is behind a request that is worked at
            self.timeout_keep_alive_handler()
