"""An OpenAI-compatible endpoint on loopback: it gives its replies in turn, and keeps what it was asked."""

import json
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from openai import OpenAI

TIMEOUT_S = 0.4


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


def completion(content: str | None) -> Reply:
    """Return a chat completion with this message."""
    message = {"role": "assistant", "content": content}
    choices = [{"index": 0, "message": message, "finish_reason": "stop"}]
    return Reply(json.dumps({"id": "1", "object": "chat.completion", "created": 1, "model": "m", "choices": choices}))


@contextmanager
def endpoint(replies: Sequence[Reply]) -> Iterator[Endpoint]:
    """Serve the replies in turn; the last one is repeated."""
    asked: list[dict[str, Any]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            reply = replies[min(len(asked), len(replies)) - 1]
            time.sleep(reply.after_s)
            try:
                self._send(reply)
            except BrokenPipeError:
                return  # the caller has left

        def _send(self, reply: Reply) -> None:
            body = reply.body.encode()
            self.send_response(reply.status)
            self.send_header("Content-Type", reply.media_type)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        url = f"http://127.0.0.1:{server.server_address[1]}/v1"
        with OpenAI(base_url=url, api_key="none", timeout=TIMEOUT_S, max_retries=0) as client:
            yield Endpoint(client, asked)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
