import sys
from pathlib import Path

import httpx
import pytest

from benchmarks.processes import run_process, wait_until


def test_a_process_runs_until_the_block_ends(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "import os, time; print(os.environ['WORD'], flush=True); time.sleep(60)"]
    output = tmp_path / "output"

    with output.open("wb") as file, run_process(command, {"WORD": "hello"}, file) as process:
        wait_until(lambda: output.read_text() == "hello\n", "it speaks")

    assert process.returncode is not None


def test_an_error_of_the_connection_counts_as_not_yet() -> None:
    tries = iter([httpx.ConnectError("refused"), None])

    def answers() -> bool:
        if (error := next(tries)) is not None:
            raise error
        return True

    wait_until(answers, "it answers")

    assert list(tries) == []


def test_what_does_not_come_true_in_time_is_named() -> None:
    with pytest.raises(SystemExit, match="not within 0 s: it answers"):
        wait_until(lambda: False, "it answers", patience_s=0)
