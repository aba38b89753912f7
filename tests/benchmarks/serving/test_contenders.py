import sys
from pathlib import Path

import pytest

from benchmarks.accounts import Group
from benchmarks.closed_loop import load
from benchmarks.processes import wait_until
from benchmarks.recorded import Recorded, read_ids
from benchmarks.requests import Post, white_on_black
from benchmarks.serving.contenders import Handdraw, Program, Serving, baseline, read_peers

PEERS = """
[there]
venv = "one"
cmd = ["{bin}/serve", "--python", "{python}", "--port", "{port}"]
path = "/read"
body = "b64"
env = { WORKERS = "2" }

[missing]
cmd = ["{python}"]
"""


@pytest.fixture
def peers(tmp_path: Path) -> Path:
    (tmp_path / "peers.toml").write_text(PEERS)
    (tmp_path / "venvs" / "one" / "bin").mkdir(parents=True)
    (tmp_path / "venvs" / "one" / "bin" / "python").touch()
    return tmp_path


def test_peers_whose_environment_is_there_run_and_the_others_are_named(peers: Path) -> None:
    found, missing = read_peers(peers, peers / "venvs", peers / "models", b"png")

    home = str(peers / "venvs" / "one" / "bin")
    there = Program(
        "there",
        Post("/read", "application/json", b'{"image": "cG5n"}'),
        [f"{home}/serve", "--python", f"{home}/python", "--port", "{port}"],
        {"PYTHONPATH": str(peers), "MODEL_DIR": str(peers / "models"), "WORKERS": "2"},
        peers / ".",
    )
    assert (found, missing) == ([there], ["missing"])


def test_a_program_is_told_its_port_and_ends_with_its_block(tmp_path: Path) -> None:
    said = tmp_path / "said"
    speak = f"import pathlib, sys, time; pathlib.Path({str(said)!r}).write_text(sys.argv[1]); time.sleep(60)"
    program = Program("speaker", Post("/", "", b""), [sys.executable, "-c", speak, "--port={port}"], {}, tmp_path)

    with program.run(tmp_path) as serving:
        wait_until(said.exists, "it has started")
        wait_until(lambda: said.read_text() == f"--port={serving.port}", "it has spoken")
        alive = len(serving.server.pids())

    assert (alive, serving.server.pids()) == (1, [])


def test_the_baseline_serves_a_network_with_as_many_workers(tmp_path: Path) -> None:
    program = baseline("baseline", Path(sys.executable), tmp_path / "floats.onnx", b"png", 3)

    assert program.command[1:] == ["-m", "benchmarks.serving.baseline", "{port}", "3", str(tmp_path / "floats.onnx")]


def test_what_records_nothing_has_nothing_to_check() -> None:
    assert Serving(1, Group.new("bare")).check(["a"]) == Recorded()


@pytest.mark.parametrize("key", ["", "hd_of_a_caller"], ids=["open", "with keys"])
def test_every_answer_of_handdraw_is_found_in_its_log(tmp_path: Path, key: str) -> None:
    ids, handdraw = tmp_path / "ids", Handdraw(white_on_black(), {}, key=key)

    with handdraw.run(tmp_path) as serving:
        tally = load(handdraw.post, serving.port, 4, 0.3, ids)
        serving.settle()
        answered = read_ids(ids)
        found = serving.check(answered)
        again = serving.check(answered)  # those lie behind the cursor

    assert (found, again, {*tally.statuses}) == (
        Recorded(tally.answers),
        Recorded(tally.answers, lost=tally.answers),
        {"200"},
    )
