import subprocess
import sys
from pathlib import Path

SCRIPT = """
import os, sys
from pathlib import Path
from prometheus_client import CollectorRegistry, Counter, Gauge
from handdraw_chassis.shared_metrics import expose, share_metrics

def share(worker):
    if "shared" in sys.argv:
        share_metrics(Path(sys.argv[1]), worker)

for worker in (0, 1, 1):  # one dies, and another comes in its stead
    if os.fork() == 0:
        share(worker)
        registry = CollectorRegistry()
        Counter("calls", "Calls", registry=registry).inc()
        Gauge("waiting", "Waiting", registry=registry, multiprocess_mode="mostrecent").set(7)
        os._exit(0)
    os.wait()
share(0)
registry = CollectorRegistry()
Counter("calls", "Calls", registry=registry).inc()
Gauge("waiting", "Waiting", registry=registry, multiprocess_mode="mostrecent").set(5)
lines = expose(registry, "inference").decode().splitlines()
print(*sorted(line for line in lines if line.startswith(("calls_total", "waiting"))))
"""


def run(*arguments: str) -> str:
    return subprocess.run([sys.executable, "-c", SCRIPT, *arguments], check=True, capture_output=True, text=True).stdout


def test_what_workers_counted_is_summed_also_of_those_that_are_gone_and_of_gauges_the_latest_counts(
    tmp_path: Path,
) -> None:
    assert run(str(tmp_path), "shared") == "calls_total 4.0 waiting 5.0\n"


def test_whoever_comes_in_anothers_stead_has_its_files_and_each_has_all_its_blocks(tmp_path: Path) -> None:
    run(str(tmp_path), "shared")

    files = {file.name: file.stat().st_blocks * 512 >= file.stat().st_size for file in tmp_path.iterdir()}
    assert files == {f"{kind}_{worker}.db": True for kind in ("counter", "gauge_mostrecent") for worker in (0, 1)}


def test_a_lone_process_tells_its_own(tmp_path: Path) -> None:
    assert (run(str(tmp_path)), list(tmp_path.iterdir())) == ("calls_total 1.0 waiting 5.0\n", [])
