"""Reads the whole log as a stream: measures the time, and the memory that the logger's process takes for it."""

from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from time import perf_counter

PART_BYTES = 1024 * 1024
MIB = 1024 * 1024


@dataclass(frozen=True)
class StreamCost:
    events: int
    bytes: int
    seconds: float
    before_mib: float
    peak_mib: float


def measure_stream(port: int, process: int, *, glyphs: bool = True) -> StreamCost:
    """Stream the whole log once, from the logger on this port and with this process id."""
    before = _memory(process, "VmRSS")
    Path(f"/proc/{process}/clear_refs").write_text("5")  # the peak counts from here
    connection = HTTPConnection("127.0.0.1", port)
    started = perf_counter()
    connection.request("GET", f"/v1/events?glyph={str(glyphs).lower()}", headers={"Accept": "application/x-ndjson"})
    answer = connection.getresponse()
    events = size = 0
    while part := answer.read(PART_BYTES):
        events += part.count(b"\n")
        size += len(part)
    taken = perf_counter() - started
    connection.close()
    return StreamCost(events, size, taken, before, _memory(process, "VmHWM"))


def _memory(process: int, name: str) -> float:
    """Return MiB of resident memory."""
    status = Path(f"/proc/{process}/status").read_text()
    [kibibytes] = [line.split()[1] for line in status.splitlines() if line.startswith(name)]
    return int(kibibytes) * 1024 / MIB
