"""What the processes of one service take, together: Prometheus's usual ``process_…``, where there is a /proc."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from pathlib import Path

from prometheus_client.metrics_core import Metric
from prometheus_client.process_collector import ProcessCollector
from prometheus_client.registry import Collector

LEAST = ("process_start_time_seconds", "process_max_fds")
"""Of these the least counts, of the others the sum."""


class Processes(Collector):
    """``pids``: those that still live are counted."""

    def __init__(self, pids: Sequence[int]) -> None:
        self._pids = pids

    def collect(self) -> Iterable[Metric]:
        found = [metric for pid in self._pids for metric in _measure(pid)]
        for _, alike in groupby(sorted(found, key=lambda metric: metric.name), key=lambda metric: metric.name):
            yield _join(list(alike))


def find_family(parent: int) -> list[int]:
    """Return a process and its children; without a /proc the process alone."""
    try:
        children = Path(f"/proc/{parent}/task/{parent}/children").read_text(encoding="ascii").split()
    except OSError:
        children = []
    return [parent, *map(int, children)]


def _measure(pid: int) -> Iterable[Metric]:
    return ProcessCollector(pid=lambda: pid, registry=None).collect()


def _join(metrics: list[Metric]) -> Metric:
    first = metrics[0]
    values = [metric.samples[0].value for metric in metrics]
    joined = min(values) if first.name in LEAST else sum(values)
    first.samples = [first.samples[0]._replace(value=joined)]
    return first
