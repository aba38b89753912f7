import os
import subprocess
import sys
from collections.abc import Iterator

import pytest
from prometheus_client import CollectorRegistry, Counter

from handdraw_chassis.process_metrics import Processes, find_family
from handdraw_chassis.shared_metrics import expose
from handdraw_contracts import __version__

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="there is no /proc")
NAMES = {
    "process_virtual_memory_bytes",
    "process_resident_memory_bytes",
    "process_start_time_seconds",
    "process_cpu_seconds_total",
    "process_open_fds",
    "process_max_fds",
}


@pytest.fixture
def child() -> Iterator[int]:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as process:
        yield process.pid
        process.communicate(b"\n")


def measure(*pids: int) -> dict[str, float]:
    return {sample.name: sample.value for metric in Processes(pids).collect() for sample in metric.samples}


def test_what_several_processes_take_is_summed_and_the_oldest_began_it(child: int) -> None:
    alone, other, both = measure(os.getpid()), measure(child), measure(os.getpid(), child)

    assert both["process_resident_memory_bytes"] > max(
        alone["process_resident_memory_bytes"], other["process_resident_memory_bytes"]
    )
    assert both["process_start_time_seconds"] == alone["process_start_time_seconds"]


def test_one_that_is_gone_is_left_out() -> None:
    assert measure(2**22 - 1) == {}


def test_a_family_is_a_process_and_its_children(child: int) -> None:
    assert {os.getpid(), child} <= set(find_family(os.getpid()))


def test_an_exposition_names_its_process_and_what_was_built_and_says_nothing_twice() -> None:
    registry = CollectorRegistry()
    Counter("calls", "Calls", registry=registry).inc()
    lines = expose(registry, "logger").decode().splitlines()
    names = {line.split("{")[0].split()[0] for line in lines if not line.startswith("#")}
    [built] = [line for line in lines if line.startswith("handdraw_build_info")]

    assert (names, f'service="logger",version="{__version__}"' in built) == (
        NAMES | {"calls_total", "handdraw_build_info"},
        True,
    )
