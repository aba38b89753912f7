"""A real service of two workers that are replaced under load: whoever calls meanwhile is answered."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from functools import partial
from http.client import HTTPConnection
from pathlib import Path
from threading import Event

import pytest

from ..children import child
from ..processes import eventually, free_port

SERVICE = """
import asyncio, os, sys, time
from contextlib import asynccontextmanager
from pathlib import Path
from fastapi import FastAPI, Request
from handdraw_chassis import renewal, running, shared_metrics, workers
from handdraw_chassis.fast_path import Reply
from handdraw_chassis.settings import ServiceSettings

port, folder = int(sys.argv[1]), Path(sys.argv[2])
shared_metrics.MEMORY, workers.TURN_S = folder, 0.05
if "hurried" in sys.argv:
    renewal.KILL_S = renewal.READY_S = 1
REPLY = Reply(200, [(b"content-length", b"4")], b"fast")

async def later(body):
    await asyncio.sleep(0.001)
    return REPLY

def find(head):
    if head.target == b"/fast":
        return lambda body: REPLY
    return later if head.target == b"/later" else None

@asynccontextmanager
async def lifespan(app):
    if (folder / "broken").exists():
        raise OSError("it cannot start")
    while (folder / "hanging").exists():
        await asyncio.sleep(0.01)
    yield {"fast_path": find}

app = FastAPI(lifespan=lifespan)

@app.get("/")
async def name():
    return os.getpid()

@app.post("/slow")
async def slow(request: Request):
    size = len(await request.body())
    while not (folder / "answer").exists():
        await asyncio.sleep(0.01)
    return size

running.serve_in_workers(lambda _: app, ServiceSettings(port=port), 2)
"""
TIMES = 10
CALLERS = 6


class Service:
    """``folder``: where a test tells the workers what to do."""

    def __init__(self, process: "subprocess.Popen[bytes]", port: int, folder: Path) -> None:
        self.process = process
        self.port = port
        self._folder = folder

    def tell(self, word: str) -> None:
        (self._folder / word).touch()

    def said(self, words: str) -> bool:
        return words in (self._folder / "log").read_text(encoding="utf-8")

    def connect(self) -> "closing[HTTPConnection]":
        return closing(HTTPConnection("127.0.0.1", self.port, timeout=30))

    def connect_to_each(self, stack: ExitStack) -> list[HTTPConnection]:
        """Return a connection to each worker."""
        found: dict[bytes, HTTPConnection] = {}
        while len(found) < 2:
            connection = stack.enter_context(self.connect())
            found[ask(connection)[1]] = connection
        return list(found.values())

    def workers(self) -> set[int]:
        """Return those that answer one of twenty calls, or none if one is refused."""
        found = set()
        for _ in range(20):
            with self.connect() as connection:
                try:
                    found.add(int(ask(connection)[1]))
                except OSError:
                    return set()
        return found

    def renew(self) -> None:
        self.process.send_signal(signal.SIGHUP)

    def is_renewed(self, before: set[int]) -> bool:
        return not before & self.children() and len(self.children()) == len(self.workers()) == 2

    def children(self) -> set[int]:
        pid = self.process.pid
        return set(map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()))


def ask(connection: HTTPConnection, target: str = "/") -> tuple[bool, bytes]:
    """Return whether the answer is said to be the last of this connection, and the answer."""
    connection.request("GET", target)
    return hear(connection)


def hear(connection: HTTPConnection) -> tuple[bool, bytes]:
    response = connection.getresponse()
    return response.headers["Connection"] == "close", response.read()


@contextmanager
def running(folder: Path, *how: str) -> Iterator[Service]:
    port = free_port()
    command = [sys.executable, "-c", SERVICE, str(port), str(folder), *how]
    with (
        (folder / "log").open("wb") as log,
        child(command, stdout=log, stderr=log, stdin=subprocess.DEVNULL) as started,
    ):
        service = Service(started, port, folder)
        eventually(lambda: len(service.workers()) == 2, "both workers answer")
        yield service


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    with running(tmp_path) as service:
        yield service


def call_until(ended: Event, service: Service, target: str, *, keep: bool) -> tuple[int, list[str]]:
    """Call without ever trying again. Returns how many calls were answered, and what became of the others."""
    answered, failures = 0, []
    with service.connect() as connection:
        while not ended.is_set():
            try:
                ask(connection, target)
                answered += 1
            except OSError as error:
                failures.append(repr(error))
                connection.close()
            if not keep:
                connection.close()
    return answered, failures


def test_no_call_fails_while_all_are_replaced_again_and_again(service: Service) -> None:
    ended = Event()
    kinds = [(target, keep) for target in ("/", "/fast", "/later") for keep in (True, False)]
    with ThreadPoolExecutor(len(kinds)) as callers:
        calls = [callers.submit(call_until, ended, service, target, keep=keep) for target, keep in kinds]
        try:
            for _ in range(TIMES):
                before = service.children()
                service.renew()
                eventually(partial(service.is_renewed, before), "all are replaced")
        finally:
            ended.set()
        outcomes = [call.result() for call in calls]

    assert [failures for _, failures in outcomes] == [[]] * len(kinds)
    assert min(answered for answered, _ in outcomes) > TIMES


def test_who_waits_for_an_answer_or_between_two_is_answered_and_told_that_this_was_the_last(service: Service) -> None:
    with ExitStack() as stack:
        idle, busy = service.connect_to_each(stack), service.connect_to_each(stack)
        for connection in busy:
            connection.request("POST", "/slow", b"1234")
        service.renew()
        eventually(lambda: any(ask(connection)[0] for connection in idle), "one leaves")
        service.tell("answer")

        assert sorted(map(hear, busy)) == [(False, b"4"), (True, b"4")]


@pytest.mark.parametrize("word", ["broken", "hanging"])
def test_where_a_new_one_cannot_begin_the_old_ones_stay(tmp_path: Path, word: str) -> None:
    with running(tmp_path, "hurried") as service:
        before = service.children()
        service.tell(word)
        service.renew()
        eventually(lambda: service.said("a new worker cannot begin, and the old ones stay"), "it is said")

        assert service.workers() == before
        (tmp_path / word).unlink()
        service.renew()
        eventually(lambda: service.is_renewed(before), "all are replaced")


def test_one_that_does_not_leave_is_killed(tmp_path: Path) -> None:
    with running(tmp_path, "hurried") as service, socket.create_connection(("127.0.0.1", service.port)) as silent:
        silent.sendall(b"POST /slow HTTP/1.1\r\nHost: it\r\nContent-Length: 5\r\n\r\n")
        before = service.children()
        service.renew()
        eventually(lambda: service.is_renewed(before), "all are replaced")

        assert service.said("a worker did not leave, and is killed")


def test_one_that_dies_while_its_successor_begins_is_not_begun_again(tmp_path: Path) -> None:
    with running(tmp_path) as service:
        before = service.children()
        service.tell("hanging")
        service.renew()
        eventually(lambda: len(service.children()) == 3, "a third is begun")
        (successor,) = service.children() - before
        os.kill(min(before), signal.SIGKILL)
        os.kill(max(before), signal.SIGKILL)
        eventually(lambda: not before & service.children(), "both are gone")
        (tmp_path / "hanging").unlink()
        eventually(lambda: len(service.workers()) == 2, "two answer")

        assert successor in service.children()
        assert len(service.children()) == 2


def test_asked_to_end_while_they_are_replaced_all_end(service: Service) -> None:
    service.renew()
    service.process.terminate()

    assert service.process.wait(30) == 0
