"""A gateway that keeps what it is asked, and answers what the test says."""

from typing import TypeVar

from handdraw_desktop.gateway.calls import Answer, Call, Classify, Preview, Tell

Kind = TypeVar("Kind", Preview, Classify, Tell)


class FakeGateway:
    def __init__(self) -> None:
        self.asked: list[Call] = []
        self.says: list[Answer] = []
        self.waiting = 0

    def ask(self, call: Call) -> None:
        self.asked.append(call)

    def answers(self) -> tuple[Answer, ...]:
        said, self.says = tuple(self.says), []
        return said

    def asked_for(self, kind: type[Kind]) -> list[Kind]:
        return [call for call in self.asked if isinstance(call, kind)]
