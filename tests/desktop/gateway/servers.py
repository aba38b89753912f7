"""A gateway on loopback whose answers the test holds in its hand: real HTTP, made-up readings."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from threading import Event
from uuid import UUID

from handdraw_contracts.problems import PROBLEM_JSON, Problem

from ...http_servers import Handler, serve
from ..answers import read, receipt

PATIENCE_S = 20
ID = "0199f0a0-0000-7000-8000-000000000001"


@dataclass
class FakeGateway:
    """Keeps what it was asked; ``failures`` come first, whoever shows another key than ``key``
    is refused, and orders and previews get no answer while they are held."""

    url: str = ""
    asked: list[str] = field(default_factory=list)
    label_keys: list[str | None] = field(default_factory=list)
    looks: int = 0
    failures: list[int] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)
    retry_after: str | None = None
    key: str | None = None
    service: str = "inference"
    orders_held: Event = field(default_factory=Event)
    previews_held: Event = field(default_factory=Event)
    before: Callable[[], object] = lambda: None
    after: Callable[[], object] = lambda: None

    @property
    def orders(self) -> list[str]:
        return [one for one in self.asked if not one.startswith("preview")]


class Answering(Handler):
    fake: FakeGateway
    protocol_version = "HTTP/1.1"

    def handle(self) -> None:
        with suppress(OSError):  # who asked does not wait any more
            super().handle()

    def do_GET(self) -> None:
        self.fake.looks += 1
        self.answer(f'{{"status": "ready", "service": "{self.fake.service}", "version": "9"}}'.encode())

    def do_POST(self) -> None:
        body = self._body()
        if self._is_locked():
            return
        preview = "purpose=preview" in self.path
        self.fake.asked.append(f"{'preview' if preview else self.headers['Idempotency-Key']} {body}")
        (self.fake.previews_held if preview else self.fake.orders_held).wait(PATIENCE_S)
        self.fake.before()
        if body in self.fake.refused or not body:
            self._problem(422, "blank_drawing" if body else "empty_body")
        elif self.fake.failures:
            self._problem(self.fake.failures.pop(0), "some_code")
        else:
            key = UUID(int=7) if preview else UUID(self.headers["Idempotency-Key"])
            self.answer(read(7, key).model_dump_json().encode())
        self.fake.after()

    def do_PUT(self) -> None:
        body = self._body()
        if self._is_locked():
            return
        key, digit = UUID(self.path.split("/")[-2]), int(body[-2])
        self.fake.asked.append(f"{key} is {digit}")
        self.fake.label_keys.append(self.headers["Idempotency-Key"])
        self.fake.orders_held.wait(PATIENCE_S)
        self.fake.before()
        if self.fake.failures:
            self._problem(self.fake.failures.pop(0), "some_code")
        else:
            self.answer(receipt(digit, key).model_dump_json().encode(), 202)
        self.fake.after()

    def _is_locked(self) -> bool:
        shown = self.headers["Authorization"]
        locked = self.fake.key is not None and shown != f"Bearer {self.fake.key}"
        if locked:
            self._problem(401, "key_missing" if shown is None else "key_unknown")
        return locked

    def _body(self) -> str:
        return self.rfile.read(int(self.headers["Content-Length"])).decode("latin-1")

    def _problem(self, status: int, code: str) -> None:
        problem = Problem(title="T", status=status, detail="D", code=code, instance=f"urn:uuid:{ID}")
        body = problem.model_dump_json().encode()
        self.send_response(status)
        self.send_header("Content-Type", PROBLEM_JSON)
        self.send_header("X-Request-ID", ID)
        self.send_header("Content-Length", str(len(body)))
        if self.fake.retry_after is not None:
            self.send_header("Retry-After", self.fake.retry_after)
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def running(port: int = 0) -> Iterator[FakeGateway]:
    fake = FakeGateway()
    fake.orders_held.set()
    fake.previews_held.set()
    with serve(type("Its", (Answering,), {"fake": fake}), port) as fake.url:
        try:
            yield fake
        finally:
            fake.orders_held.set()
            fake.previews_held.set()
