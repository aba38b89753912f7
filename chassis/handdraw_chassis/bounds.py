"""What connections may make the server hold: uvicorn takes any number, and reads heads of any size and far ahead."""

import asyncio
from collections import OrderedDict
from http import HTTPStatus

import httptools
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from handdraw_contracts.problems import PROBLEM_JSON, Problem

CONNECTIONS = 1000  # of a process
HEAD_BYTES = 64 * 1024
HEAD_S = 10.0  # for the first head after the connection, and for each from its first byte
READ_BYTES = 32 * 1024  # at once: asyncio's 256 KiB may hold thousands of requests, each of which takes a kilobyte
AHEAD = 32  # requests of a connection behind the one that is worked at
UNREAD_S = 30.0  # in which a caller has to read some of what was written: 48 KiB of asyncio's 64
UNREAD_BYTES = 64 * 1024 * 1024  # of all answers that are written and not read: beyond it the oldest of them end
ENDING_S = 2.0  # for a body that has begun to come when the server ends
INVALID = "Invalid HTTP request received."
TOO_LARGE = f"A head may have {HEAD_BYTES} bytes."
TOO_MANY = f"This process has {CONNECTIONS} connections, all of them at work."


class TooFarAhead(Exception):
    """More requests came than are kept for later."""


class BoundedProtocol(HttpToolsProtocol):
    """uvicorn's, for its setting ``http``. One connection too many ends the oldest that nothing is done for.

    It speaks HTTP/1.1 whatever else is offered, and hears out who offers it.
    """

    _unused = 0  # bytes that came since a head or a part of a body was whole
    _deadline: asyncio.TimerHandle | None = None
    _unread: asyncio.TimerHandle | None = None
    _leaves = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        if hasattr(transport, "max_size"):  # asyncio's own; uvloop's cannot be told
            transport.max_size = READ_BYTES
        super().connection_made(transport)
        self._opened: OrderedDict[BoundedProtocol, None] = vars(self.server_state).setdefault("opened", OrderedDict())
        self._opened[self] = None
        self._full: OrderedDict[BoundedProtocol, int] = vars(self.server_state).setdefault("full", OrderedDict())
        self._deadline = self.loop.call_later(HEAD_S, self._end_waiting)
        if len(self._opened) > CONNECTIONS:
            self._make_room()

    def connection_lost(self, exc: Exception | None) -> None:
        self._meet_deadline()
        self._note_read()
        self._opened.pop(self, None)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        self._unset_keepalive_if_required()
        self._unused += len(data)
        self._parse(data)
        if self._unused > HEAD_BYTES and not self.transport.is_closing():
            self.send_400_response(TOO_LARGE)
        if not self._unused:
            self._meet_deadline()
        elif self._deadline is None and not self.transport.is_closing():
            self._deadline = self.loop.call_later(HEAD_S, self._end_waiting)

    def _parse(self, data: bytes) -> None:
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserError:
            self.send_400_response(INVALID)
        except httptools.HttpParserUpgrade as offer:
            self._decline(data[offer.args[0] :])

    def _decline(self, rest: bytes) -> None:
        """Take the request as if no other protocol had been offered; httptools would read no body behind an offer."""
        method = self.parser.get_method()
        if method == b"CONNECT":
            self.send_400_response(INVALID)
            return
        lines = [b"%b: %b\r\n" % line for line in self.headers if line[0] != b"upgrade"]
        first = b"%b %b HTTP/%b\r\n" % (method, self.url, self.parser.get_http_version().encode())
        self.parser = httptools.HttpRequestParser(self)
        self._parse(b"".join([first, *lines, b"\r\n", rest]))

    def on_headers_complete(self) -> None:
        self._unused = 0
        if self.parser.should_upgrade():
            return
        if len(self.pipeline) >= AHEAD:
            raise TooFarAhead
        super().on_headers_complete()
        if self._leaves:
            self._tell_leave()

    def on_message_complete(self) -> None:
        if not self.parser.should_upgrade():
            super().on_message_complete()

    def on_body(self, body: bytes) -> None:
        self._unused = 0
        super().on_body(body)

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if self.transport.is_closing():
            self._await_reading()

    def pause_writing(self) -> None:
        super().pause_writing()
        self._await_reading()
        self._full[self] = self.transport.get_write_buffer_size()
        while sum(self._full.values()) > UNREAD_BYTES and len(self._full) > 1:
            self._full.popitem(last=False)[0].transport.abort()

    def resume_writing(self) -> None:
        super().resume_writing()
        self._note_read()

    def timeout_keep_alive_handler(self) -> None:
        super().timeout_keep_alive_handler()
        self._await_reading()

    def take_leave(self) -> None:
        """Answer what is asked from now on as the last of its connection; one that idles ends when it always would."""
        self._leaves = True
        self._tell_leave()

    def _tell_leave(self) -> None:
        if self.cycle is not None:
            self.cycle.keep_alive = False

    def shutdown(self) -> None:
        if not self._leaves:
            super().shutdown()
        if not self.is_idle and getattr(self.cycle, "more_body", False):
            self.loop.call_later(ENDING_S, self._end_coming, self.cycle)

    def send_400_response(self, msg: str) -> None:
        """Refuse what came last; who is answered already, or will be, is not told of what came behind."""
        last = self.cycle
        if last is None or last.response_complete or getattr(last, "more_body", False):
            self._end_with(HTTPStatus.BAD_REQUEST, msg)
        else:
            last.keep_alive = False
            self.flow.pause_reading()

    def _make_room(self) -> None:
        oldest = next(one for one in self._opened if one.is_idle)
        if oldest is not self:
            del self._opened[oldest]
            if oldest.transport.is_closing():  # its caller does not read the rest
                oldest.transport.abort()
            else:
                oldest.timeout_keep_alive_handler()
        else:
            self._end_with(HTTPStatus.SERVICE_UNAVAILABLE, TOO_MANY, (b"retry-after", b"1"))

    @property
    def is_idle(self) -> bool:
        return self.cycle is None or self.cycle.response_complete

    def _end_with(self, status: HTTPStatus, detail: str, *headers: tuple[bytes, bytes]) -> None:
        """Answer what no application sees, and close."""
        code = status.phrase.lower().replace(" ", "_")
        problem = Problem(title=status.phrase, status=status, detail=detail, code=code)
        body = problem.model_dump_json(exclude_none=True).encode()
        lines = [
            *self.server_state.default_headers,
            *headers,
            (b"content-type", PROBLEM_JSON.encode()),
            (b"content-length", b"%d" % len(body)),
            (b"connection", b"close"),
        ]
        head = b"".join(b"%b: %b\r\n" % line for line in lines)
        self.transport.write(STATUS_LINE[status] + head + b"\r\n" + body)
        self.transport.close()

    def _meet_deadline(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _end_waiting(self) -> None:
        self._deadline = None
        if self.is_idle and not self.transport.is_closing():  # else what came is behind a request that is worked at
            self.timeout_keep_alive_handler()

    def _end_coming(self, cycle: object) -> None:
        if self.cycle is cycle and getattr(cycle, "more_body", False):
            self.transport.close()

    def _await_reading(self) -> None:
        """Give the caller UNREAD_S for what was written, or for some of it where there is much."""
        if self._unread is None:
            self._unread = self.loop.call_later(UNREAD_S, self.transport.abort)

    def _note_read(self) -> None:
        self._full.pop(self, None)
        if self._unread is not None:
            self._unread.cancel()
            self._unread = None
