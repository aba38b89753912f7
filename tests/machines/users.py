"""Users who draw all the while, each call under a key until it is answered, at whichever gateway they know."""

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from uuid import uuid4

import httpx

from ..faults.checker import DiaryContents
from ..namespaces import address, inside
from ..processes import eventually
from .machine import GATEWAY

TRY_S = 0.4  # for one address, before the next is tried
PAUSE_S = 0.15  # between drawings, and after a try that failed at all addresses


@dataclass
class User:
    """One who is at a place and knows some machines. ``answered_at``: when, in seconds of the monotonic clock."""

    place: int
    known: list[int]
    png: bytes
    diary: DiaryContents
    ended: threading.Event
    answered_at: list[float] = field(default_factory=list)

    def draw(self) -> None:
        with inside(self.place), httpx.Client(trust_env=False, timeout=TRY_S) as client:
            while not self.ended.is_set():
                key = str(uuid4())
                self.diary.calls.add(key)
                while not self._is_answered(client, key):
                    self.diary.unanswered[key] += 1
                    self.known.append(self.known.pop(0))
                    self.ended.wait(PAUSE_S / len(self.known))
                    if self.ended.is_set():
                        return
                self.ended.wait(PAUSE_S)

    def _is_answered(self, client: httpx.Client, key: str) -> bool:
        headers = {"Content-Type": "image/png", "Idempotency-Key": key}
        url = f"http://{address(self.known[0])}:{GATEWAY}/v1/classify?glyph=false"
        try:
            answer = client.post(url, content=self.png, headers=headers)
        except httpx.HTTPError:
            return False
        if answer.is_success:
            said = answer.json()
            self.diary.answers[said["id"]] = said["digit"]
            self.answered_at.append(time.monotonic())
        return answer.is_success


@dataclass(frozen=True)
class Users:
    diary: DiaryContents
    users: Sequence[User]

    def longest_silence_s(self, place: int) -> float:
        """Return the longest time in which no user at a place had an answer."""
        moments = sorted(at for user in self.users if user.place == place for at in user.answered_at)
        return max(later - earlier for earlier, later in pairwise(moments))

    def go_on(self, place: int, answers: int = 10) -> None:
        """Wait until users at a place had so many more answers."""
        here = [user for user in self.users if user.place == place]
        enough = sum(len(user.answered_at) for user in here) + answers
        eventually(lambda: sum(len(user.answered_at) for user in here) >= enough, f"users at {place} are answered")


@contextmanager
def drawing_users(png: bytes, known: Sequence[tuple[int, Sequence[int]]]) -> Iterator[Users]:
    """Let users draw until the block ends: pairs of where each is, and which machines it knows."""
    diary, ended = DiaryContents(), threading.Event()
    users = Users(diary, [User(place, list(numbers), png, diary, ended) for place, numbers in known])
    threads = [threading.Thread(target=user.draw) for user in users.users]
    for thread in threads:
        thread.start()
    try:
        yield users
    finally:
        ended.set()
        for thread in threads:
            thread.join()
