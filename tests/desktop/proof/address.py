"""The address that the window knows: there the gateway is, or hangs, or is dead, or is somebody else."""

import os
import signal
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from functools import partial
from pathlib import Path

import httpx

from handdraw_contracts.classifications import Classification
from handdraw_contracts.log import EventPage, LoggedEvent

from ...children import PATIENCE_S, kill_session, session_members
from ...faults.wire import wire
from ...http_servers import Handler, serve
from ...processes import free_port, gateway, logger, redis


class Foreign(Handler):
    """``said``: status, media type, body, and where to go instead."""

    said: tuple[int, str, bytes, str] = 200, "application/json", b"{}", ""

    def do_GET(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        self.rfile.read(length)
        status, media_type, body, elsewhere = self.said
        self.send_response(status)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(body)))
        if elsewhere:
            self.send_header("Location", elsewhere)
        self.end_headers()
        with suppress(OSError):
            self.wfile.write(body)

    def do_POST(self) -> None:
        self.do_GET()

    def do_PUT(self) -> None:
        self.do_GET()


PAGE = b"<!doctype html><title>Router</title><h1>It works</h1>"
SAYINGS: Mapping[str, tuple[int, str, bytes, str]] = {
    "a 301": (301, "text/html", PAGE, "http://127.0.0.1:9/elsewhere"),
    "an HTML page": (200, "text/html; charset=utf-8", PAGE, ""),
    "an HTML page with 404": (404, "text/html", PAGE, ""),
    "an HTML page with 422": (422, "text/html", PAGE, ""),
    "plain JSON": (200, "application/json", b'{"status": "ready"}', ""),
}


class Address:
    """Valkey and the logger run all the time; what answers at ``port`` changes."""

    def __init__(self, folder: Path, parts: ExitStack) -> None:
        redis_port, self.logger_port, self.port = free_port(), free_port(), free_port()
        self._folder = folder
        parts.enter_context(redis(folder, redis_port))
        parts.enter_context(logger(folder, self.logger_port, redis_port))
        self._here = parts.enter_context(ExitStack())
        self._gateway: subprocess.Popen[bytes] | None = None

    def open(self) -> None:
        self._gateway = self._here.enter_context(gateway(self._folder, self.port, self.logger_port))

    def kill(self) -> None:
        """-9, and all of its processes."""
        if self._gateway is not None:
            kill_session(self._gateway.pid)
            self._gateway.wait(PATIENCE_S)
        self._here.close()

    @contextmanager
    def hung(self) -> Iterator[None]:
        self._signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self._signal(signal.SIGCONT)

    @contextmanager
    def dead(self) -> Iterator[None]:
        self.kill()
        yield
        self.open()

    @contextmanager
    def replaced(self, foreign: Callable[[int], AbstractContextManager[object]]) -> Iterator[None]:
        self.kill()
        with foreign(self.port):
            yield
        self.open()

    def faults(self) -> Mapping[str, Callable[[], AbstractContextManager[None]]]:
        """By what the diary calls them."""

        def says(said: tuple[int, str, bytes, str]) -> Callable[[int], AbstractContextManager[object]]:
            return partial(serve, type("Saying", (Foreign,), {"said": said}))

        foreign: dict[str, Callable[[int], AbstractContextManager[object]]] = {
            name: says(said) for name, said in SAYINGS.items()
        }
        foreign["the logger"] = partial(wire, upstream_port=self.logger_port)
        return {
            "the gateway is killed": self.dead,
            "the gateway hangs": self.hung,
            **{f"the gateway is replaced by {name}": partial(self.replaced, one) for name, one in foreign.items()},
        }

    def log(self) -> list[LoggedEvent]:
        """All of it."""
        found: list[LoggedEvent] = []
        after: dict[str, str] = {}
        while True:
            url = f"http://127.0.0.1:{self.logger_port}/v1/events"
            response = httpx.get(url, params={"limit": 200, **after}, trust_env=False)
            page = EventPage.model_validate_json(response.raise_for_status().content)
            found += page.events
            if page.next is None:
                return found
            after = {"after": page.next}

    def read(self, png: bytes) -> Classification:
        """Recording nothing."""
        response = httpx.post(
            f"http://127.0.0.1:{self.port}/v1/classify?purpose=preview",
            content=png,
            headers={"Content-Type": "image/png"},
            trust_env=False,
        )
        return Classification.model_validate_json(response.raise_for_status().content)

    def _signal(self, number: int) -> None:
        assert self._gateway is not None
        for pid in session_members(self._gateway.pid):
            os.kill(pid, number)
