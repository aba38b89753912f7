"""Callers who come at a steady rate, whether others have been answered or not, some of them over new connections.

``python -m benchmarks.open_loop PORT RATE SECONDS NEW_EVERY REQUEST_FILE`` prints Answers as JSON. Latencies count from
when a caller came, so that one who could not be served at once is not left out of them.
"""

import gc
import json
import resource
import select
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter

from benchmarks.closed_loop import LARGEST, is_whole
from benchmarks.requests import Post

PATIENCE_S = 10.0
MOST = 8000  # callers at once; more are not sent


@dataclass(frozen=True, slots=True)
class Answer:
    """``came_s``: after the start. ``status``: "none" where nothing came in time, "closed" where the connection ended.

    ``fresh``: over a new connection. ``retry_after``: whether it says when to come again.
    """

    came_s: float
    latency_s: float
    status: str
    fresh: bool
    retry_after: bool = False


@dataclass(slots=True)
class Caller:
    """``came`` is what has come of the answer; a fresh one has yet to connect."""

    socket: socket.socket
    came_at: float
    fresh: bool
    connecting: bool
    came: bytes = b""


@dataclass(slots=True)
class Crowd:
    """``idle``: connections that wait for another caller."""

    port: int
    request: bytes
    last_request: bytes
    poll: select.epoll = field(default_factory=select.epoll)
    busy: dict[int, Caller] = field(default_factory=dict)
    idle: dict[int, socket.socket] = field(default_factory=dict)
    answers: list[Answer] = field(default_factory=list)

    def admit(self, came_at: float, *, fresh: bool) -> None:
        """Have a caller send the request over a connection that is idle, or else over a new one."""
        if not fresh and self.idle:
            number, kept = self.idle.popitem()
            self.busy[number] = Caller(kept, came_at, fresh=False, connecting=False)
            self._send(number)
        elif len(self.busy) < MOST:
            self._connect(came_at, fresh)
        else:
            self.answers.append(Answer(came_at, 0, "not sent", fresh))

    def step(self, wait_s: float) -> None:
        """Handle what happens next, if anything does in time."""
        for number, _ in self.poll.poll(max(0.0, wait_s)):
            if number in self.idle:
                self._drop(number, self.idle.pop(number))
            elif self.busy[number].connecting:
                self._greet(number)
            else:
                self._receive(number)

    def leave(self) -> None:
        """Give up on whoever still waits."""
        for number in list(self.busy):
            self._end(number, "none")
        for number, kept in self.idle.items():
            self._drop(number, kept)
        self.poll.close()

    def _connect(self, came_at: float, fresh: bool) -> None:  # noqa: FBT001 - a fact of the caller's
        opened = socket.socket(socket.AF_INET, socket.SOCK_STREAM | socket.SOCK_NONBLOCK)
        opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        opened.connect_ex(("127.0.0.1", self.port))
        self.busy[opened.fileno()] = Caller(opened, came_at, fresh, connecting=True)
        self.poll.register(opened, select.EPOLLOUT)

    def _greet(self, number: int) -> None:
        caller = self.busy[number]
        caller.connecting = False
        self.poll.modify(number, select.EPOLLIN)
        self._send(number)

    def _send(self, number: int) -> None:
        caller = self.busy[number]
        try:
            caller.socket.sendall(self.last_request if caller.fresh else self.request)
        except OSError:
            self._end(number, "closed")

    def _receive(self, number: int) -> None:
        caller = self.busy[number]
        try:
            part = caller.socket.recv(LARGEST)
        except OSError:
            part = b""
        caller.came += part
        if not part:
            self._end(number, "closed")
        elif is_whole(caller.came):
            self._end(number, caller.came[9:12].decode())

    def _end(self, number: int, status: str) -> None:
        caller = self.busy.pop(number)
        latency_s = perf_counter() - caller.came_at
        retry_after = b"\r\nretry-after:" in caller.came.lower() if status != "200" else False
        self.answers.append(Answer(caller.came_at, latency_s, status, caller.fresh, retry_after))
        if caller.fresh or not status.isdecimal() or b"\r\nconnection: close" in caller.came.lower():
            self._drop(number, caller.socket)
        else:
            self.idle[number] = caller.socket

    def _drop(self, number: int, opened: socket.socket) -> None:
        self.poll.unregister(number)
        opened.close()


def call_at(port: int, rate: float, seconds: float, new_every: int, post: Post) -> list[Answer]:
    """Return what each caller was answered; every ``new_every``th comes over a connection of its own."""
    crowd = Crowd(port, post.to_bytes(), post.to_bytes(close=True))
    started = perf_counter()
    for number in range(round(rate * seconds)):
        comes_at = started + number / rate
        while (wait_s := comes_at - perf_counter()) > 0:
            crowd.step(wait_s)
        crowd.admit(comes_at, fresh=number % new_every == 0)
        crowd.step(0)
    until = perf_counter() + PATIENCE_S
    while crowd.busy and (wait_s := until - perf_counter()) > 0:
        crowd.step(wait_s)
    crowd.leave()
    return [
        Answer(one.came_s - started, one.latency_s, one.status, one.fresh, one.retry_after) for one in crowd.answers
    ]


def load(post: Post, port: int, rate: float, seconds: float, new_every: int) -> list[Answer]:
    """Call from a process of its own."""
    with tempfile.NamedTemporaryFile() as file:
        file.write(json.dumps([post.path, post.content_type]).encode() + b"\n" + post.body)
        file.flush()
        words = [str(port), str(rate), str(seconds), str(new_every), file.name]
        ended = subprocess.run(
            [sys.executable, "-m", "benchmarks.open_loop", *words], check=False, capture_output=True, text=True
        )
    if ended.returncode:
        raise SystemExit(f"the callers gave up: {ended.stderr.strip()[-500:]}")
    return [Answer(*one) for one in json.loads(ended.stdout)]


def answered(answers: list[Answer], status: str) -> Iterator[Answer]:
    return (one for one in answers if one.status == status)


def main() -> None:
    port, rate, seconds, new_every, file = sys.argv[1:]
    gc.disable()
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    head, body = Path(file).read_bytes().split(b"\n", 1)
    path, content_type = json.loads(head)
    answers = call_at(int(port), float(rate), float(seconds), int(new_every), Post(path, content_type, body))
    print(json.dumps([[one.came_s, one.latency_s, one.status, one.fresh, one.retry_after] for one in answers]))


if __name__ == "__main__":
    main()
