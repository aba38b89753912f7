"""Callers who each wait for their answer and call again at once: how many are answered, how soon, and with which ids.

``python -m benchmarks.closed_loop PORT CONNECTIONS SECONDS REQUEST_FILE [IDS_FILE]`` prints a Tally as JSON. It is one
loop over plain sockets, so that it takes little of the cores that it shares with what it measures; it says how much.
"""

import gc
import json
import os
import select
import socket
import subprocess
import sys
import tempfile
from array import array
from collections import Counter
from dataclasses import asdict, dataclass, field
from pathlib import Path
from time import perf_counter

from benchmarks.requests import Post

ID = b'"id":"'
ID_BYTES = 36
PATIENCE_S = 30
LARGEST = 1 << 18


@dataclass(frozen=True, slots=True)
class Tally:
    """``statuses``: how often each was the answer; ``closed`` counts connections that ended without one.

    ``own_us``: the CPU time that the callers themselves took for an answer.
    """

    answers: int
    seconds: float
    p50_ms: float
    p99_ms: float
    own_us: float
    statuses: dict[str, int]

    @property
    def rate(self) -> float:
        """Return how many were answered 200 a second."""
        return self.statuses.get("200", 0) / self.seconds


class Caller:
    """One connection, on which one request is under way at a time."""

    def __init__(self, port: int, request: bytes) -> None:
        self._port = port
        self._request = request
        self._came = b""
        self.socket = self._connect()

    def send(self) -> float:
        """Send the request, and return when."""
        self._came = b""
        sent_at = perf_counter()
        self.socket.sendall(self._request)
        return sent_at

    def receive(self) -> bytes | None:
        """Return the whole answer, None while more is to come. Raises ConnectionError."""
        came = self.socket.recv(LARGEST)
        if not came:
            raise ConnectionError
        self._came = self._came + came if self._came else came
        return self._came if is_whole(self._came) else None

    def _connect(self) -> socket.socket:
        connected = socket.create_connection(("127.0.0.1", self._port), PATIENCE_S)
        connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return connected


def is_whole(answer: bytes) -> bool:
    """Raises SystemExit if it does not say its length."""
    head = answer.find(b"\r\n\r\n")
    if head < 0:
        return False
    at = answer.lower().find(b"content-length:", 0, head)
    if at < 0:
        raise SystemExit(f"no Content-Length: {answer[:head].decode(errors='replace')}")
    return len(answer) >= head + 4 + int(answer[at + 15 : answer.index(b"\r", at)])


@dataclass(slots=True)
class Notes:
    """What the callers saw. ``ids``: those of the answers that were 200, where they are to be kept."""

    keep_ids: bool
    latencies_s: "array[float]" = field(default_factory=lambda: array("d"))
    statuses: Counter[str] = field(default_factory=Counter)
    ids: list[bytes] = field(default_factory=list)

    def add(self, answer: bytes, latency_s: float) -> None:
        status = answer[9:12].decode()
        self.latencies_s.append(latency_s)
        self.statuses[status] += 1
        if self.keep_ids and status == "200":
            at = answer.index(ID) + len(ID)
            self.ids.append(answer[at : at + ID_BYTES])


def call_until(port: int, request: bytes, connections: int, seconds: float, *, keep_ids: bool) -> tuple[Notes, float]:
    """Return what the callers saw, and for how long they called: until the last answer."""
    notes, started = Notes(keep_ids), perf_counter()
    callers = {one.socket.fileno(): one for one in (Caller(port, request) for _ in range(connections))}
    poll = select.epoll()
    for number in callers:
        poll.register(number, select.EPOLLIN)
    sent_at = {number: caller.send() for number, caller in callers.items()}
    until = started + seconds
    while sent_at:
        ready = poll.poll(PATIENCE_S)
        if not ready:
            notes.statuses["none"] += len(sent_at)
            break
        for number, _ in ready:
            caller = callers[number]
            try:
                answer = caller.receive()
            except ConnectionError:
                notes.statuses["closed"] += 1
                sent_at.pop(number)
                continue
            if answer is None:
                continue
            now = perf_counter()
            notes.add(answer, now - sent_at.pop(number))
            if now < until:
                sent_at[number] = caller.send()
    taken_s = perf_counter() - started
    poll.close()
    for caller in callers.values():
        caller.socket.close()
    return notes, taken_s


def quantile(values: "array[float] | list[float]", share: float) -> float:
    """Return the value below which that share lies; 0 of none."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0


def load(post: Post, port: int, connections: int, seconds: float, ids: Path | None = None) -> Tally:
    """Call from a process of its own; the ids of all answers go to the file ``ids``, a line each."""
    with tempfile.NamedTemporaryFile() as file:
        file.write(post.to_bytes())
        file.flush()
        words = [str(port), str(connections), str(seconds), file.name, *([str(ids)] if ids else [])]
        command = [sys.executable, "-m", "benchmarks.closed_loop", *words]
        ended = subprocess.run(command, check=False, capture_output=True, text=True)
    if ended.returncode:
        raise SystemExit(f"the callers gave up: {ended.stderr.strip()[-500:]}")
    return Tally(**json.loads(ended.stdout))


def main() -> None:
    port, connections, seconds, request, *ids = sys.argv[1:]
    gc.disable()
    before = sum(os.times()[:2])
    notes, taken_s = call_until(
        int(port), Path(request).read_bytes(), int(connections), float(seconds), keep_ids=bool(ids)
    )
    own_us = (sum(os.times()[:2]) - before) * 1e6 / max(1, len(notes.latencies_s))
    p50_ms, p99_ms = (quantile(notes.latencies_s, share) * 1000 for share in (0.5, 0.99))
    if ids:
        Path(ids[0]).write_bytes(b"\n".join(notes.ids))
    print(json.dumps(asdict(Tally(len(notes.latencies_s), taken_s, p50_ms, p99_ms, own_us, dict(notes.statuses)))))


if __name__ == "__main__":
    main()
