"""The real gateway, alone or with the logger and Valkey behind it, each a process of its own on loopback."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import httpx

from benchmarks.accounts import Group
from benchmarks.logger.servers import run_logger, run_redis
from benchmarks.processes import free_port, run_process, wait_until, wait_until_ready
from handdraw_chassis.keys.file import ANONYMOUS, Key, hash_key, make_key, write_keys

DRAINED = "\nhanddraw_outbox_events 0.0"


@dataclass(frozen=True, slots=True)
class Stack:
    """``gateway``: its processes. ``behind``: those of the logger and of Valkey."""

    port: int
    gateway: Group
    logger_port: int
    behind: Sequence[Group]
    archive: Path

    def wait_until_drained(self) -> None:
        """Return once the logger has all events. Raises SystemExit if it takes too long."""
        wait_until_drained(self.port)


def lock(folder: Path, key: str) -> dict[str, str]:
    """Return settings with which gateway and logger want keys, as in Compose: ``key`` is one of the callers' ten."""
    anybody, shown = Key(ANONYMOUS, frozenset(("read",)), None), make_key()
    drawing = frozenset(("classify", "read"))
    others = [Key(f"desk-{number}", drawing, hash_key(make_key().encode())) for number in range(9)]
    write_keys(folder / "gateway.keys", [anybody, *others, Key("desk", drawing, hash_key(key.encode()))])
    own = Key("gateway", frozenset(("write-events",)), hash_key(shown.encode()))
    write_keys(folder / "logger.keys", [anybody, own])
    (folder / "gateway-logger.key").write_text(shown)
    return {
        "INFERENCE_API_KEYS_FILE": str(folder / "gateway.keys"),
        "INFERENCE_LOGGER_KEY_FILE": str(folder / "gateway-logger.key"),
        "LOGGER_API_KEYS_FILE": str(folder / "logger.keys"),
    }


@contextmanager
def run_stack(folder: Path, **settings: str) -> Iterator[Stack]:
    """Run all three, recording as ``make run`` does; ``settings`` are the gateway's and the logger's own."""
    logger_group, gateway_group = Group.new("logger"), Group.new("gateway")
    with (
        run_redis(folder) as redis,
        run_logger(redis, folder, **logger_group.environment, **settings) as (logger_port, _),
        run_gateway(folder, logger_port, gateway_group, **settings) as port,
    ):
        valkey_group = replace(Group.new("Valkey"), known=(redis.info("server")["process_id"],))
        yield Stack(port, gateway_group, logger_port, (logger_group, valkey_group), folder / "archive")


@contextmanager
def run_gateway(
    folder: Path, logger_port: int, group: Group, module: str = "handdraw_inference", **settings: str
) -> Iterator[int]:
    """Run the gateway, or the module that stands for it, and yield its port once it is ready."""
    port = free_port()
    environment = {
        "INFERENCE_PORT": str(port),
        "INFERENCE_LOGGER_URL": f"http://127.0.0.1:{logger_port}",
        "INFERENCE_OUTBOX_FILE": str(folder / "outbox" / "outbox.db"),
        "INFERENCE_LOG_LEVEL": "error",
    }
    command = [sys.executable, "-m", module]
    with (
        (folder / "gateway.log").open("ab") as log,
        run_process(command, {**environment, **group.environment, **settings}, log),
    ):
        wait_until_ready(port, "the gateway")
        yield port


def wait_until_drained(port: int) -> None:
    """Return once a gateway's outbox is empty. Raises SystemExit if it takes too long."""
    metrics = f"http://127.0.0.1:{port}/metrics"
    wait_until(lambda: DRAINED in httpx.get(metrics, trust_env=False).text, "all events are forwarded")
