"""`make run`, as a person meets it."""

import os
import re
import shlex
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from redis import Redis

from ..children import child, ignore_interrupts, kill_session, session_members
from ..processes import ROOT, answering_redis, answers, eventually, free_port

STOP_S = 120
RUN = "a run of mine"


@dataclass(frozen=True)
class Run:
    """One `make run` in a folder of its own."""

    process: "subprocess.Popen[bytes]"
    out: Path

    @property
    def said(self) -> str:
        """Return what it has printed so far."""
        return self.out.read_text()

    def wait_until_said(self, words: str) -> None:
        eventually(lambda: words in self.said or self.process.poll() is not None, words)
        assert words in self.said, self.said

    def interrupt(self) -> int:
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(STOP_S)


@contextmanager
def running(
    folder: Path, ports: dict[str, str], before: Callable[[], object] | None = None, **settings: str
) -> Iterator[Run]:
    """Start a run; whatever happens, nothing of it is left after the block."""
    command = [sys.executable, str(ROOT / "local" / "run.py")]
    env = os.environ | ports | {"LOCAL_RUN_DIR": str(folder / RUN)} | settings
    out = folder / f"said-{len(list(folder.glob('said-*')))}"
    try:
        with out.open("wb") as file, child(command, env=env, stdout=file, stderr=file, preexec_fn=before) as process:
            yield Run(process, out)
    finally:
        manager = folder / RUN / "supervisord.pid"
        if manager.exists():  # it removes the file when it ends in its own time
            kill_session(int(manager.read_text()))


def ignore_hangups() -> None:
    """What nohup does."""
    signal.signal(signal.SIGHUP, signal.SIG_IGN)


@pytest.fixture
def ports() -> dict[str, str]:
    return {name: str(free_port()) for name in ("LOCAL_REDIS_PORT", "LOGGER_PORT", "INFERENCE_PORT", "REPORTER_PORT")}


def printed_curl(said: str) -> dict[str, Any]:
    """Run the very command that was printed."""
    (command,) = re.findall(r"curl -H .*", said)
    answer = subprocess.run(shlex.split(command), cwd=ROOT, capture_output=True, check=True)
    parsed: dict[str, Any] = httpx.Response(200, content=answer.stdout).json()
    return parsed


def pid_of(folder: Path, name: str) -> int:
    """Return the process's id: the last that the process manager's log has."""
    log = (folder / RUN / "logs" / "supervisord.log").read_text()
    return int(re.findall(rf"spawned: '{name}' with pid (\d+)", log)[-1])


def password(folder: Path) -> str:
    return (folder / RUN / "secrets" / "reporter" / "redis-password").read_text().strip()


def is_free(port: str) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", int(port))) != 0


def test_the_printed_command_classifies_and_a_second_run_finds_the_data_again(
    tmp_path: Path, ports: dict[str, str]
) -> None:
    archive = tmp_path / "elsewhere" / "archive"
    archive.parent.mkdir()
    with running(tmp_path, ports, lambda: os.umask(0o022), LOGGER_ARCHIVE_DIR=str(archive)) as first:
        first.wait_until_said("Ctrl-C stops everything")
        answer = printed_curl(first.said)
        event = f"http://127.0.0.1:{ports['LOGGER_PORT']}/v1/events/{answer['id']}"
        eventually(lambda: httpx.get(event, trust_env=False).is_success, "the event is in the log")
        code = first.interrupt()
    known = password(tmp_path)
    freed = [is_free(port) for port in ports.values()]
    others = sorted(path.name for path in archive.parent.rglob("*") if path.stat().st_mode & 0o077)
    with running(tmp_path, ports, LOGGER_ARCHIVE_DIR=str(archive)) as second:
        second.wait_until_said("Ctrl-C stops everything")
        found = httpx.get(event, trust_env=False).json()

    assert {
        "digit": answer["digit"],
        "exit code": code,
        "free ports": sum(freed),
        "event": found["event"]["id"],
        "password": password(tmp_path),
        "open to others": others,
    } == {
        "digit": 7,
        "exit code": 0,
        "free ports": 4,
        "event": answer["id"],
        "password": known,
        "open to others": [],
    }


def test_a_process_that_dies_is_started_again_and_it_is_said(tmp_path: Path, ports: dict[str, str]) -> None:
    with running(tmp_path, ports) as started:
        started.wait_until_said("Ctrl-C stops everything")
        os.kill(pid_of(tmp_path, "gateway"), signal.SIGKILL)
        started.wait_until_said("gateway died")
        ready = f"http://127.0.0.1:{ports['INFERENCE_PORT']}/readyz"

        eventually(lambda: answers(ready), "the gateway is ready again")


@pytest.mark.parametrize("name", ["LOCAL_REDIS_PORT", "LOGGER_PORT", "INFERENCE_PORT", "REPORTER_PORT"])
def test_a_port_that_is_taken_is_one_clear_line(tmp_path: Path, ports: dict[str, str], name: str) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", int(ports[name])))
        other.listen()
        with running(tmp_path, ports) as started:
            code = started.process.wait(STOP_S)

    assert (code, started.said) == (
        1,
        f"Port {ports[name]} is taken: stop what uses it, or choose another with {name}=…\n",
    )


def test_two_equal_ports_are_one_clear_line(tmp_path: Path, ports: dict[str, str]) -> None:
    with running(tmp_path, ports | {"INFERENCE_PORT": ports["LOGGER_PORT"]}) as started:
        code = started.process.wait(STOP_S)

    port = ports["LOGGER_PORT"]
    assert (code, started.said) == (1, f"LOGGER_PORT and INFERENCE_PORT are both {port}: choose another for one\n")


