import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing

import pytest
import uvicorn
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from handdraw_chassis import fast_path
from handdraw_chassis.fast_path import STATE, Answer, FastPathProtocol, Head, Reply

pytestmark = pytest.mark.anyio


class Service:
    """Echoes a body: on the fast path where the target is ``/fast``, which may be told to wait, or ``/at-once``."""

    def __init__(self) -> None:
        self.may_answer = asyncio.Event()
        self.may_answer.set()
        self.asked = asyncio.Event()
        self.begun = asyncio.Event()
        self.done = list[bytes]()

    def fast_path(self, head: Head) -> Answer | None:
        self.asked.set()
        answers: dict[bytes, Answer] = {b"/fast": self._answer, b"/at-once": _echo}
        return answers.get(head.target)

    async def _answer(self, body: bytes) -> Reply:
        self.begun.set()
        if body == b"none":
            raise ValueError(body)
        await self.may_answer.wait()
        self.done.append(body)
        return _echo(body)

    async def app(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await receive()
            scope["state"][STATE] = self.fast_path
            await send({"type": "lifespan.startup.complete"})
            await receive()
            await send({"type": "lifespan.shutdown.complete"})
        else:
            body = await Request(scope, receive).body()
            await Response(b"framework " + body)(scope, receive, send)


def _echo(body: bytes) -> Reply:
    return Reply.of(Response(b"fast " + body), (b"x-one", b"1"))


@pytest.fixture
def listening() -> Iterator[socket.socket]:
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:
        yield listening


@pytest.fixture
async def service() -> Service:
    return Service()


@asynccontextmanager
async def serving(
    service: Service, listening: socket.socket, timeout_keep_alive: int = 5
) -> AsyncIterator[uvicorn.Server]:
    config = uvicorn.Config(
        service.app,
        interface="asgi3",
        http=FastPathProtocol,
        log_config=None,
        date_header=False,
        server_header=False,
        timeout_graceful_shutdown=10,
        timeout_keep_alive=timeout_keep_alive,
    )
    server = uvicorn.Server(config)
    task = asyncio.create_task(server.serve([listening]))
    async with asyncio.timeout(30):
        yield server
        server.should_exit = True
        await task


@pytest.fixture
async def server(service: Service, listening: socket.socket) -> AsyncIterator[uvicorn.Server]:
    async with serving(service, listening) as server:
        yield server


def request(target: str = "/fast", body: bytes = b"body", *headers: str, version: str = "1.1") -> bytes:
    lines = [f"POST {target} HTTP/{version}", "Host: localhost", f"Content-Length: {len(body)}", *headers, "", ""]
    return "\r\n".join(lines).encode() + body


FAST = b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\nx-one: 1\r\n\r\nfast body"
LAST_FAST = FAST.replace(b"x-one: 1\r\n", b"x-one: 1\r\nconnection: close\r\n")
FRAMEWORK = b"HTTP/1.1 200 OK\r\ncontent-length: 14\r\n\r\nframework body"
LAST_FRAMEWORK = FRAMEWORK.replace(b"14\r\n", b"14\r\nconnection: close\r\n")


@asynccontextmanager
async def connection(listening: socket.socket) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    reader, writer = await asyncio.open_connection(*listening.getsockname())
    yield reader, writer
    writer.close()


async def exchange(listening: socket.socket, sent: bytes, *expected: bytes) -> bytes:
    """Send at once, and return as many bytes as are expected."""
    async with connection(listening) as (reader, writer):
        writer.write(sent)
        return await reader.readexactly(len(b"".join(expected)))


@pytest.mark.usefixtures("server")
@pytest.mark.parametrize("target", ["/fast", "/at-once"])
async def test_a_request_is_answered_by_the_fast_path_and_the_next_too(listening: socket.socket, target: str) -> None:
    async with connection(listening) as (reader, writer):
        for _ in range(2):
            writer.write(request(target))
            assert await reader.readexactly(len(FAST)) == FAST


@pytest.mark.usefixtures("server")
@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        pytest.param(request("/slow"), FRAMEWORK, id="what it leaves"),
        pytest.param(request("/fast", b"body", "Connection: close"), LAST_FRAMEWORK, id="a last request"),
        pytest.param(request(version="1.0"), LAST_FRAMEWORK, id="an old caller"),
        pytest.param(
            request("/fast", b"body", "Expect: 100-continue"),
            b"HTTP/1.1 100 Continue\r\n\r\n" + FRAMEWORK,
            id="who asks before it sends",
        ),
    ],
)
async def test_the_framework_answers_everything_else(listening: socket.socket, sent: bytes, expected: bytes) -> None:
    assert await exchange(listening, sent, expected) == expected


