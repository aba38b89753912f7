"""People who draw at three machines, and repeat under the same key at the next what is not answered soon."""

import ctypes
import os
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from uuid import uuid4

import httpx

SILENT_S = 0.25  # then the next address is asked as well
ATTEMPT_S = 2.0
PAUSE_S = 0.1  # between two drawings of one caller
HOME_AGAIN = 40  # drawings until a caller that went elsewhere asks its first address again
NEW_NETWORK = 0x40000000  # CLONE_NEWNET


class Answer(NamedTuple):
    """``waited_s``: from the first time that it was asked for, at any address."""

    id: str
    at: float
    waited_s: float


class Caller(threading.Thread):
    """``addresses``: those it knows, its own first. ``namespace``: where it sits, unless beside the test.

    ``answers``: in their order; ``wrong``: answers that are no answer, as they were said.
    """

    def __init__(self, addresses: Sequence[str], key: str, png: bytes, namespace: Path | None = None) -> None:
        super().__init__()
        self._addresses = addresses
        self._headers = {"Authorization": f"Bearer {key}", "Content-Type": "image/png"}
        self._png = png
        self._namespace = namespace
        self._ended = threading.Event()
        self.knows_all = len(addresses) > 1
        self.answers: list[Answer] = []
        self.wrong: list[str] = []

    def run(self) -> None:
        clients = [
            httpx.Client(base_url=one, headers=self._headers, trust_env=False, timeout=ATTEMPT_S)
            for one in self._addresses
        ]
        turn = 0
        with ThreadPoolExecutor(16, initializer=self._sit) as pool:
            while not self._ended.wait(PAUSE_S):
                turn = self._draw(pool, clients, turn if len(self.answers) % HOME_AGAIN else 0)
        for client in clients:
            client.close()

    def _sit(self) -> None:
        if self._namespace:
            _enter(self._namespace)

    def _draw(self, pool: ThreadPoolExecutor, clients: Sequence[httpx.Client], turn: int) -> int:
        """Ask one more each time that nobody answers, until somebody does, and return where it was asked last."""
        key, began, asked = str(uuid4()), time.monotonic(), set[Future[str | None]]()
        while True:
            asked.add(pool.submit(self._ask, clients[turn % len(clients)], key))
            done, asked = wait(asked, SILENT_S, FIRST_COMPLETED)
            if any(one.result() for one in done):
                now = time.monotonic()
                self.answers.append(Answer(key, now, now - began))
                return turn
            turn += 1
            if turn % len(clients) == 0:
                time.sleep(0.02)

    def _ask(self, client: httpx.Client, key: str) -> str | None:
        try:
            answer = client.post("/v1/classify?glyph=false", content=self._png, headers={"Idempotency-Key": key})
        except httpx.HTTPError:
            return None
        if answer.status_code == 200 and answer.json()["id"] == key:
            return key
        if answer.status_code not in (200, 429, 503):
            self.wrong.append(f"{answer.status_code} {answer.text[:200]}")
        return None

    def end(self) -> None:
        self._ended.set()

    def longest(self, since: float) -> tuple[int, float]:
        """Return how many answers came since then, and the longest time that one of them took."""
        waits = [one.waited_s for one in self.answers if one.at >= since]
        return len(waits), max(waits, default=0)


@contextmanager
def drawing(callers: Sequence[Caller]) -> Iterator[None]:
    """Let them draw until the block ends, and end each after its last answer."""
    for caller in callers:
        caller.start()
    try:
        yield
    finally:
        for caller in callers:
            caller.end()
        for caller in callers:
            caller.join()


def _enter(namespace: Path) -> None:
    """Move this thread alone to another network."""
    with namespace.open() as opened:
        if ctypes.CDLL(None, use_errno=True).setns(opened.fileno(), NEW_NETWORK) != 0:
            raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
