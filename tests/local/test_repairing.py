"""`make run` on a torn append-only file, and `make repair` while it runs, as a person meets them."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest

from ..faults.forms import only_long
from ..processes import ROOT, answers, eventually
from .test_run import RUN, ports, printed_curl, running

__all__ = ["ports"]

PATIENCE_S = 120


def readiness(url: str) -> tuple[int, str]:
    try:
        answer = httpx.get(f"{url}/readyz", trust_env=False)
    except httpx.HTTPError:
        return 0, ""
    return answer.status_code, str(answer.json().get("degraded"))


def repair(folder: Path, ports: dict[str, str]) -> "subprocess.CompletedProcess[str]":
    env = os.environ | ports | {"LOCAL_RUN_DIR": str(folder / RUN)}
    command = [sys.executable, str(ROOT / "local" / "repair.py")]
    return subprocess.run(command, env=env, capture_output=True, text=True, timeout=PATIENCE_S, check=False)


def logged(url: str) -> set[str]:
    answer: dict[str, Any] = httpx.get(f"{url}/v1/events", trust_env=False).json()
    return {one["event"]["id"] for one in answer.get("events", [])}


def tear(folder: Path) -> None:
    (file,) = (folder / RUN / "redis" / "appendonlydir").glob("*.incr.aof")
    with file.open("ab") as opened:
        opened.write(bytes(512))


def test_a_torn_file_leaves_the_rest_running_until_it_is_repaired_and_nothing_is_lost(
    tmp_path: Path, ports: dict[str, str]
) -> None:
    gateway, logger = (f"http://127.0.0.1:{ports[name]}" for name in ("INFERENCE_PORT", "LOGGER_PORT"))
    with running(tmp_path, ports) as first:
        first.wait_until_said("Ctrl-C stops everything")
        before = printed_curl(first.said)["id"]
        eventually(lambda: before in logged(logger), "the event is in the log")
        first.interrupt()
    tear(tmp_path)
    with running(tmp_path, ports) as torn:
        torn.wait_until_said("To go on: make repair")
        torn.wait_until_said("Ctrl-C stops everything")
        eventually(lambda: answers(f"{logger}/healthz"), "the logger lives")
        meanwhile = printed_curl(torn.said)["id"]
        told = readiness(gateway), readiness(logger)
        repaired = repair(tmp_path, ports)
        torn.wait_until_said("redis runs again")
        eventually(lambda: {before, meanwhile} <= logged(logger), "both events are in the log", PATIENCE_S)
        torn.wait_until_said("reporter is ready")
        again = repair(tmp_path, ports)
        code = torn.interrupt()

    assert {
        "gateway": (told[0][0], "events wait in the outbox" in told[0][1], "Redis" in told[0][1]),
        "logger": (told[1][0], "Redis" in told[1][1]),
        "repair": (repaired.returncode, repaired.stdout.splitlines()[-2:]),
        "copies": len(list((tmp_path / RUN / "redis").glob("appendonlydir.before-repair-*"))),
        "beside a Redis": (again.returncode, "Redis runs on" in again.stderr),
        "exit code": code,
    } == {
        "gateway": (200, True, True),
        "logger": (503, True),
        "repair": (0, ["512 bytes are left out of the new one", "No event is lost"]),
        "copies": 1,
        "beside a Redis": (1, True),
        "exit code": 0,
    }


@only_long
def test_files_without_their_manifest_are_not_begun_anew(tmp_path: Path, ports: dict[str, str]) -> None:
    with running(tmp_path, ports) as first:
        first.wait_until_said("Ctrl-C stops everything")
        first.interrupt()
    folder = tmp_path / RUN / "redis" / "appendonlydir"
    (folder / "appendonly.aof.manifest").unlink()
    before = sorted(file.name for file in folder.iterdir())
    with running(tmp_path, ports) as torn:
        torn.wait_until_said("To go on: make repair")
        after = sorted(file.name for file in folder.iterdir())
        torn.interrupt()
    repaired = repair(tmp_path, ports)

    assert (after, repaired.returncode, (folder / "appendonly.aof.manifest").exists()) == (before, 0, True)


@pytest.mark.parametrize("arguments", [["--version"]])
def test_the_repair_is_a_command_like_the_others(arguments: list[str]) -> None:
    command = [sys.executable, "-m", "handdraw_logger.repair", *arguments]

    assert subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.startswith("Handdraw ")
