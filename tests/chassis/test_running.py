import asyncio
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
import uvicorn
from fastapi import FastAPI
from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from handdraw_chassis.running import BeatingServer, read_settings
from handdraw_chassis.workers import Place

from ..children import child
from ..processes import eventually, free_port

SERVICE = """
import os, sys
from pathlib import Path
from fastapi import FastAPI
from handdraw_chassis import shared_metrics, workers
from handdraw_chassis.running import serve_in_workers
from handdraw_chassis.settings import ServiceSettings

port, count, memory = sys.argv[1:]
shared_metrics.MEMORY, workers.TURN_S = Path(memory), 0.1
app = FastAPI()
app.get("/")(lambda: os.getpid())
serve_in_workers(lambda _: app, ServiceSettings(port=int(port)), int(count))
"""


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="PART_", frozen=True)

    port: int = Field(1, ge=1)
    period_s: float = 1


@pytest.mark.parametrize("service", ["handdraw_inference", "handdraw_logger", "handdraw_reporter"])
def test_a_service_takes_no_other_argument(service: str) -> None:
    ended = subprocess.run([sys.executable, "-m", service, "now"], capture_output=True, text=True, check=False)

    assert (ended.returncode, ended.stderr.splitlines()[-1]) == (
        2,
        f"python -m {service}: error: unrecognized arguments: now",
    )


def test_settings_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PART_PORT", "8000")

    assert read_settings(Settings) == Settings(port=8000)


def test_settings_that_make_no_sense_are_said_a_line_each(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PART_PORT", "0")
    monkeypatch.setenv("PART_PERIOD_S", "soon")
    with pytest.raises(SystemExit) as ended:
        read_settings(Settings)

    names = [line.split(" ", 1)[0] for line in capsys.readouterr().err.splitlines()]
    assert (ended.value.code, names) == (2, ["PART_PORT", "PART_PERIOD_S"])


def answering(port: int) -> set[int]:
    """Return the workers that answer one of ten calls."""
    try:
        return {httpx.get(f"http://127.0.0.1:{port}/", trust_env=False, timeout=1).json() for _ in range(10)}
    except httpx.HTTPError:
        return set()


@pytest.mark.parametrize("count", [1, 2])
def test_only_where_there_are_several_workers_have_they_a_folder_and_none_is_left_of_it(
    tmp_path: Path, count: int
) -> None:
    port = free_port()
    with child([sys.executable, "-c", SERVICE, str(port), str(count), str(tmp_path)]):
        eventually(lambda: len(answering(port)) == count, "all answer")
        folders = len(list(tmp_path.iterdir()))

    assert (folders, list(tmp_path.iterdir())) == (count - 1, [])


def test_a_worker_whose_event_loop_hangs_is_begun_again(tmp_path: Path) -> None:
    port = free_port()
    with child([sys.executable, "-c", SERVICE, str(port), "2", str(tmp_path)]):
        eventually(lambda: len(answering(port)) == 2, "both answer")
        hung = min(answering(port))
        os.kill(hung, signal.SIGSTOP)

        eventually(lambda: len(answering(port) - {hung}) == 2, "there are two again")


@pytest.mark.anyio
@pytest.mark.parametrize("turns", [0, 1, 3, 4])  # after two asyncio itself drops it
async def test_a_server_that_ends_keeps_nobody_who_was_just_let_in(turns: int) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        config = uvicorn.Config(FastAPI(), loop="asyncio", lifespan="off", log_config=None, timeout_graceful_shutdown=0)
        config.load()
        server = BeatingServer(config, Place(0, listening))
        server.lifespan = config.lifespan_class(config)
        await server.startup([listening])
        with socket.create_connection(listening.getsockname()):
            for _ in range(turns):
                await asyncio.sleep(0)
            await server.shutdown([listening])

    assert server.server_state.connections == set()
