"""Drawings that come all the while, from several callers at once, and what became of each."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import httpx

from .processes import eventually

CALLERS = 4


class Traffic:
    """``answered``: the ids of what was answered 200; ``failed``: what else happened, as it was said."""

    def __init__(self, url: str, png: bytes) -> None:
        self._url = url
        self._png = png
        self._ended = threading.Event()
        self.answered: list[str] = []
        self.failed: list[str] = []

    def draw(self) -> None:
        headers = {"Content-Type": "image/png"}
        with httpx.Client(base_url=self._url, trust_env=False, timeout=30) as client:
            while not self._ended.is_set():
                try:
                    answer = client.post("/v1/classify", content=self._png, headers=headers)
                    self.answered.append(answer.raise_for_status().json()["id"])
                except httpx.HTTPError as error:
                    self.failed.append(repr(error))
                    self._ended.wait(0.05)

    def go_on(self, answers: int = 20) -> None:
        """Wait until so many more were answered."""
        enough = len(self.answered) + answers
        eventually(lambda: len(self.answered) >= enough, f"{answers} more drawings are answered")

    def end(self) -> None:
        self._ended.set()


@contextmanager
def traffic(url: str, png: bytes) -> Iterator[Traffic]:
    """Let drawings come until the block ends."""
    coming = Traffic(url, png)
    callers = [threading.Thread(target=coming.draw) for _ in range(CALLERS)]
    for caller in callers:
        caller.start()
    try:
        coming.go_on()
        yield coming
        coming.go_on()
    finally:
        coming.end()
        for caller in callers:
            caller.join()
