"""`make restart`, as a person meets it."""

import os
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from ..processes import ROOT, answers, eventually
from .test_run import RUN, pid_of, ports, running

__all__ = ["ports"]


def restart(folder: Path) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, str(ROOT / "local" / "restart.py")],
        env=os.environ | {"LOCAL_RUN_DIR": str(folder)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout


def children(pid: int) -> set[int]:
    return set(map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()))


def test_every_process_is_begun_anew_and_the_gateway_answers_meanwhile(
    tmp_path: Path,
    ports: dict[str, str],
) -> None:
    gateway, logger, reporter = (
        f"http://127.0.0.1:{ports[name]}/readyz" for name in ("INFERENCE_PORT", "LOGGER_PORT", "REPORTER_PORT")
    )
    drawn: list[int] = []

    def are_replaced() -> bool:
        drawn.append(httpx.get(gateway, trust_env=False, timeout=10).status_code)
        return not before & children(parent)

    with running(tmp_path, ports) as started:
        started.wait_until_said("Ctrl-C stops everything")
        parent = pid_of(tmp_path, "gateway")
        before = children(parent)
        others = {name: pid_of(tmp_path, name) for name in ("logger", "reporter", "worker")}
        outcome = restart(tmp_path / RUN)
        eventually(are_replaced, "the gateway's processes are others")
        eventually(lambda: all(pid_of(tmp_path, name) != pid for name, pid in others.items()), "the others are, too")
        eventually(lambda: answers(logger) and answers(reporter), "they are ready again")

        assert (pid_of(tmp_path, "gateway"), set(drawn)) == (parent, {200})
    assert outcome == (0, "".join(f"{name}: signalled\n" for name in ("gateway", "logger", "reporter", "worker")))


@pytest.mark.parametrize("left", [None, "[supervisorctl]\nserverurl = unix:///nowhere/supervisor\n"])
def test_where_nothing_runs_it_is_said_in_a_line(tmp_path: Path, left: str | None) -> None:
    if left:
        (tmp_path / "supervisord.conf").write_text(left)

    assert restart(tmp_path) == (1, f"Nothing runs in {tmp_path} that could be begun anew: make run\n")
