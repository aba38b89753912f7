"""The processes under test, killed and started by name.

Two gateways of two workers on one outbox, logger, Redis, reporter and its worker.
"""

import os
import random
import signal
import subprocess
import sys
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import httpx

from ..children import child, end
from ..processes import (
    ROOT,
    Program,
    answers,
    eventually,
    free_port,
    gateway_program,
    logger_program,
    redis_program,
    reporter_programs,
)
from .wire import Wire, wire

PATIENCE_S = 300  # for what must come true in the end, on a machine with much else to do
LOOK_S = 1.0  # between two looks, so that they take nothing from those who work
GENERATOR = Path(__file__).with_name("generator.py")
GATEWAYS = ("gateway-1", "gateway-2")
GATEWAY_WORKER = "a gateway's worker"
SMALL_HOT_WINDOW = {"LOGGER_HOT_EVENTS": "200", "LOGGER_SEGMENT_EVENTS": "100"}  # so that events move to the archive
Change = Callable[[Program], Program]
UNCHANGED: Mapping[str, Change] = {}


@dataclass
class Part:
    """A process that may be dead."""

    program: Program
    ready_url: str | None
    process: "subprocess.Popen[bytes] | None" = None

    def start(self) -> None:
        with self.program.log.open("ab") as log:
            environment = os.environ | self.program.environment
            self.process = subprocess.Popen(
                self.program.command, cwd=ROOT, env=environment, stdout=log, stderr=log, start_new_session=True
            )

    def kill(self) -> bool:
        """Return whether there was anything to kill."""
        if self.process is None or self.process.poll() is not None:
            return False
        self.process.kill()
        self.process.wait()
        return True

    def end(self) -> None:
        if self.process is not None:
            end(self.process, PATIENCE_S)

    def wait_until_ready(self) -> None:
        if self.ready_url is not None:
            url = self.ready_url
            eventually(lambda: answers(url), f"{url} answers", PATIENCE_S)


@dataclass
class Stack:
    parts: dict[str, Part]
    wire: Wire
    urls: Mapping[str, str]
    outbox: Path
    _chance: random.Random = field(default_factory=lambda: random.Random(1))
    http: httpx.Client = field(default_factory=lambda: httpx.Client(trust_env=False, timeout=PATIENCE_S))

    def kill(self, name: str) -> bool:
        """Kill a part with SIGKILL, with what it forked; return whether it was alive.

        The forwarder is the gateway that holds the outbox's lock. A gateway's worker dies alone.
        """
        if name == GATEWAY_WORKER:
            return self._kill_worker()
        part = self.parts[self._forwarder() if name == "forwarder" else name]
        forked = _children(part.process.pid) if part.process is not None else []
        killed = part.kill()
        for pid in forked:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        return killed

    def start_what_is_dead(self) -> None:
        for part in self.parts.values():
            if part.process is None or part.process.poll() is not None:
                part.start()

    def wait_until_ready(self) -> None:
        for part in self.parts.values():
            part.wait_until_ready()

    def wait_until_none(self, left: Callable[[], int], what: str) -> None:
        """Wait as long as less and less is left. What ends by itself is started again, as a process manager would."""
        most = left()
        while most:
            less = partial(self._is_less, left, most)
            eventually(less, f"less than {most} {what}", PATIENCE_S, LOOK_S)
            most = left()

    def _is_less(self, left: Callable[[], int], most: int) -> bool:
        self.start_what_is_dead()
        return left() < most

    def _forwarder(self) -> str:
        """Return the gateway that holds the lock; any of them if its holder just died, or cannot be told."""
        inode = str(self.outbox.with_name(f"{self.outbox.name}.lock").stat().st_ino)
        with suppress(OSError):  # there is no /proc but on Linux
            for line in Path("/proc/locks").read_text().splitlines():
                words = line.split()
                holder = next((name for name in GATEWAYS if int(words[4]) in self._workers(name)), None)
                if holder and words[5].endswith(f":{inode}"):
                    return holder
        return GATEWAYS[0]

    def _kill_worker(self) -> bool:
        """Kill one process of a gateway, which its parent begins again."""
        workers = [pid for name in GATEWAYS for pid in self._workers(name)]
        if not workers:
            return False
        with suppress(ProcessLookupError):
            os.kill(self._chance.choice(workers), signal.SIGKILL)
        return True

    def _workers(self, name: str) -> list[int]:
        process = self.parts[name].process
        return _children(process.pid) if process else []


def _children(pid: int) -> list[int]:
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


@contextmanager
def run_stack(
    folder: Path, period_s: int, changed: Mapping[str, Change] = UNCHANGED, without: Collection[str] = ()
) -> Iterator[Stack]:
    """Run all parts, and yield once they are ready. ``changed``: by name, what to make of a part's program."""
    redis, wired, logger, first, second, reporter = (free_port() for _ in range(6))
    url = "http://127.0.0.1:{}".format
    gateways = [gateway_program(folder, port, wired, INFERENCE_WORKERS="2") for port in (first, second)]
    reports = reporter_programs(folder, reporter, redis, logger, first, REPORTER_PERIOD_S=str(period_s))
    programs = {
        "redis": redis_program(folder, redis),
        "logger": logger_program(folder, logger, redis, **SMALL_HOT_WINDOW),
        "gateway-1": gateways[0],
        "gateway-2": gateways[1],
        "reporter": reports[0],
        "worker": reports[1],
    }
    for name, change in changed.items():
        programs[name] = change(programs[name])
    ready = {"logger": logger, "gateway-1": first, "gateway-2": second, "reporter": reporter}
    parts = {
        name: Part(program, f"{url(ready[name])}/readyz" if name in ready else None)
        for name, program in programs.items()
        if name not in without
    }
    with ExitStack() as ends, wire(wired, logger) as laid:
        for part in parts.values():
            ends.callback(part.end)
            part.start()
        started = Stack(parts, laid, {name: url(port) for name, port in ready.items()}, folder / "outbox.db")
        ends.callback(started.http.close)
        started.wait_until_ready()
        yield started


@contextmanager
def run_generator(stack: Stack, diary: Path, seed: int, calls_per_second: float) -> Iterator["subprocess.Popen[bytes]"]:
    """Keep up the load while the block runs; its last calls are answered before the block is left."""
    command = [sys.executable, str(GENERATOR), str(diary), str(seed), str(calls_per_second)]
    with child([*command, *(stack.urls[name] for name in GATEWAYS)], PATIENCE_S, cwd=ROOT) as process:
        yield process
    assert process.returncode == 0, "the generator broke down"
