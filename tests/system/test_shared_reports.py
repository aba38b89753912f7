"""Two machines' reporters and workers on one bucket: each event is in one report, and each report is at both."""

import json
import os
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from redis import Redis

from ..buckets import s3_server
from ..children import kill_session
from ..processes import ROOT, answers, eventually, free_port, logger, redis, reporter_programs
from .conftest import client

EVENT = json.loads((ROOT / "tests" / "contracts" / "golden" / "ClassificationEvent.json").read_text())
BATCH = {"Content-Type": "application/cloudevents-batch+json"}
PATIENCE_S = 120


@dataclass
class Machine:
    """A reporter and a worker, and a folder of their own."""

    folder: Path
    redis_port: int
    logger_port: int
    settings: dict[str, str]
    port: int = field(default_factory=free_port)
    processes: "list[subprocess.Popen[bytes]]" = field(default_factory=list)

    def start(self, stack: ExitStack) -> None:
        self.folder.mkdir(exist_ok=True)
        programs = reporter_programs(
            self.folder, self.port, self.redis_port, self.logger_port, 9, REPORTER_PERIOD_S="1", **self.settings
        )
        self.processes = [stack.enter_context(program.running()) for program in programs]
        eventually(lambda: answers(f"http://127.0.0.1:{self.port}/readyz"), "the reporter is ready")

    def signal(self, number: signal.Signals) -> None:
        for process in self.processes:
            os.killpg(process.pid, number)

    def kill(self) -> None:
        for process in self.processes:
            kill_session(process.pid)
            process.wait()

    def ask(self, path: str, accept: str = "application/json") -> httpx.Response:
        with client(self.port) as http:
            return http.get(path, headers={"Accept": accept})

    def list_scheduled(self) -> list[dict[str, Any]]:
        """Oldest first."""
        listed = self.ask("/v1/reports?limit=200").raise_for_status().json()["reports"]
        return [one for one in reversed(listed) if one["scheduled"]]


@dataclass
class Two:
    first: Machine
    second: Machine
    log: httpx.Client
    queue: Redis
    stack: ExitStack
    events: int = 0

    def record(self, count: int = 20) -> None:
        batch = [EVENT | {"id": str(uuid4())} for _ in range(count)]
        self.log.post("/v1/events", json=batch, headers=BATCH).raise_for_status()
        self.events += count

    def end(self) -> str:
        return str(self.log.get("/v1/events", params={"limit": 1}).json()["end"])

    def wait_until_all_is_told(self, machine: Machine) -> None:
        end = self.end()

        def told() -> bool:
            found = machine.list_scheduled()
            return bool(found) and found[-1]["window"]["upto"] == end and {one["status"] for one in found} == {"done"}

        eventually(told, "all events are in written reports", PATIENCE_S, pause_s=0.2)

    def let_writers_expire(self) -> None:
        """Do what Redis does by itself when a worker has given no sign of life for 70 s."""
        for key in self.queue.scan_iter("rq:execution:*"):
            self.queue.delete(key)


@pytest.fixture
def two(tmp_path: Path) -> Iterator[Two]:
    redis_port, logger_port = free_port(), free_port()
    with (
        s3_server(tmp_path) as s3,
        redis(tmp_path, redis_port),
        logger(tmp_path, logger_port, redis_port),
        client(logger_port) as log,
        Redis(port=redis_port, db=1) as queue,
        ExitStack() as machines,
    ):
        settings = {"REPORTER_REPORTS_URL": s3.url("reports"), **s3.environment("REPORTER")}
        first, second = (Machine(tmp_path / name, redis_port, logger_port, settings) for name in "ab")
        yield Two(first, second, log, queue, machines)


def count_drawings(report: dict[str, Any]) -> int:
    return int(next(fact["value"] for fact in report["facts"] if fact["id"] == "drawings"))


def check_all(two: Two, machine: Machine) -> None:
    found = machine.list_scheduled()
    windows = [one["window"] for one in found]
    counted = [count_drawings(machine.ask(f"/v1/reports/{one['id']}").json()) for one in found]

    assert windows[0]["after"] is None
    assert all(before["upto"] == after["after"] for before, after in pairwise(windows))
    assert (sum(counted), windows[-1]["upto"]) == (two.events, two.end())


def test_whichever_machine_is_cut_off_or_dies_each_event_is_in_one_report_that_the_other_serves(two: Two) -> None:
    first, second = two.first, two.second
    for machine in (first, second):
        machine.start(two.stack)
    two.record()
    two.wait_until_all_is_told(second)

    first.signal(signal.SIGSTOP)
    two.record()
    two.let_writers_expire()
    two.wait_until_all_is_told(second)
    two.record()
    first.signal(signal.SIGCONT)
    two.wait_until_all_is_told(first)

    two.record()
    first.kill()
    shutil.rmtree(first.folder)
    two.let_writers_expire()
    two.wait_until_all_is_told(second)
    first.start(two.stack)
    two.record()
    two.wait_until_all_is_told(first)

    for machine in (first, second):
        check_all(two, machine)
    assert first.list_scheduled() == second.list_scheduled()
    check_served(first, second)


def check_served(first: Machine, second: Machine) -> None:
    """Compare how both serve a report, then delete it at one."""
    path = f"/v1/reports/{first.list_scheduled()[0]['id']}"
    forms: tuple[Callable[[Machine], httpx.Response], ...] = (
        lambda machine: machine.ask(path),
        lambda machine: machine.ask(f"{path}/figures/digits.svg"),
        lambda machine: machine.ask(f"{path}/figures/digits.png"),
    )
    for ask in forms:
        assert ask(first).raise_for_status().content == ask(second).raise_for_status().content
    for form in ("text/html", "text/markdown"):
        pages = [machine.ask(path, form) for machine in (first, second)]
        assert len({page.text.replace(str(page.url.port), "") for page in pages}) == 1
    assert "<svg" in pages_of(first, path)

    with client(second.port) as http:
        http.delete(path).raise_for_status()
    assert [machine.ask(path).status_code for machine in (first, second)] == [404, 404]


def pages_of(machine: Machine, path: str) -> str:
    return machine.ask(path, "text/html").raise_for_status().text
