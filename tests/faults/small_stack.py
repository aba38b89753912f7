"""Redis, logger, gateway, reporter and its worker, one of each, started again whenever they end, as a manager would."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import httpx

from ..children import kill_session
from ..processes import (
    ROOT,
    Program,
    eventually,
    free_port,
    gateway_program,
    logger_program,
    redis_program,
    reporter_programs,
)
from .stack import Part

PATIENCE_S = 60
PNG = {"Content-Type": "image/png"}


@dataclass
class SmallStack:
    parts: dict[str, Part]
    urls: Mapping[str, str]
    folders: Mapping[str, Path]
    http: httpx.Client = field(default_factory=lambda: httpx.Client(trust_env=False, timeout=30))

    def classify(self, digit: int = 7) -> httpx.Response:
        drawing = (ROOT / "examples" / "drawings" / f"{digit}.png").read_bytes()
        return self.http.post(f"{self.urls['gateway']}/v1/classify", content=drawing, headers=PNG)

    def answered(self, digit: int = 7) -> str:
        """Classify a drawing, and return the answer's id."""
        return str(self.classify(digit).raise_for_status().json()["id"])

    def readiness(self, name: str) -> tuple[int, str]:
        """Return the status of a service's /readyz, and what it says is degraded; 0 where nobody answers."""
        with suppress(httpx.HTTPError, ValueError):
            answer = self.http.get(f"{self.urls[name]}/readyz")
            told = answer.json()["degraded"]
            return answer.status_code, "; ".join(f"{one['dependency']}: {one['reason']}" for one in told)
        return 0, ""

    def logged(self) -> list[str]:
        """Return the ids of the events that the log has, in its order; none while it cannot be read."""
        with suppress(httpx.HTTPError):
            answer = self.http.get(f"{self.urls['logger']}/v1/events", params={"limit": 1000})
            if answer.is_success:
                return [one["event"]["id"] for one in answer.json()["events"]]
        return []

    def reports(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.http.get(f"{self.urls['reporter']}/v1/reports").json()["reports"]
        return found

    def scheduled(self) -> list[str]:
        """Return the statuses of the scheduled reports; none where nobody answers."""
        with suppress(httpx.HTTPError, KeyError):
            return [one["status"] for one in self.reports() if one["scheduled"]]
        return []

    def kill(self, *names: str) -> None:
        """Kill parts, with what they forked."""
        for name in names:
            if process := self.parts[name].process:
                kill_session(process.pid)
                process.wait()

    def until(self, holds: Callable[[], bool], what: str) -> None:
        """Wait, and start meanwhile whatever ends."""

        def look() -> bool:
            for part in self.parts.values():
                if part.process is None or part.process.poll() is not None:
                    part.start()
            return holds()

        eventually(look, what, PATIENCE_S, 0.2)

    def until_said(self, name: str, words: str) -> str:
        """Wait until a service's /readyz says something, and return all that it says."""
        self.until(lambda: words in self.readiness(name)[1], f"/readyz of the {name} says {words!r}")
        return self.readiness(name)[1]

    def until_well(self, name: str) -> None:
        self.until(lambda: self.readiness(name) == (200, ""), f"the {name} is ready, and nothing is degraded")


Change = Callable[[Program], Program]


def unchanged(program: Program) -> Program:
    return program


def with_settings(**settings: str) -> Change:
    return lambda program: replace(program, environment={**program.environment, **settings})


@contextmanager
def run_small_stack(
    folder: Path, without: tuple[str, ...] = (), changed: Mapping[str, Change] = MappingProxyType({})
) -> Iterator[SmallStack]:
    """Run it, each part's data in a folder of its name; yield once all are ready."""
    folders = {name: folder / name for name in ("redis", "outbox", "archive", "reports", "logs")}
    for one in folders.values():
        one.mkdir(parents=True, exist_ok=True)
    redis, logger, gateway, reporter = (free_port() for _ in range(4))
    logs = folders["logs"]
    settings = {"REPORTER_REPORTS_DIR": str(folders["reports"]), "REPORTER_PERIOD_S": "2"}
    reports = reporter_programs(logs, reporter, redis, logger, gateway, **settings)
    programs = {
        "redis": replace(redis_program(folders["redis"], redis), log=logs / "redis.log"),
        "logger": logger_program(logs, logger, redis, LOGGER_ARCHIVE_DIR=str(folders["archive"])),
        "gateway": gateway_program(logs, gateway, logger, INFERENCE_OUTBOX_FILE=str(folders["outbox"] / "outbox.db")),
        "reporter": reports[0],
        "worker": reports[1],
    }
    urls = {
        name: f"http://127.0.0.1:{port}"
        for name, port in {"logger": logger, "gateway": gateway, "reporter": reporter}.items()
    }
    kept = {name: changed.get(name, unchanged)(one) for name, one in programs.items() if name not in without}
    parts = {name: Part(one, f"{urls[name]}/readyz" if name in urls else None) for name, one in kept.items()}
    with ExitStack() as ends:
        for part in parts.values():
            ends.callback(part.end)
            part.start()
        started = SmallStack(parts, urls, folders)
        ends.callback(started.http.close)
        started.until(lambda: all(started.readiness(name)[0] == 200 for name in urls if name in parts), "all are ready")
        yield started
