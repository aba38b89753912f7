import asyncio
from typing import Any

import pytest
import uvicorn
from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from uvicorn.server import ServerState

from handdraw_chassis import bounds
from handdraw_chassis.bounds import HEAD_BYTES, READ_BYTES, BoundedProtocol

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

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.written += bytes(data)

    def close(self) -> None:
        self.closed = True

    def is_closing(self) -> bool:
        return self.closed

    def pause_reading(self) -> None:
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