def test_a_process_manager_that_is_killed_ends_the_run_and_leaves_nobody_behind(
    tmp_path: Path, ports: dict[str, str]
) -> None:
    with running(tmp_path, ports) as started:
        started.wait_until_said("Ctrl-C stops everything")
        os.kill(int((tmp_path / RUN / "supervisord.pid").read_text()), signal.SIGKILL)
        code = started.process.wait(STOP_S)
        eventually(lambda: all(map(is_free, ports.values())), "the ports are free")

    assert (code, "The process manager died" in started.said) == (1, True)


def test_an_outbox_that_cannot_be_used_is_said_in_its_own_words(tmp_path: Path, ports: dict[str, str]) -> None:
    (tmp_path / "file").touch()
    with running(tmp_path, ports, INFERENCE_OUTBOX_FILE=str(tmp_path / "file" / "outbox.db")) as started:
        code = started.process.wait(STOP_S)

    words = f"gateway cannot stay up: The outbox {tmp_path}/file/outbox.db cannot be used: "
    assert (code, started.said.splitlines()[-1].startswith(words)) == (1, True)


def test_a_folder_that_the_process_manager_cannot_take_is_one_clear_line(tmp_path: Path, ports: dict[str, str]) -> None:
    folder = tmp_path / "100%"
    folder.mkdir()
    with running(folder, ports) as started:
        code = started.process.wait(STOP_S)

    assert (code, started.said.startswith("The process manager cannot work in a folder with a %")) == (1, True)


def test_a_port_that_is_no_number_is_one_clear_line(tmp_path: Path, ports: dict[str, str]) -> None:
    with running(tmp_path, ports | {"LOGGER_PORT": "eighty"}) as started:
        code = started.process.wait(STOP_S)

    assert (code, started.said) == (1, "LOGGER_PORT must be a port, not 'eighty'\n")


def test_a_process_that_cannot_stay_up_ends_the_run_with_its_reason(tmp_path: Path, ports: dict[str, str]) -> None:
    with running(tmp_path, ports, INFERENCE_LOW_CONFIDENCE="7") as started:
        code = started.process.wait(STOP_S)

    reason = "INFERENCE_LOW_CONFIDENCE Input should be less than or equal to 1"
    log = tmp_path / RUN / "logs" / "gateway.log"

    assert (code, started.said.splitlines()[-1]) == (1, f"gateway cannot stay up: {reason} ({log})")


def test_a_second_run_beside_the_first_is_one_clear_line(tmp_path: Path, ports: dict[str, str]) -> None:
    with running(tmp_path, ports) as first:
        first.wait_until_said("Ctrl-C stops everything")
        with running(tmp_path, ports) as second:
            code = second.process.wait(STOP_S)

    assert (code, second.said) == (1, f"Handdraw already runs in {tmp_path}/{RUN}\n")


def test_ctrl_c_ends_a_run_whose_shell_had_it_ignored(tmp_path: Path, ports: dict[str, str]) -> None:
    with running(tmp_path, ports, before=ignore_interrupts) as started:
        started.wait_until_said("Ctrl-C stops everything")
        manager = int((tmp_path / RUN / "supervisord.pid").read_text())
        code = started.interrupt()

    assert (code, session_members(manager)) == (0, [])


def test_a_run_whose_terminal_is_closed_leaves_nobody_behind(tmp_path: Path, ports: dict[str, str]) -> None:
    with running(tmp_path, ports) as started:
        started.wait_until_said("Ctrl-C stops everything")
        manager = int((tmp_path / RUN / "supervisord.pid").read_text())
        started.process.send_signal(signal.SIGHUP)
        code = started.process.wait(STOP_S)

    assert (code, session_members(manager)) == (0, [])


def test_a_run_under_nohup_outlives_its_terminal(tmp_path: Path, ports: dict[str, str]) -> None:
    with running(tmp_path, ports, before=ignore_hangups) as started:
        started.wait_until_said("gateway is ready")
        started.process.send_signal(signal.SIGHUP)
        started.wait_until_said("Ctrl-C stops everything")
        code = started.interrupt()

    assert code == 0


def test_redis_answers_only_whoever_knows_the_password_also_where_its_data_are_from_before_there_was_one(
    tmp_path: Path, ports: dict[str, str]
) -> None:
    data = tmp_path / RUN / "redis"
    data.mkdir(parents=True)
    with (
        answering_redis(data, int(ports["LOCAL_REDIS_PORT"])),
        Redis(port=int(ports["LOCAL_REDIS_PORT"]), db=1) as before,
    ):
        before.set("rq:kept", "from before")
    with running(tmp_path, ports) as started:
        started.wait_until_said("Ctrl-C stops everything")
        address = f"redis://reporter@127.0.0.1:{ports['LOCAL_REDIS_PORT']}/1"
        with Redis.from_url(address, password=password(tmp_path)) as known:
            answered = (known.ping(), known.get("rq:kept"))
        with socket.create_connection(("127.0.0.1", int(ports["LOCAL_REDIS_PORT"]))) as stranger:
            stranger.sendall(b"PING\r\n")
            refused = stranger.recv(100)

    assert (answered, refused) == ((True, b"from before"), b"-NOAUTH Authentication required.\r\n")
