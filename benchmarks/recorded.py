"""Whether every answer is in the log, by its id: once, and neither lost nor doubled."""

import json
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import httpx

PATIENCE_S = 120


@dataclass(frozen=True, slots=True)
class Recorded:
    """``lost``: answered and in no event. ``doubled``: in more than one event, or answered twice."""

    answers: int = 0
    lost: int = 0
    doubled: int = 0

    def __add__(self, other: "Recorded") -> "Recorded":
        return Recorded(self.answers + other.answers, self.lost + other.lost, self.doubled + other.doubled)


def compare(answered: Collection[str], logged: Counter[str]) -> Recorded:
    told = Counter(answered)
    lost = sum(1 for event_id in told if event_id not in logged)
    doubled = sum(1 for event_id, times in told.items() if times > 1 or logged[event_id] > 1)
    return Recorded(len(answered), lost, doubled)


def read_ids(file: Path) -> list[str]:
    """Return the ids that the callers were told."""
    return file.read_text().split()


def read_log(logger_port: int, after: str | None) -> tuple[Counter[str], str | None]:
    """Return how often each id is in the log after a cursor, and the last cursor."""
    ids, cursor = Counter[str](), after
    asked = {"after": after} if after else {}
    headers = {"Accept": "application/x-ndjson"}
    url = f"http://127.0.0.1:{logger_port}/v1/events"
    with (
        httpx.Client(trust_env=False, timeout=PATIENCE_S) as client,
        client.stream("GET", url, params=asked, headers=headers) as response,
    ):
        response.raise_for_status()
        for line in response.iter_lines():
            entry = json.loads(line)
            ids[entry["event"]["id"]] += 1
            cursor = entry["cursor"]
    return ids, cursor
