"""A logger behind httpx's mock transport: it serves a list of events, and fails where a test wants it to."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import httpx

from .log_events import Json


@dataclass
class FakeLogger:
    """``breaks_after``: lines that each connection carries before it is cut; ``cuts``: within the next line."""

    events: Sequence[Json]
    breaks_after: int | None = None
    cuts: bool = False
    status: int = 200
    asked: list[str] = field(default_factory=list)
    sent: int = 0

    def client(self) -> httpx.Client:
        return httpx.Client(transport=httpx.MockTransport(self._answer), base_url="http://logger")

    def _answer(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request.url.raw_path.decode())
        if self.status != 200:
            return httpx.Response(self.status)
        if request.headers["accept"] == "application/x-ndjson":
            headers = {"Content-Type": "application/x-ndjson"}
            return httpx.Response(200, content=self._lines(dict(request.url.params)), headers=headers)
        if request.url.path == "/v1/events":
            end = self.events[-1]["cursor"] if self.events else None
            return httpx.Response(200, json={"events": [], "next": None, "end": end})
        if request.url.path == "/v1/stats":
            return httpx.Response(200, json=self._count(dict(request.url.params)))
        found = [event for event in self.events if event["event"]["id"] == request.url.path.rpartition("/")[2]]
        return httpx.Response(200, json=found[0]) if found else httpx.Response(404)

    def _count(self, params: dict[str, str]) -> Json:
        since, until = (datetime.fromisoformat(params[end]) for end in ("since", "until"))
        recorded = {event["cursor"]: datetime.fromisoformat(event["recorded_at"]) for event in self.events}
        cursors = [place for place, moment in recorded.items() if since <= moment < until]
        none: Json = {"outcomes": {}, "digits": {}, "codes": {}, "labels": 0, "unmatched_labels": 0}
        ends = {"first": cursors[0], "last": cursors[-1]} if cursors else {"first": None, "last": None}
        return none | ends | {"events": len(cursors)}

    def _lines(self, params: dict[str, str]) -> Iterator[bytes]:
        wanted = [event for event in self.events if params.get("after", "") < event["cursor"] <= params["upto"]]
        for number, event in enumerate(wanted):
            line = json.dumps(event).encode() + b"\n"
            if number == self.breaks_after:
                yield line[:40] if self.cuts else b""
                if not self.cuts:
                    raise httpx.ReadError("the connection was cut")
                return
            self.sent += 1
            yield line
