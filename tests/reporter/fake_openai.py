"""OpenAI-compatible endpoints on loopback: what they answer is a table's, and they keep what they were asked."""

import json
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from handdraw_reporter.writing.endpoint.circuit import Remembered
from handdraw_reporter.writing.endpoint.endpoint import Endpoint

from ..http_servers import Handler, serve

TIMEOUT_S = 0.4
MODEL = "little-model"
Asked = dict[str, Any]


@dataclass(frozen=True)
class Reply:
    body: str | bytes
    status: int = 200
    media_type: str = "application/json"
    after_s: float = 0
    headers: tuple[tuple[str, str], ...] = ()


@dataclass
class FakeEndpoint:
    """``asked``: the bodies of the requests, ``headers``: theirs, by lower-case names."""

    endpoint: Endpoint
    asked: list[Asked] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)


@dataclass
class FakeMemory:
    """Remembers in the process, and keeps every change."""

    changes: list[Remembered] = field(default_factory=list)

    def recall(self, key: str) -> Remembered:  # noqa: ARG002 - there is one
        return self.changes[-1] if self.changes else Remembered()

    def keep(self, key: str, remembered: Remembered) -> None:  # noqa: ARG002 - likewise
        self.changes.append(remembered)


def no_sleep(seconds: float) -> None:
    """Wait for nothing."""


def completion(content: object, finish_reason: str | None = "stop", **fields: Any) -> Reply:
    """Return a chat completion with this message; ``fields`` replace or join the completion's own."""
    return message({"role": "assistant", "content": content}, finish_reason, **fields)


def message(message: object, finish_reason: str | None = "stop", **fields: Any) -> Reply:
    choices = [{"index": 0, "message": message, "finish_reason": finish_reason}]
    usual = {"id": "1", "object": "chat.completion", "created": 1, "model": MODEL, "choices": choices}
    return Reply(json.dumps(usual | fields))


def in_turn(replies: Sequence[Reply]) -> Callable[[int, Asked], Reply]:
    return lambda times, _: replies[min(times, len(replies) - 1)]


@contextmanager
def endpoint(replies: Sequence[Reply] | Callable[[int, Asked], Reply], **settings: Any) -> Iterator[FakeEndpoint]:
    """Serve the replies in turn, the last one again and again, or what a function makes of times and request."""
    choose = replies if callable(replies) else in_turn(replies)
    is_slow = not callable(replies) and any(reply.after_s for reply in replies)
    asked: list[Asked] = []
    headers: list[dict[str, str]] = []

    class Replying(Handler):
        def do_POST(self) -> None:
            headers.append({name.lower(): value for name, value in self.headers.items()})
            asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            reply = choose(len(asked) - 1, asked[-1])
            time.sleep(reply.after_s)
            body = reply.body.encode() if isinstance(reply.body, str) else reply.body
            try:
                self.answer(body, reply.status, reply.media_type, reply.headers)
            except (BrokenPipeError, ConnectionResetError):
                return  # the caller has left

    usual: dict[str, Any] = {"model": MODEL, "call_s": TIMEOUT_S if is_slow else 60, "deadline_s": 60}
    with serve(Replying) as url:
        yield FakeEndpoint(Endpoint(base_url=f"{url}/v1", **(usual | settings)), asked, headers)
