"""Answers plain requests without the framework: an ASGI scope, middleware and routing cost as much as all the rest.

A service that has a fast path names it in the state of its lifespan. It sees each head, and takes what it answers just
as the framework would; everything else, and what does not come soon, goes the framework's way.
"""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from typing import Any, NamedTuple

import structlog
from starlette.responses import Response
from uvicorn.protocols.http.httptools_impl import STATUS_LINE

from handdraw_chassis.one_write import OneWriteProtocol

STATE = "fast_path"
PATIENCE_S = 1.0  # for the body, which mostly comes with its head; the framework waits for longer
Header = tuple[bytes, bytes]

log = structlog.get_logger()


class Head(NamedTuple):
    """``target``: path and query, as they were sent. Names of headers are in lower case."""

    method: bytes
    target: bytes
    headers: Sequence[Header]


class Reply(NamedTuple):
    """``headers``: with the body's length."""

    status: int
    headers: Sequence[Header]
    body: bytes

    @classmethod
    def of(cls, response: Response, *headers: Header) -> "Reply":
        return cls(response.status_code, (*response.raw_headers, *headers), bytes(response.body))


Answer = Callable[[bytes], Reply | Coroutine[Any, Any, Reply]]
"""How a request is answered once its whole body is there: at once, or later. Raises nothing."""
FastPath = Callable[[Head], Answer | None]
"""Returns None for what the framework answers."""


class _Exchange:
    """A request that is answered here, as uvicorn asks of its own: whether it is done, and to say what became of it."""

    def __init__(self, *, keep_alive: bool) -> None:
        self.response_complete = False
        self.keep_alive = keep_alive
        self.disconnected = False
        self.message_event = asyncio.Event()


class FastPathProtocol(OneWriteProtocol):
    """uvicorn's, for its setting ``http``. One request of a connection at a time, on either way."""

    _answer: Answer | None = None
    _parts: list[bytes]
    _patience: asyncio.TimerHandle | None = None

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self._answer and not self._patience:
            self._patience = self.loop.call_later(PATIENCE_S, self._hand_over)

    def connection_lost(self, exc: Exception | None) -> None:
        self._take()
        super().connection_lost(exc)

    def shutdown(self) -> None:
        if self._answer and not self._leaves:  # its caller is sending: the framework's way, it is answered
            self._hand_over()
        super().shutdown()

    def on_headers_complete(self) -> None:
        self._unset_keepalive_if_required()  # one before it in the same packet may have been answered at once
        self._answer = self._find_answer()
        if self._answer:
            self._unused = 0
            self._parts = []
        else:
            super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        if self._answer:
            self._unused = 0
            self._parts.append(body)
        else:
            super().on_body(body)

    def on_message_complete(self) -> None:
        if not (answer := self._take()):
            super().on_message_complete()
            return
        exchange = _Exchange(keep_alive=not self._leaves)
        self.cycle = exchange  # type: ignore[assignment]
        reply = answer(b"".join(self._parts))
        if isinstance(reply, Reply):
            self._reply(reply, exchange)
        else:
            task = self.loop.create_task(self._reply_later(reply, exchange))
            self.tasks.add(task)
            task.add_done_callback(self.tasks.discard)

    @property
    def is_idle(self) -> bool:
        return self._answer is None and super().is_idle

    def _find_answer(self) -> Answer | None:
        fast_path: FastPath | None = self.app_state.get(STATE)
        if (
            fast_path is None
            or (self.cycle is not None and not self.cycle.response_complete)
            or self.flow.write_paused
            or self.expect_100_continue
            or self.parser.should_upgrade()
            or not self.parser.should_keep_alive()
            or self.parser.get_http_version() != "1.1"
        ):
            return None
        return fast_path(Head(self.parser.get_method(), self.url, self.headers))

    def _take(self) -> Answer | None:
        """Return the answer whose body was awaited, which is awaited no more."""
        answer, self._answer = self._answer, None
        if self._patience:
            self._patience.cancel()
            self._patience = None
        return answer

    def _hand_over(self) -> None:
        """Leave to the framework what did not come whole in time."""
        self._take()
        if not self.transport.is_closing():
            super().on_headers_complete()
            super().on_body(b"".join(self._parts))

    async def _reply_later(self, answering: Coroutine[Any, Any, Reply], exchange: _Exchange) -> None:
        try:
            self._reply(await answering, exchange)
        except asyncio.CancelledError:  # the server ends, and waits for nobody
            self.transport.close()
            raise
        except Exception:
            log.exception("a fast path found a mistake of ours")
            self.transport.close()

    def _reply(self, reply: Reply, exchange: _Exchange) -> None:
        exchange.response_complete = True
        if exchange.disconnected:
            return
        self.transport.write_whole(self._render(reply, exchange))  # type: ignore[attr-defined]
        if not exchange.keep_alive:
            self.transport.close()
        self.on_response_complete()

    def _render(self, reply: Reply, exchange: _Exchange) -> bytes:
        parts = [STATUS_LINE[reply.status]]
        for name, value in (*self.server_state.default_headers, *reply.headers):
            parts += name, b": ", value, b"\r\n"
        parts += (b"\r\n", reply.body) if exchange.keep_alive else (b"connection: close\r\n\r\n", reply.body)
        return b"".join(parts)
