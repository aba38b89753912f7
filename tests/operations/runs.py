"""`make run` as an operator has it: in a folder, on free ports, until the block ends."""

import json
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from ..children import child, kill_session
from ..processes import ROOT, eventually, free_port

PORTS = ("LOCAL_REDIS_PORT", "LOGGER_PORT", "INFERENCE_PORT", "REPORTER_PORT")
NDJSON = {"Accept": "application/x-ndjson"}
Json = dict[str, Any]


@dataclass(frozen=True)
class Run:
    folder: Path
    out: Path
    gateway: httpx.Client
    logger: httpx.Client
    reporter: httpx.Client

    @property
    def said(self) -> str:
        return self.out.read_text()

    def classify(self, digit: int, key: str | None = None) -> Json:
        picture = (ROOT / "examples" / "drawings" / f"{digit}.png").read_bytes()
        headers = {"Content-Type": "image/png"} | ({"Idempotency-Key": key} if key else {})
        answer: Json = self.gateway.post("/v1/classify", content=picture, headers=headers).raise_for_status().json()
        return answer

    def label(self, drawing: str, digit: int) -> None:
        self.gateway.put(f"/v1/classifications/{drawing}/label", json={"digit": digit}).raise_for_status()

    def events(self) -> list[Json]:
        """Return the whole log."""
        lines = self.logger.get("/v1/events", headers=NDJSON).raise_for_status().text.splitlines()
        return [json.loads(line) for line in lines]

    def ids(self) -> list[str]:
        return [one["event"]["id"] for one in self.events()]

    def reports(self) -> list[Json]:
        """Return the list, newest first."""
        found: list[Json] = self.reporter.get("/v1/reports").raise_for_status().json()["reports"]
        return found

    def degraded(self) -> list[Json]:
        """Return what is said of all three services."""
        services = (self.gateway, self.logger, self.reporter)
        return [one for service in services for one in service.get("/readyz").json()["degraded"]]

    def wait_until_logged(self, count: int) -> None:
        eventually(lambda: len(self.ids()) >= count, f"{count} events are in the log", pause_s=0.2)


def free_ports() -> dict[str, str]:
    return {name: str(free_port()) for name in PORTS}


def client(port: str) -> httpx.Client:
    return httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=30)


@contextmanager
def running(folder: Path, **settings: str) -> Iterator[Run]:
    """Run it, and yield once all of it is ready; ``settings`` may name other ports than free ones."""
    env = free_ports() | {"LOCAL_RUN_DIR": str(folder)} | settings
    out = folder.with_name(f"{folder.name}.said")
    command = [sys.executable, str(ROOT / "local" / "run.py")]
    try:
        with (
            out.open("wb") as file,
            child(command, env=os.environ | env, stdout=file, stderr=file) as process,
            client(env["INFERENCE_PORT"]) as gateway,
            client(env["LOGGER_PORT"]) as logger,
            client(env["REPORTER_PORT"]) as reporter,
        ):
            run = Run(folder, out, gateway, logger, reporter)
            eventually(lambda: "Ctrl-C stops" in run.said or process.poll() is not None, "it runs", pause_s=0.2)
            assert process.poll() is None, run.said
            yield run
            process.send_signal(signal.SIGINT)
            process.wait(60)
    finally:
        manager = folder / "supervisord.pid"
        if manager.exists():
            kill_session(int(manager.read_text()))
