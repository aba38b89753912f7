"""Metrics that the workers of one service keep in files, so that whichever is asked sums them."""

import os
from pathlib import Path

from prometheus_client import CollectorRegistry, generate_latest, values
from prometheus_client.multiprocess import MultiProcessCollector

FOLDER = "PROMETHEUS_MULTIPROC_DIR"


def share_metrics(folder: Path) -> None:
    """Keep the metrics that are made from now on, here and in forks, in files in the folder."""
    os.environ[FOLDER] = str(folder)
    values.ValueClass = values.get_value_class()  # type: ignore[no-untyped-call]


def expose(registry: CollectorRegistry) -> bytes:
    """Return Prometheus's text format of the registry's metrics, or of all workers' where they are shared."""
    if FOLDER not in os.environ:
        return generate_latest(registry)
    shared = CollectorRegistry()
    MultiProcessCollector(shared)  # type: ignore[no-untyped-call]
    return generate_latest(shared)