@pytest.mark.usefixtures("server")
async def test_requests_sent_ahead_are_answered_in_their_order(listening: socket.socket) -> None:
    sent = request() + request("/slow") + request()
    expected = (FAST, FRAMEWORK, FRAMEWORK.replace(b"body", b"last"))

    answers = await exchange(listening, sent[:-4] + b"last", *expected)

    assert answers == b"".join(expected)


async def test_a_connection_is_not_idle_while_what_came_with_an_answered_request_is_worked_at(
    listening: socket.socket, service: Service
) -> None:
    service.may_answer.clear()
    async with serving(service, listening, timeout_keep_alive=0), connection(listening) as (reader, writer):
        writer.write(request("/at-once") + request())
        await service.begun.wait()
        await asyncio.sleep(0.01)
        service.may_answer.set()

        assert await reader.read() == FAST + FAST


@pytest.mark.usefixtures("server")
@pytest.mark.parametrize(("target", "expected"), [("/fast", LAST_FAST), ("/slow", LAST_FRAMEWORK)])
async def test_what_makes_no_sense_behind_a_request_takes_nothing_from_its_answer(
    listening: socket.socket, target: str, expected: bytes
) -> None:
    async with connection(listening) as (reader, writer):
        writer.write(request(target) + b"\0\r\n\r\n")

        assert await reader.read() == expected


@pytest.mark.usefixtures("server")
async def test_a_body_that_makes_no_sense_is_refused(listening: socket.socket) -> None:
    async with connection(listening) as (reader, writer):
        writer.write(b"POST /slow HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nbodyx")

        assert (await reader.read()).startswith(b"HTTP/1.1 400 ")


@pytest.mark.usefixtures("server")
async def test_a_body_that_comes_in_parts_is_awaited(listening: socket.socket, service: Service) -> None:
    async with connection(listening) as (reader, writer):
        writer.write(request()[:-4])
        await asyncio.sleep(0.01)
        writer.write(b"bo")
        await asyncio.sleep(0.01)
        writer.write(b"dy")

        assert (await reader.readexactly(len(FAST)), service.done) == (FAST, [b"body"])


@pytest.mark.usefixtures("server")
async def test_a_body_that_does_not_come_soon_is_the_frameworks(
    listening: socket.socket, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fast_path, "PATIENCE_S", 0.01)
    async with connection(listening) as (reader, writer):
        writer.write(request()[:-2])
        await asyncio.sleep(0.1)
        writer.write(b"dy")

        assert (await reader.readexactly(len(FRAMEWORK)), service.done) == (FRAMEWORK, [])


@pytest.mark.usefixtures("server")
async def test_who_leaves_before_the_answer_harms_nobody(listening: socket.socket, service: Service) -> None:
    service.may_answer.clear()
    async with connection(listening) as (_, writer):
        writer.write(request())
        await service.begun.wait()
    service.may_answer.set()

    assert await exchange(listening, request(), FAST) == FAST
    assert service.done == [b"body", b"body"]


@pytest.mark.usefixtures("server")
async def test_who_gets_no_answer_is_not_kept_waiting(listening: socket.socket) -> None:
    async with connection(listening) as (reader, writer):
        writer.write(request("/fast", b"none"))

        assert await reader.read() == b""


@pytest.mark.usefixtures("server")
async def test_who_leaves_in_the_middle_of_a_body_harms_nobody(listening: socket.socket, service: Service) -> None:
    async with connection(listening) as (_, writer):
        writer.write(request()[:-1])
        await writer.drain()

    assert (await exchange(listening, request(), FAST), service.done) == (FAST, [b"body"])


async def test_a_server_that_ends_answers_first_and_says_that_it_was_the_last(
    listening: socket.socket, service: Service
) -> None:
    service.may_answer.clear()
    async with serving(service, listening) as server, connection(listening) as (reader, writer):
        writer.write(request())
        await service.begun.wait()
        server.should_exit = True
        await asyncio.sleep(0.2)  # the server looks ten times a second
        service.may_answer.set()
        answer = await reader.read()

    assert answer == LAST_FAST


async def test_a_server_that_ends_answers_who_is_sending(listening: socket.socket, service: Service) -> None:
    async with serving(service, listening) as server, connection(listening) as (reader, writer):
        writer.write(request()[:-2])
        await service.asked.wait()
        server.should_exit = True
        await asyncio.sleep(0.2)  # the server looks ten times a second
        writer.write(b"dy")
        answer = await reader.read()

    assert answer == LAST_FRAMEWORK
