import asyncio
from typing import Any

import pytest
import uvicorn
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.server import ServerState

from handdraw_chassis import bounds
from handdraw_chassis.bounds import AHEAD, HEAD_BYTES, READ_BYTES, BoundedProtocol

pytestmark = pytest.mark.anyio
HEAD = b"POST / HTTP/1.1\r\nHost: localhost\r\n"
PIECE = b"x" * 1024


class FakeTransport(asyncio.Transport):
    """Remembers what was written, and whether it was closed."""

    max_size = 256 * 1024

    def __init__(self) -> None:
        super().__init__()
        self.written = b""
        self.closed = False
        self.aborted = False

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.written += bytes(data)

    def close(self) -> None:
        self.closed = True

    def abort(self) -> None:
        self.aborted = True

    def get_write_buffer_size(self) -> int:
        return 50

    def is_closing(self) -> bool:
        return self.closed

    def pause_reading(self) -> None:
        pass

    def resume_reading(self) -> None:
        pass

    def get_extra_info(self, name: str, default: Any = None) -> Any:  # noqa: ARG002 asyncio's own
        return default


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    if (await receive())["body"]:
        await asyncio.Event().wait()
    await Response()(scope, receive, send)


@pytest.fixture
async def transport() -> FakeTransport:
    return FakeTransport()


@pytest.fixture
async def protocol(transport: FakeTransport) -> BoundedProtocol:
    config = uvicorn.Config(app, log_config=None, lifespan="off")
    config.load()
    protocol = BoundedProtocol(config, ServerState(), {})
    protocol.connection_made(transport)
    return protocol


async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    body = b""
    while (message := await receive())["type"] == "http.request":
        body += message["body"]
        if not message["more_body"]:
            await Response(body, headers={"method": scope["method"]})(scope, receive, send)


def connect(application: ASGIApp, transport: FakeTransport, state: ServerState | None = None) -> BoundedProtocol:
    config = uvicorn.Config(application, log_config=None, lifespan="off")
    config.load()
    protocol = BoundedProtocol(config, state or ServerState(), {})
    protocol.connection_made(transport)
    return protocol


def end(protocol: BoundedProtocol) -> None:
    protocol.timeout_keep_alive_handler()
    protocol.connection_lost(None)


def taken(protocol: BoundedProtocol, transport: FakeTransport, pieces: int) -> int:
    """Send as many pieces as are taken, and return their number."""
    for piece in range(pieces):
        protocol.data_received(PIECE)
        if transport.closed:
            return piece
    return pieces


