"""docs/operations.md, as an operator's shell meets it: its `console` blocks in their order, on a stack of its own."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from ..children import kill_session
from ..processes import ROOT
from .runs import PORTS, free_ports

PAGE = (ROOT / "docs" / "operations.md").read_text()
PORTS_OF_THE_PAGE = {"INFERENCE_PORT": "8000", "LOGGER_PORT": "8001", "REPORTER_PORT": "8002"}
PATIENCE_S = 90


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


def commands() -> list[str]:
    return [line[2:] for block in blocks("console") for line in block.splitlines() if line.startswith("$ ")]


class Shell:
    """Says commands of the page, with ports, folders and files of its own in place of the page's."""

    def __init__(self, folder: Path) -> None:
        (folder / "mnt" / "new-disk").mkdir(parents=True)
        ports = free_ports()
        self._env = os.environ | ports | {"LOCAL_RUN_DIR": str(folder / "run")}
        self._instead = {f"127.0.0.1:{port}": f"127.0.0.1:{ports[name]}" for name, port in PORTS_OF_THE_PAGE.items()}
        self._instead |= {"/mnt/": f"{folder}/mnt/", " .run": f" {folder}/run"}
        self._instead |= {name: f"{folder}/{name}" for name in ("handdraw.out", "handdraw.pid", "gateway.keys")}

    def say(self, command: str) -> "subprocess.CompletedProcess[str]":
        for theirs, ours in self._instead.items():
            command = command.replace(theirs, ours)
        return subprocess.run(
            ["bash", "-c", command],
            cwd=ROOT,
            env=self._env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            timeout=PATIENCE_S,
        )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("operator")


@pytest.fixture(scope="module")
def said(folder: Path) -> Iterator[list[tuple[str, int, str]]]:
    shell = Shell(folder)
    try:
        yield [(command, done.returncode, done.stdout) for command in commands() if (done := shell.say(command))]
    finally:
        shell.say("kill $(cat handdraw.pid); while kill -0 $(cat handdraw.pid) 2>/dev/null; do sleep 1; done")
        for manager in folder.rglob("supervisord.pid"):
            kill_session(int(manager.read_text()))


def test_every_command_of_the_page_does_what_it_says(said: list[tuple[str, int, str]]) -> None:
    assert [one for one in said if one[1] != 0] == []


def answers(said: list[tuple[str, int, str]], words: str) -> list[str]:
    return [out for command, _, out in said if words in command]


def test_the_restored_log_is_counted_and_the_report_is_asked_for(said: list[tuple[str, int, str]]) -> None:
    (statistics,) = answers(said, "/v1/stats")
    asked, listed = answers(said, "8002/v1/reports")

    assert ('"events":' in statistics, '"status":"queued"' in asked, '"reports":[{' in listed) == (True, True, True)


def test_the_newer_key_is_left(said: list[tuple[str, int, str]]) -> None:
    (keys,) = answers(said, "keys list")

    assert re.findall(r"alice\S*", keys) == ["alice-2027"]


def test_no_secret_that_was_made_is_anywhere_but_in_its_file(said: list[tuple[str, int, str]], folder: Path) -> None:
    files = [file for file in folder.rglob("*") if file.is_file()]
    secrets = {
        word for file in files if "secrets" in file.parts for word in re.findall(rb"[\w-]{20,}", file.read_bytes())
    }
    others = {file for file in files if "secrets" not in file.parts and file.name != "gateway.keys"}
    told = "".join(out for _, _, out in said).encode()

    telling = [one for one in others if any(secret in one.read_bytes() for secret in secrets)]

    assert (bool(secrets), telling, [secret for secret in secrets if secret in told]) == (True, [], [])


def test_ports_of_the_page_are_those_of_the_stack() -> None:
    assert set(PORTS_OF_THE_PAGE) < set(PORTS)


def test_composes_commands_work_where_nothing_else_of_the_repository_is(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "local", tmp_path / "local")
    (tmp_path / "kept" / "archive").mkdir(parents=True)
    (tmp_path / "kept" / "archive" / "1-0_2-0.jsonl.gz").touch()
    said = [
        subprocess.run(
            [sys.executable, script.replace("/local/", f"{tmp_path}/local/"), str(tmp_path / "backup")],
            env={"LOCAL_RUN_DIR": str(tmp_path / kept)},
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        ).stdout
        for script, kept in zip(re.findall(r"python (/local/\S+) /backup", PAGE), ("kept", "new"), strict=True)
    ]

    assert said == [f"1 files are in {tmp_path}/backup\n", f"1 files are in {tmp_path}/new\n"]


def test_what_is_said_of_compose_names_what_compose_has() -> None:
    services, _, volumes = (ROOT / "docker-compose.yml").read_text().partition("\nvolumes:")
    text = "".join(blocks("sh"))
    asked = [word for names in re.findall(r"logs --since 10m ([\w ]+)", text) for word in names.split()]
    lacking = [name for name in re.findall(r"handdraw_([\w-]+)", text) if f" {name}:" not in volumes]

    assert (bool(asked), lacking, [name for name in asked if f"\n  {name}:" not in services]) == (True, [], [])
