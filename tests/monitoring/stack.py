"""The services under a real Prometheus, and what goes wrong with them."""

import os
import signal
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from redis import Redis

from handdraw_chassis.keys.__main__ import add
from handdraw_chassis.keys.file import ANONYMOUS, Key, write_keys
from handdraw_contracts.reports import Window
from handdraw_logger.archive.segments import UNFINISHED
from handdraw_reporter.store.reports import Reports

from ..own_models import copy_stable
from ..processes import (
    ROOT,
    Program,
    answers,
    eventually,
    free_port,
    gateway_program,
    logger_program,
    pings,
    redis_program,
    reporter_programs,
)

DRAWING = ROOT / "examples" / "drawings" / "7.png"
DEAD = "http://127.0.0.1:9"
REFUSED = (
    '{"specversion":"1.0","id":"019ab4c2-0000-7000-8000-0000000000aa","source":"/handdraw/inference",'
    '"time":"2026-11-24T08:30:00Z","type":"handdraw.classification.v1",'
    '"data":{"outcome":"refused","status":422,"code":"blank_drawing","timing_ms":{"total":1}}}'
)


@dataclass
class Watched:
    """``ports``: of each service, by its name; ``key``: with which whatever may be read is read."""

    folder: Path
    ports: dict[str, int]
    key: str
    programs: dict[str, Program]
    running: dict[str, tuple[ExitStack, "subprocess.Popen[bytes]"]] = field(default_factory=dict)

    def url(self, service: str) -> str:
        return f"http://127.0.0.1:{self.ports[service]}"

    def start(self, name: str, path: str = "/readyz") -> None:
        stack = ExitStack()
        self.running[name] = stack, stack.enter_context(self.programs[name].running())
        if name == "redis":
            eventually(lambda: pings(self.redis()), "Valkey answers")
        elif name != "worker":
            eventually(lambda: answers(self.url(name) + path), f"{name} answers")

    def kill(self, name: str) -> None:
        stack, process = self.running.pop(name)
        os.kill(process.pid, signal.SIGKILL)
        with stack:
            process.wait()

    def stop(self, name: str) -> None:
        self.running.pop(name)[0].close()

    def close(self) -> None:
        for name in reversed(list(self.running)):
            self.stop(name)

    def redis(self) -> "Redis":
        return Redis(port=self.ports["redis"])

    def get(self, service: str, path: str) -> httpx.Response:
        return httpx.get(self.url(service) + path, headers={"X-API-Key": self.key}, trust_env=False, timeout=30)

    def classify(self, count: int = 1, **headers: str) -> list[int]:
        sent = {"Content-Type": "image/png", **headers}
        with httpx.Client(base_url=self.url("inference"), trust_env=False, timeout=30) as client:
            answered = [client.post("/v1/classify", content=DRAWING.read_bytes(), headers=sent) for _ in range(count)]
        return [answer.status_code for answer in answered]

    def ask(self, language: str) -> int:
        asked = httpx.post(f"{self.url('reporter')}/v1/reports", json={"language": language}, trust_env=False)
        return asked.status_code

    # What goes wrong.

    def pause_redis(self) -> None:
        """Let Redis take its time for one recording."""
        self.redis().execute_command("CLIENT", "PAUSE", 1200, "WRITE")  # type: ignore[no-untyped-call]
        self.classify()
        eventually(lambda: self.waiting() == 0, "the event is recorded")

    def waiting(self) -> int:
        """Count the events in the outbox."""
        with closing(sqlite3.connect(self.folder / "outbox.db")) as db:
            (events,) = db.execute("SELECT count(*) FROM outbox").fetchone()
        return int(events)

    def spoil_archive(self) -> None:
        """Put a folder where the next segment is to be written, once none is."""
        place = self.folder / "archive" / UNFINISHED

        def is_spoilt() -> bool:
            with suppress(FileExistsError):
                place.mkdir()
            return place.is_dir()

        eventually(is_spoilt, "no segment is being written")
        self.classify(6)

    def lose_events(self) -> None:
        """Let the logger note what it has acknowledged, then take that away."""
        kept = self.folder / "archive" / "acknowledged"

        def is_kept() -> bool:
            last = self.redis().xinfo_stream("handdraw:log")["last-generated-id"]
            return kept.exists() and kept.read_bytes() == last

        eventually(is_kept, "what was acknowledged is noted")
        self.redis().flushdb()

    def mend_archive(self) -> None:
        (self.folder / "archive" / UNFINISHED).rmdir()

    def date_ahead(self) -> None:
        ahead_ms = int((time.time() + 3600) * 1000)
        self.redis().xadd("handdraw:log", {"e": REFUSED}, id=f"{ahead_ms}-0")

    def spoil_event(self) -> None:
        with closing(sqlite3.connect(self.folder / "outbox.db")) as db, db:
            db.execute("INSERT INTO outbox (event_id, refused, body, appended_at) VALUES ('1', 0, x'ff', 0)")

    def lay_aside_outbox(self) -> None:
        (self.folder / "outbox.db.corrupt-20261126T000000.000000Z").touch()

    def fail_report(self) -> None:
        reports = Reports(self.folder / "reports")
        report = reports.create(Window(after=None, upto="1-0"), "en", scheduled=False)
        reports.save(report.model_copy(update={"status": "failed"}))

    def break_models(self) -> None:
        (self.folder / "models" / "models.config").write_text("none")


@contextmanager
def watched_stack(folder: Path) -> Iterator[Watched]:
    """Run all services, each of which is read with a key alone, until the block ends."""
    ports = {name: free_port() for name in ("redis", "logger", "inference", "reporter")}
    copy_stable(ROOT / "services" / "inference" / "models", folder / "models")
    keys = folder / "keys"
    write_keys(keys, [Key(ANONYMOUS, frozenset({"classify", "write-events", "reports"}), None)])
    key = add(keys, "prometheus", ["read"])
    (folder / "key").write_text(key)
    watched = Watched(folder, ports, key, programs(folder, ports, str(keys)))
    try:
        for name in watched.programs:
            watched.start(name)
        yield watched
    finally:
        watched.close()


def programs(folder: Path, ports: dict[str, int], keys: str) -> dict[str, Program]:
    reads = str(folder / "key")
    logger = logger_program(
        folder,
        ports["logger"],
        ports["redis"],
        LOGGER_API_KEYS_FILE=keys,
        LOGGER_HOT_EVENTS="0",
        LOGGER_SEGMENT_EVENTS="2",
    )
    gateway = gateway_program(
        folder,
        ports["inference"],
        ports["logger"],
        INFERENCE_API_KEYS_FILE=keys,
        INFERENCE_WORKERS="2",
        INFERENCE_MODELS_DIR=str(folder / "models"),
        INFERENCE_MODELS_POLL_S="0.5",
        INFERENCE_OUTBOX_QUOTA_MIB="1",
        INFERENCE_TF_SERVING_TARGET="127.0.0.1:9",
    )
    reporter, worker = reporter_programs(
        folder,
        *(ports[name] for name in ("reporter", "redis", "logger", "inference")),
        REPORTER_API_KEYS_FILE=keys,
        REPORTER_LOGGER_KEY_FILE=reads,
        REPORTER_GATEWAY_KEY_FILE=reads,
        REPORTER_WAITING_REPORTS="1",
        REPORTER_OPENAI_BASE_URL=f"{DEAD}/v1",
        REPORTER_OPENAI_MODEL="nobody",
    )
    redis = redis_program(folder, ports["redis"])
    return {"redis": redis, "logger": logger, "inference": gateway, "reporter": reporter, "worker": worker}
