"""An OpenAI-compatible endpoint on loopback: it gives its replies in turn, and keeps what it was asked."""

import json
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from openai import OpenAI

from ..http_servers import Handler, serve

TIMEOUT_S = 0.4
MODEL = "little-model"


@dataclass(frozen=True)
class Reply:
    body: str
    status: int = 200
    media_type: str = "application/json"
    after_s: float = 0


@dataclass
class Endpoint:
    client: OpenAI
    asked: list[dict[str, Any]] = field(default_factory=list)


def completion(content: str | None, finish_reason: str | None = "stop", **fields: Any) -> Reply:
    """Return a chat completion with this message; ``fields`` replace or join the completion's own."""
    message = {"role": "assistant", "content": content}
    choices = [{"index": 0, "message": message, "finish_reason": finish_reason}]
    usual = {"id": "1", "object": "chat.completion", "created": 1, "model": MODEL, "choices": choices}
    return Reply(json.dumps(usual | fields))


@contextmanager
def endpoint(replies: Sequence[Reply]) -> Iterator[Endpoint]:
    """Serve the replies in turn; the last one is repeated."""
    asked: list[dict[str, Any]] = []

    class Replying(Handler):
        def do_POST(self) -> None:
            asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            reply = replies[min(len(asked), len(replies)) - 1]
            time.sleep(reply.after_s)
            try:
                self.answer(reply.body.encode(), reply.status, reply.media_type)
            except BrokenPipeError:
                return  # the caller has left

    with (
        serve(Replying) as url,
        OpenAI(base_url=f"{url}/v1", api_key="none", timeout=TIMEOUT_S, max_retries=0) as client,
    ):
        yield Endpoint(client, asked)
