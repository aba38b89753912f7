"""Two real gateways, of which one forwards what it records and the other does not: what a whole request takes."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.accounts import Group
from benchmarks.closed_loop import load
from benchmarks.processes import free_port, run_process
from benchmarks.requests import Post
from benchmarks.stack import run_gateway, wait_until_drained
from handdraw_chassis.locks import hold


@dataclass(frozen=True, slots=True)
class RunningGateway:
    port: int
    group: Group
    forwards: bool

    def measure(self, post: Post, at_once: int, seconds: float) -> float:
        """Return the CPU us of an answer, until all is forwarded."""
        before = self.group.cpu_s()
        tally = load(post, self.port, at_once, seconds)
        if self.forwards:
            wait_until_drained(self.port)
        return (self.group.cpu_s() - before) / tally.answers * 1e6


@contextmanager
def run_gateways(folder: Path) -> Iterator[tuple[RunningGateway, RunningGateway]]:
    """Yield the one that forwards, to a stand-in for the logger, and the one whose forwarder waits for its lock."""
    sink_port, groups = free_port(), (Group.new("forwards"), Group.new("keeps"))
    folders = folder / "forwards", folder / "keeps"
    for own in folders:
        (own / "outbox").mkdir(parents=True)
    settings = {"INFERENCE_WORKERS": "1"}
    with (
        run_process([sys.executable, "-m", "benchmarks.outbox.sink", str(sink_port)], {}),
        hold(folders[1] / "outbox" / "outbox.db.lock"),
        run_gateway(folders[0], sink_port, groups[0], **settings) as port,
        run_gateway(folders[1], sink_port, groups[1], **settings) as other,
    ):
        yield RunningGateway(port, groups[0], forwards=True), RunningGateway(other, groups[1], forwards=False)
