"""Metrics that the workers of one service keep in files, so that whichever is asked sums them."""

import os
import platform
import sys
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

from prometheus_client import CollectorRegistry, disable_created_metrics, generate_latest, values
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.mmap_dict import MmapedDict
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from handdraw_chassis.process_metrics import Processes, find_family
from handdraw_contracts import __version__

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
MEMORY = Path("/dev/shm")  # noqa: S108 its name is no secret, the folder in it is
FILE_B = 1 << 16  # prometheus_client's own first size


class AllocatedFile(MmapedDict):
    """A file whose blocks are there before it is mapped: a write where none can be had is not an error but SIGBUS."""

    def __init__(self, filename: str) -> None:
        if sys.platform == "linux":
            with Path(filename).open("ab") as file:
                os.posix_fallocate(file.fileno(), 0, FILE_B)
        super().__init__(filename)  # type: ignore[no-untyped-call]


def metrics_folder() -> TemporaryDirectory[str]:
    """Make a folder for shared metrics: in memory where it can be had; disks fill up, and get cleaned."""
    return TemporaryDirectory(prefix="handdraw-metrics-", dir=MEMORY if os.access(MEMORY, os.W_OK) else None)


def share_metrics(folder: Path, worker: int) -> None:
    """Keep what this process makes from now on in the files of the worker of that number, and count on from there.

    Whoever makes a metric gets OSError where there is no room for its file.
    """
    os.environ[FOLDER] = str(folder)
    values.MmapedDict = AllocatedFile  # type: ignore[assignment,attr-defined]
    values.ValueClass = values.MultiProcessValue(lambda: worker)  # type: ignore[no-untyped-call]


class _Build(Collector):
    def __init__(self, service: str) -> None:
        self._service = service

    def collect(self) -> Iterable[Metric]:
        info = GaugeMetricFamily("handdraw_build_info", "What runs", labels=["service", "version", "python"])
        info.add_metric([self._service, __version__, platform.python_version()], 1)
        yield info


def expose(registry: CollectorRegistry, service: str, *more: Collector) -> bytes:
    """Return Prometheus's text format of the registry's metrics, or of all workers' where they are shared.

    Beside them ``more``, which is measured here and now; ``process_…``, of all workers and their parent together; and
    what was built: ``handdraw_build_info``.
    """
    disable_created_metrics()  # type: ignore[no-untyped-call]  # a second series beside each counter
    shared, pids = registry, [os.getpid()]
    if FOLDER in os.environ:
        shared, pids = CollectorRegistry(), find_family(os.getppid())
        MultiProcessCollector(shared)  # type: ignore[no-untyped-call]
    own = CollectorRegistry()
    own.register(Processes(pids))
    own.register(_Build(service))
    for collector in more:
        own.register(collector)
    return generate_latest(shared) + generate_latest(own)
