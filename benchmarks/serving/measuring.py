"""One contender's round: its start, then a window of load at each number of connections."""

import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import httpx

from benchmarks.accounts import busy_s, cpu_s, pss_mb
from benchmarks.closed_loop import Tally, load
from benchmarks.processes import wait_until
from benchmarks.recorded import Recorded, read_ids
from benchmarks.requests import Post
from benchmarks.serving.contenders import Contender, Serving

WARM_CONNECTIONS = 8

Report = Callable[[str], None]
"""is told what is being done"""


@dataclass(frozen=True, slots=True)
class Window:
    """``server_ms`` and ``all_ms``: CPU time an answer, of its own processes and with those behind it.

    Counted until everything is recorded. ``other_cores``: what the rest of the machine used meanwhile, the callers
    left out.
    """

    tally: Tally
    server_ms: float
    all_ms: float
    other_cores: float
    recorded: Recorded


@dataclass(frozen=True, slots=True)
class Round:
    """``start_s``: until the first answer, with all that is behind it; ``start_cpu_s``: of the server alone.

    ``pss_mb``: of the server's processes and of all, after the last window.
    """

    start_s: float
    start_cpu_s: float
    processes: int
    pss_mb: tuple[float, float]
    windows: dict[int, Window]


@dataclass(frozen=True, slots=True)
class Plan:
    """``connections``: how many, one window each. ``seconds``: of a window; ``warm_s``: of the load before them.

    ``patience_s``: how long the first answer may take.
    """

    connections: Sequence[int]
    seconds: float
    warm_s: float
    patience_s: float = 120


def measure_round(contender: Contender, plan: Plan, folder: Path, report: Report) -> Round:
    report("starts")
    started = time.monotonic()
    with tempfile.TemporaryDirectory(dir=folder) as own, contender.run(Path(own)) as serving:
        wait_until(lambda: _answers(serving.port, contender.post), f"{contender.name} answers", plan.patience_s)
        start_s, start_cpu_s = time.monotonic() - started, serving.server.cpu_s()
        report("warms up")
        warm_up(contender, serving, plan)
        windows = {}
        for connections in plan.connections:
            report(f"{connections} at once")
            windows[connections] = measure_window(contender, serving, connections, plan.seconds, Path(own))
        pids = serving.server.pids()
        server_mb = sum(map(pss_mb, pids))
        all_mb = server_mb + sum(group.pss_mb() for group in serving.behind)
    return Round(start_s, start_cpu_s, len(pids), (server_mb, all_mb), windows)


def warm_up(contender: Contender, serving: Serving, plan: Plan) -> None:
    load(contender.post, serving.port, WARM_CONNECTIONS, plan.warm_s)
    serving.settle()
    serving.check([])


def measure_window(contender: Contender, serving: Serving, connections: int, seconds: float, folder: Path) -> Window:
    ids = folder / "ids" if contender.records else None
    before, own, everybody = serving.server.cpu_s(), cpu_s(serving.groups), busy_s()
    started = time.monotonic()
    tally = load(contender.post, serving.port, connections, seconds, ids)
    serving.settle()
    taken_s = time.monotonic() - started
    server_s, own_s = serving.server.cpu_s() - before, cpu_s(serving.groups) - own
    other_s = busy_s() - everybody - own_s - tally.own_us * tally.answers / 1e6
    answered = max(1, tally.statuses.get("200", 0))
    recorded = serving.check(read_ids(ids)) if ids else Recorded()
    return Window(tally, server_s / answered * 1e3, own_s / answered * 1e3, max(0.0, other_s / taken_s), recorded)


def _answers(port: int, post: Post) -> bool:
    url = f"http://127.0.0.1:{port}{post.path}"
    return httpx.post(url, content=post.body, headers=post.headers, trust_env=False, timeout=30).is_success
