"""The gateway's application called within this process, as a server calls it; what it records goes nowhere."""

import asyncio
from collections.abc import AsyncIterator, MutableMapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import HttpUrl

from benchmarks.processes import free_port
from benchmarks.requests import Post
from benchmarks.stack import lock
from handdraw_chassis import logs
from handdraw_chassis.fast_path import Head, Header, Reply
from handdraw_chassis.locks import hold
from handdraw_inference.app import create_app
from handdraw_inference.settings import Settings

PATIENCE_MS = 60_000  # a request whose bytecodes are counted is slow
Message = MutableMapping[str, Any]


@dataclass(frozen=True, slots=True)
class Application:
    """``state``: what its lifespan gave."""

    app: Any
    state: MutableMapping[str, Any]

    async def call(self, post: Post) -> int:
        """Return the status of the answer, by the fast path where it takes the request."""
        headers = (
            (b"host", b"localhost"),
            (b"content-type", post.content_type.encode()),
            (b"content-length", b"%d" % len(post.body)),
            *([(b"authorization", f"Bearer {post.key}".encode())] if post.key else []),
        )
        answer = self.state["fast_path"](Head(b"POST", post.path.encode(), headers))
        if answer is None:
            return await self._call_framework(post, headers)
        reply = answer(post.body)
        return (reply if isinstance(reply, Reply) else await reply).status

    async def _call_framework(self, post: Post, headers: Sequence[Header]) -> int:
        path, _, query = post.path.partition("?")
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": "POST",
            "scheme": "http",
            "path": path,
            "raw_path": path.encode(),
            "query_string": query.encode(),
            "root_path": "",
            "headers": headers,
            "client": ("127.0.0.1", 1),
            "server": ("127.0.0.1", 80),
            "state": dict(self.state),
        }
        messages = iter([{"type": "http.request", "body": post.body, "more_body": False}])
        statuses, answered = list[int](), asyncio.Event()

        async def receive() -> Message:
            message = next(messages, None)
            if message is None:
                await answered.wait()  # the caller stays until then
                return {"type": "http.disconnect"}
            return message

        async def send(message: Message) -> None:
            if message["type"] == "http.response.start":
                statuses.append(message["status"])

        await self.app(scope, receive, send)
        answered.set()
        return statuses[0]


@asynccontextmanager
async def open_application(folder: Path, key: str = "") -> AsyncIterator[Application]:
    """Start the gateway, its outbox in the folder. It forwards nothing: its lock is held. ``key``: what it wants."""
    logs.configure("error")
    outbox = folder / "outbox.db"
    nobody = HttpUrl(f"http://127.0.0.1:{free_port()}")
    locked = lock(folder, key) if key else {}
    keys = Path(locked["INFERENCE_API_KEYS_FILE"]) if locked else None
    settings = Settings(workers=1, max_wait_ms=PATIENCE_MS, outbox_file=outbox, logger_url=nobody, api_keys_file=keys)
    app = create_app(settings)
    with hold(outbox.with_name(outbox.name + ".lock")):
        async with app.router.lifespan_context(app) as state:
            yield Application(app, dict(state or {}))
