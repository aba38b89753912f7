import asyncio
from contextlib import closing
from pathlib import Path

from benchmarks.in_process import open_application
from benchmarks.requests import DRAWING, Post
from handdraw_inference.outbox.queue import Outbox

DRAWN = Post("/v1/classify", "image/png", DRAWING.read_bytes())
PREVIEW = Post("/v1/classify?purpose=preview", "image/png", DRAWN.body)
NOTHING = Post("/v1/classify", "image/png", b"")


def test_a_call_is_answered_and_recorded_and_forwarded_to_nobody(tmp_path: Path) -> None:
    async def call_each() -> list[int]:
        async with open_application(tmp_path) as application:
            return [await application.call(post) for post in (DRAWN, PREVIEW, NOTHING)]

    statuses = asyncio.run(call_each())

    with closing(Outbox(tmp_path / "outbox.db", 1 << 30)) as outbox:
        assert (statuses, outbox.backlog().events) == ([200, 200, 422], 2)