@pytest.mark.parametrize(
    "begun",
    [
        pytest.param(b"POST /", id="a target"),
        pytest.param(HEAD + b"X: ", id="a header"),
        pytest.param(HEAD + b"Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\nX: ", id="a trailer"),
        pytest.param(HEAD + b"\r\n" + HEAD + b"X: ", id="a header of the second request"),
    ],
)
async def test_a_head_that_does_not_end_is_refused(
    protocol: BoundedProtocol, transport: FakeTransport, begun: bytes
) -> None:
    protocol.data_received(begun)
    await asyncio.sleep(0)
    pieces = taken(protocol, transport, 100)

    assert (pieces <= HEAD_BYTES // len(PIECE), b"HTTP/1.1 400" in transport.written) == (True, True)


async def test_a_long_body_and_many_requests_are_not_taken_for_a_head(
    protocol: BoundedProtocol, transport: FakeTransport
) -> None:
    protocol.data_received(HEAD + b"Content-Length: %d\r\n\r\n" % (200 * len(PIECE)))
    pieces = taken(protocol, transport, 200)
    for _ in range(2 * HEAD_BYTES // len(HEAD)):
        protocol.data_received(HEAD + b"\r\n")

    assert (pieces, transport.closed) == (200, False)


@pytest.mark.usefixtures("protocol")
async def test_little_is_read_at_once(transport: FakeTransport) -> None:
    assert transport.max_size == READ_BYTES


@pytest.mark.parametrize(
    ("sent", "closed"),
    [
        pytest.param([], True, id="nothing"),
        pytest.param([HEAD], True, id="a part of a head"),
        pytest.param([HEAD, b"Content-Length: 4\r\n\r\n"], False, id="a head in two parts, and no body"),
        pytest.param([HEAD + b"\r\n", HEAD], True, id="an answered request, and a part of a head"),
        pytest.param([HEAD + b"Content-Length: 4\r\n\r\nbo", b"dy" + HEAD], False, id="one behind what is worked at"),
    ],
)
async def test_who_sends_no_whole_head_in_time_is_sent_away(
    transport: FakeTransport, monkeypatch: pytest.MonkeyPatch, sent: list[bytes], closed: bool
) -> None:
    monkeypatch.setattr(bounds, "HEAD_S", 0.01)
    config = uvicorn.Config(app, log_config=None, lifespan="off")
    config.load()
    protocol = BoundedProtocol(config, ServerState(), {})
    protocol.connection_made(transport)
    for part in sent:
        protocol.data_received(part)
        await asyncio.sleep(0)
    await asyncio.sleep(0.1)
    closed_by_then = transport.closed
    protocol.timeout_keep_alive_handler()
    protocol.connection_lost(None)

    assert closed_by_then == closed


@pytest.mark.parametrize(
    ("sent", "closed", "refused"),
    [
        pytest.param([b"", b""], [True, False, False], False, id="two that wait"),
        pytest.param([HEAD + b"Content-Length: 4\r\n\r\nb", b""], [False, True, False], False, id="one at work"),
        pytest.param([HEAD + b"Content-Length: 4\r\n\r\nb"] * 2, [False, False, True], True, id="both at work"),
    ],
)
async def test_one_connection_too_many_ends_the_oldest_that_nothing_is_done_for(
    monkeypatch: pytest.MonkeyPatch, sent: list[bytes], closed: list[bool], *, refused: bool
) -> None:
    monkeypatch.setattr(bounds, "CONNECTIONS", 2)
    config = uvicorn.Config(app, log_config=None, lifespan="off")
    config.load()
    state, transports = ServerState(), [FakeTransport() for _ in range(3)]
    for transport, part in zip(transports, [*sent, b""], strict=True):
        protocol = BoundedProtocol(config, state, {})
        protocol.connection_made(transport)
        protocol.data_received(part)
    last = transports[-1].written

    assert ([one.closed for one in transports], last.startswith(b"HTTP/1.1 503"), b"retry-after: 1" in last) == (
        closed,
        refused,
        refused,
    )


OFFERS = {
    "h2c": b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\n",
    "a websocket": b"Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n",
    "both": b"Connection: Upgrade\r\nUpgrade: websocket, h2c\r\nUpgrade: TLS/1.0\r\n",
}
LENGTH, CHUNKED = b"Content-Length: 4\r\n\r\nbody", b"Transfer-Encoding: chunked\r\n\r\n2\r\nbo\r\n2\r\ndy\r\n0\r\n\r\n"


@pytest.mark.parametrize("offer", OFFERS.values(), ids=OFFERS)
@pytest.mark.parametrize("rest", [LENGTH, CHUNKED], ids=["of known length", "in chunks"])
@pytest.mark.parametrize("cut", [0, 3, 40])
async def test_who_offers_another_protocol_is_answered_in_this_one_with_the_body_read(
    transport: FakeTransport, offer: bytes, rest: bytes, cut: int
) -> None:
    protocol = connect(echo, transport)
    sent = HEAD + offer + rest
    for part in (sent[: len(sent) - cut], sent[len(sent) - cut :], HEAD + b"Content-Length: 4\r\n\r\nnext"):
        protocol.data_received(part)
        for _ in range(5):
            await asyncio.sleep(0)
    end(protocol)

    assert [transport.written.count(word) for word in (b"HTTP/1.1 200", b"\r\n\r\nbody", b"\r\n\r\nnext")] == [2, 1, 1]


async def test_who_wants_a_tunnel_is_refused(transport: FakeTransport) -> None:
    connect(echo, transport).data_received(b"CONNECT evil.example:443 HTTP/1.1\r\nHost: localhost\r\n\r\n")

    assert (transport.written[:12], transport.closed) == (b"HTTP/1.1 400", True)


async def test_few_requests_are_kept_for_later(transport: FakeTransport) -> None:
    begun = 0

    async def first_waits(scope: Scope, receive: Receive, send: Send) -> None:
        nonlocal begun
        begun += 1
        await sent.wait()
        await Response()(scope, receive, send)

    sent = asyncio.Event()
    protocol = connect(first_waits, transport)
    protocol.data_received((HEAD + b"\r\n") * 500)
    kept = len(protocol.pipeline)
    sent.set()
    for _ in range(10 * AHEAD):
        await asyncio.sleep(0)

    assert (kept, begun, transport.written.count(b"HTTP/1.1 200"), transport.closed) == (
        AHEAD,
        AHEAD + 1,
        AHEAD + 1,
        True,
    )


@pytest.mark.parametrize(("read", "aborted"), [(False, True), (True, False)])
async def test_who_does_not_read_what_is_written_is_left(
    transport: FakeTransport, monkeypatch: pytest.MonkeyPatch, *, read: bool, aborted: bool
) -> None:
    monkeypatch.setattr(bounds, "UNREAD_S", 0.01)
    protocol = connect(echo, transport)
    protocol.pause_writing()
    if read:
        protocol.resume_writing()
    await asyncio.sleep(0.05)

    assert transport.aborted == aborted


async def test_of_answers_that_nobody_reads_the_oldest_end_where_they_are_too_much(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(bounds, "UNREAD_BYTES", 150)
    state, transports = ServerState(), [FakeTransport() for _ in range(6)]
    protocols = [connect(echo, transport, state) for transport in transports]
    for protocol in protocols[:5]:
        protocol.pause_writing()
    protocols[3].resume_writing()
    protocols[5].pause_writing()
    for protocol in protocols:
        end(protocol)

    assert [transport.aborted for transport in transports] == [True, True, False, False, False, False]


@pytest.mark.parametrize("last", [b"Connection: close\r\n\r\n", b"\r\n"], ids=["the last", "one of more"])
async def test_who_never_reads_the_end_of_an_answer_is_left(
    transport: FakeTransport, monkeypatch: pytest.MonkeyPatch, last: bytes
) -> None:
    monkeypatch.setattr(bounds, "UNREAD_S", 0.01)
    protocol = connect(echo, transport)
    protocol.data_received(b"GET / HTTP/1.1\r\nHost: localhost\r\n" + last)
    await asyncio.sleep(0.01)
    protocol.timeout_keep_alive_handler()
    await asyncio.sleep(0.05)

    assert (transport.closed, transport.aborted) == (True, True)


async def test_one_connection_too_many_ends_one_that_is_closed_and_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "CONNECTIONS", 1)
    state, unread, fresh = ServerState(), FakeTransport(), FakeTransport()
    connect(echo, unread, state).transport.close()
    end(connect(echo, fresh, state))

    assert (unread.aborted, fresh.written) == (True, b"")


@pytest.mark.parametrize(
    ("sent", "closed"),
    [
        pytest.param(HEAD + b"Content-Length: 4\r\n\r\nbo", True, id="a body that has begun"),
        pytest.param(HEAD + b"Content-Length: 4\r\n\r\nbody", False, id="one that is worked at"),
    ],
)
async def test_a_server_that_ends_does_not_wait_for_a_body_that_does_not(
    protocol: BoundedProtocol, transport: FakeTransport, monkeypatch: pytest.MonkeyPatch, sent: bytes, *, closed: bool
) -> None:
    monkeypatch.setattr(bounds, "ENDING_S", 0.01)
    protocol.data_received(sent)
    await asyncio.sleep(0)
    protocol.shutdown()
    await asyncio.sleep(0.05)

    assert transport.closed == closed
