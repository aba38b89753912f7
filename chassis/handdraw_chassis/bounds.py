"""What one connection may make the server hold: uvicorn reads heads of any size, and thousands of requests ahead."""

import asyncio

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEAD_BYTES = 64 * 1024
READ_BYTES = 32 * 1024  # at once: asyncio's 256 KiB may hold thousands of requests, each of which takes a kilobyte
TOO_LARGE = f"A head may have {HEAD_BYTES} bytes."


class BoundedProtocol(HttpToolsProtocol):
    """uvicorn's, for its setting ``http``."""

    _unused = 0  # bytes that came since a head or a part of a body was whole

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        if hasattr(transport, "max_size"):  # asyncio's own; uvloop's cannot be told
            transport.max_size = READ_BYTES
        super().connection_made(transport)

    def data_received(self, data: bytes) -> None:
        self._unused += len(data)
        super().data_received(data)
        if self._unused > HEAD_BYTES and not self.transport.is_closing():
            self.send_400_response(TOO_LARGE)

    def on_headers_complete(self) -> None:
        self._unused = 0
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        self._unused = 0
        super().on_body(body)
