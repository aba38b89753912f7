"""Follows a run while it goes on: the diary, and the log as far as it can be read just now."""

import json
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from ..processes import eventually
from .checker import Line, count_lost_so_far
from .stack import PATIENCE_S, Stack

ANSWERS_A_ROUND = 10
PAGE = 1_000


@dataclass(frozen=True)
class Progress:
    killed: Counter[str]
    answers: int
    labels: int
    recorded: int
    lost: int

    def __str__(self) -> str:
        return (
            f"{self.killed.total()} kills, {self.answers} answers, {self.labels} labels,"
            f" {self.recorded} events read back, {self.lost} lost so far"
        )


@dataclass
class Watch:
    stack: Stack
    diary: Path
    noted: list[Line] = field(default_factory=list)
    recorded: set[str] = field(default_factory=set)
    words: Counter[str] = field(default_factory=Counter)
    _offset: int = 0
    _cursor: str = "0-0"

    def progress(self, killed: Counter[str]) -> Progress:
        self._read_diary()
        self._read_log()
        lost = count_lost_so_far(self.noted, self.recorded)
        return Progress(killed, self.words["answer"], self.words["label"], len(self.recorded), lost)

    def await_answers(self) -> None:
        """Wait for some answers, so that what is killed next has work in its hands."""
        wanted = self.words["answer"] + ANSWERS_A_ROUND
        eventually(lambda: self._read_diary()["answer"] >= wanted, "callers are answered", PATIENCE_S)

    def await_recorded(self) -> None:
        """Wait until something more is in the log."""
        before = len(self.recorded)
        eventually(lambda: self._read_log() > before, "events are in the log", PATIENCE_S)

    def _read_diary(self) -> Counter[str]:
        with self.diary.open("rb") as file:
            file.seek(self._offset)
            whole = file.read().rpartition(b"\n")[0]
        if whole:
            self._offset += len(whole) + 1
            lines: list[Line] = [json.loads(line) for line in whole.splitlines()]
            self.noted += lines
            self.words.update(str(line[0]) for line in lines)
        return self.words

    def _read_log(self) -> int:
        """Read on if the logger is alive, and return how many events were read in all."""
        with suppress(httpx.HTTPError):
            while events := self._page():
                self.recorded.update(logged["event"]["id"] for logged in events)
                self._cursor = events[-1]["cursor"]
        return len(self.recorded)

    def _page(self) -> list[dict[str, Any]]:
        query: dict[str, str | int] = {"after": self._cursor, "limit": PAGE}
        answer = self.stack.http.get(f"{self.stack.urls['logger']}/v1/events", params=query).raise_for_status()
        events: list[dict[str, Any]] = answer.json()["events"]
        return events
