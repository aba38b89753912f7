"""Ctrl-C ends what people start, also where a script's shell has its background jobs ignore it."""

import os
import signal
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from .children import child, ignore_interrupts
from .processes import ROOT, eventually, free_port, service

INTERRUPTED = 128 + signal.SIGINT  # as a shell tells it, whether a command says so or the signal ended it
SETTINGS = {
    "LOGGER_PORT": "{port}",
    "LOGGER_REDIS_URL": "redis://127.0.0.1:9/0",
    "LOGGER_ARCHIVE_DIR": "{folder}/archive",
    "REPORTER_REDIS_URL": "redis://127.0.0.1:{mute}/0",
    "DESKTOP_GATEWAY_URL": "{mute_url}",
    "SDL_VIDEODRIVER": "dummy",
    "PATH": "{folder}:/usr/bin:/bin",
}


@pytest.fixture
def mute() -> Iterator[int]:
    """The port of a server that never answers."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        yield server.getsockname()[1]


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (service("handdraw_logger"), 0),
        (service("handdraw_reporter.worker"), INTERRUPTED),
        (service("handdraw_desktop"), INTERRUPTED),
        ([sys.executable, "{root}/deploy/compose/up.py"], INTERRUPTED),
        ([sys.executable, "{root}/examples/classify_folder.py", ".", "--gateway={mute_url}"], INTERRUPTED),
        ([sys.executable, "{root}/examples/explain.py", "7.png", "--gateway={mute_url}"], INTERRUPTED),
        ([sys.executable, "{root}/examples/last_report.py", "report.md", "--reporter={mute_url}"], INTERRUPTED),
    ],
    ids=["logger", "worker", "desktop", "up", "classify_folder", "explain", "last_report"],
)
def test_ctrl_c_ends_a_command_that_began_with_it_ignored(
    tmp_path: Path, mute: int, command: list[str], code: int
) -> None:
    (tmp_path / "docker").write_text("#!/bin/sh\nexec sleep 600\n")
    (tmp_path / "docker").chmod(0o755)
    (tmp_path / "7.png").touch()
    places = {
        "root": ROOT,
        "folder": tmp_path,
        "mute": mute,
        "mute_url": f"http://127.0.0.1:{mute}",
        "port": free_port(),
    }
    env = os.environ | {name: value.format_map(places) for name, value in SETTINGS.items()}
    words = [word.format_map(places) for word in command]
    with (
        (tmp_path / "log").open("wb") as log,
        child(words, env=env, cwd=tmp_path, stdout=log, stderr=log, preexec_fn=ignore_interrupts) as process,
    ):

        def ended() -> bool:
            process.send_signal(signal.SIGINT)  # again and again, since it is ignored until the command is up
            return process.poll() is not None

        eventually(ended, "Ctrl-C ends it", pause_s=0.5)

    told = process.returncode if process.returncode >= 0 else 128 - process.returncode
    assert told == code, (tmp_path / "log").read_text()
