"""A worker that is killed in the middle of a report: another one writes it."""

import json
import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event

import httpx
import pytest

from ..http_servers import Handler, serve
from ..processes import eventually, free_port, redis, reporter_programs
from ..reporter.log_events import classification, cursor
from .conftest import client

EVENT = classification(1)
PATIENCE_S = 120


@dataclass
class SlowLogger:
    """The first to read the log waits for his event, for ever."""

    port: int = field(default_factory=free_port)
    asked: Event = field(default_factory=Event)
    go_on: Event = field(default_factory=Event)

    def answer(self, handler: Handler) -> None:
        if handler.headers["Accept"] != "application/x-ndjson":
            handler.answer(json.dumps({"events": [], "next": None, "end": cursor(1)}).encode())
            return
        handler.send_response(200)
        handler.end_headers()
        if not self.asked.is_set():
            self.asked.set()
            self.go_on.wait()
        handler.wfile.write(json.dumps(EVENT).encode() + b"\n")


@contextmanager
def slow_logger() -> Iterator[SlowLogger]:
    log = SlowLogger()

    class LogHandler(Handler):
        def do_GET(self) -> None:
            log.answer(self)

    with serve(LogHandler, log.port):
        yield log
        log.go_on.set()


def forked(worker: "subprocess.Popen[bytes]") -> int:
    """The process that writes: RQ forks one for each job."""
    found = subprocess.run(["ps", "-A", "-o", "pid=,ppid="], capture_output=True, text=True, check=True)
    pairs = [line.split() for line in found.stdout.splitlines()]
    (child,) = (int(pid) for pid, parent in pairs if int(parent) == worker.pid)
    return child


@pytest.mark.parametrize("who", ["the worker and its process", "the process alone"])
def test_a_report_whose_writer_was_killed_is_written_by_another(tmp_path: Path, who: str) -> None:
    redis_port, reporter_port = free_port(), free_port()
    with ExitStack() as parts:
        log = parts.enter_context(slow_logger())
        parts.enter_context(redis(tmp_path, redis_port))
        service, works = reporter_programs(tmp_path, reporter_port, redis_port, log.port, 9, REPORTER_PERIOD_S="1")
        parts.enter_context(service.running())
        worker = parts.enter_context(works.running())
        to_reporter = parts.enter_context(client(reporter_port))
        assert log.asked.wait(PATIENCE_S)
        writer = forked(worker)
        if who == "the worker and its process":
            worker.kill()
            worker.wait()
            parts.enter_context(works.running())
        os.kill(writer, signal.SIGKILL)
        eventually(lambda: statuses(to_reporter) == ["done"], "the report is written", PATIENCE_S)


def statuses(to_reporter: httpx.Client) -> list[str]:
    return [one["status"] for one in to_reporter.get("/v1/reports").json()["reports"]]
