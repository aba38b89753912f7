import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from typing import Any

import pytest
import uvicorn
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send
from uvicorn.server import ServerState

from handdraw_chassis.one_write import OneWriteProtocol, OneWriteTransport

LONG = bytes(range(256)) * 12_000
pytestmark = pytest.mark.anyio


class FakeTransport(asyncio.Transport):
    """Remembers what was done to it."""

    def __init__(self) -> None:
        super().__init__()
        self.done: list[bytes | str] = []

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.done.append(bytes(data))

    def close(self) -> None:
        self.done.append("closed")

    def pause_reading(self) -> None:
        self.done.append("paused")

    def resume_reading(self) -> None:
        self.done.append("resumed")

    def is_closing(self) -> bool:
        return False

    def get_extra_info(self, name: str, default: Any = None) -> Any:  # noqa: ARG002 asyncio's own
        return default


@pytest.fixture
def inner() -> FakeTransport:
    return FakeTransport()


async def test_a_head_leaves_with_its_body_and_alone_at_the_end_of_the_turn(inner: FakeTransport) -> None:
    transport = OneWriteTransport(inner, asyncio.get_running_loop())
    transport.write(b"head ")
    kept = [*inner.done]
    transport.write(bytearray(b"body"))
    sent = [*inner.done]
    await asyncio.sleep(0)
    transport.write(b"head alone")
    await asyncio.sleep(0)

    assert (kept, sent, inner.done) == ([], [b"head body"], [b"head body", b"head alone"])


async def test_what_was_written_leaves_before_it_is_closed(inner: FakeTransport) -> None:
    transport = OneWriteTransport(inner, asyncio.get_running_loop())
    transport.write(b"bye")
    transport.close()
    await asyncio.sleep(0)

    assert inner.done == [b"bye", "closed"]


async def test_nothing_more_is_read_while_a_request_waits_for_the_one_before(inner: FakeTransport) -> None:
    may_answer = asyncio.Event()

    async def slow(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        await may_answer.wait()
        await Response()(scope, receive, send)

    config = uvicorn.Config(slow, log_config=None, lifespan="off", date_header=False)
    config.load()
    protocol = OneWriteProtocol(config, ServerState(), {})
    protocol.connection_made(inner)
    protocol.data_received(3 * b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
    await asyncio.sleep(0)
    while_one_works = [*inner.done]
    may_answer.set()
    async with asyncio.timeout(10):
        while "resumed" not in inner.done:
            await asyncio.sleep(0)
    protocol.timeout_keep_alive_handler()

    assert (while_one_works, inner.done.index("resumed")) == (["paused"], 3)  # once the last of them has begun


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    async def parts() -> AsyncIterator[bytes]:
        for at in range(0, len(LONG), 10_000):
            yield LONG[at : at + 10_000]
            await asyncio.sleep(0)

    path = Request(scope).url.path
    answer = {
        "/long": StreamingResponse(parts(), headers={"Content-Length": str(len(LONG))}),
        "/none": Response(status_code=204),
    }.get(path, Response("hello"))
    await answer(scope, receive, send)


@pytest.fixture
def listening() -> Iterator[socket.socket]:
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:
        yield listening


@pytest.mark.parametrize(
    ("request_line", "head", "body"),
    [
        pytest.param("GET /", b"HTTP/1.1 200 OK", b"hello", id="a body"),
        pytest.param("GET /none", b"HTTP/1.1 204 No Content", b"", id="none"),
        pytest.param("HEAD /", b"HTTP/1.1 200 OK", b"", id="a head alone"),
        pytest.param("GET /long", b"HTTP/1.1 200 OK", LONG, id="in parts, and more than a socket takes"),
    ],
)
async def test_every_answer_arrives_whole(
    listening: socket.socket, request_line: str, head: bytes, body: bytes
) -> None:
    server = uvicorn.Server(uvicorn.Config(app, http=OneWriteProtocol, log_config=None, lifespan="off"))
    serving = asyncio.create_task(server.serve([listening]))
    reader, writer = await asyncio.open_connection(*listening.getsockname())
    writer.write(f"{request_line} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
    async with asyncio.timeout(30):
        answer = await reader.read()
    writer.close()
    server.should_exit = True
    await serving

    assert answer.startswith(head)
    assert answer.partition(b"\r\n\r\n")[2] == body
