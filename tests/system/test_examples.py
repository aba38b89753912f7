"""The scripts of examples/, run as a script writer would."""

import csv
import io
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from ..processes import ROOT
from .conftest import Chain, running_chain

EXAMPLES = ROOT / "examples"


@pytest.fixture(scope="module")
def chain(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chain]:
    with running_chain(tmp_path_factory.mktemp("chain")) as chain:
        yield chain


def run(name: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, str(EXAMPLES / name), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)


def test_a_folder_is_classified_into_a_csv_and_a_text_file_in_it_is_one_line_with_its_reason(
    chain: Chain, tmp_path: Path
) -> None:
    for digit in (3, 8):
        shutil.copy(EXAMPLES / "drawings" / f"{digit}.png", tmp_path)
    (tmp_path / "notes.txt").write_text("no drawing")
    (tmp_path / "torn.png").write_bytes((EXAMPLES / "drawings" / "8.png").read_bytes()[:500])
    done = run("classify_folder.py", str(tmp_path), "--gateway", str(chain.stack.gateway.base_url))

    rows = {
        row["file"]: (row["digit"], row["problem"].partition(":")[0])
        for row in csv.DictReader(io.StringIO(done.stdout))
    }
    assert (done.returncode, rows) == (
        1,
        {
            "3.png": ("3", ""),
            "8.png": ("8", ""),
            "notes.txt": ("", "neither .png nor .jpg"),
            "torn.png": ("", "unreadable_drawing"),
        },
    )


def test_without_a_gateway_it_is_one_clear_line(tmp_path: Path) -> None:
    shutil.copy(EXAMPLES / "drawings" / "1.png", tmp_path)
    done = run("classify_folder.py", str(tmp_path), "--gateway", "http://127.0.0.1:9")

    assert (done.returncode, done.stderr.startswith("No gateway answers at http://127.0.0.1:9")) == (1, True)


def test_what_the_network_looked_at_is_drawn_place_by_place(chain: Chain) -> None:
    done = run("explain.py", str(EXAMPLES / "drawings" / "8.png"), "--gateway", str(chain.stack.gateway.base_url))

    *picture, last = done.stdout.splitlines()
    assert (done.returncode, len(picture), last.startswith("A 8, with a probability of ")) == (0, 28, True)
    assert set("".join(picture)) >= set(" .9")


def test_a_drawing_that_is_refused_is_one_clear_line(chain: Chain, tmp_path: Path) -> None:
    (tmp_path / "empty.png").touch()
    done = run("explain.py", str(tmp_path / "empty.png"), "--gateway", str(chain.stack.gateway.base_url))

    assert (done.returncode, done.stderr.startswith("The body is empty")) == (1, True)


@pytest.mark.parametrize(("form", "begins"), [("html", "<!doctype html>"), ("md", "# "), ("json", "{")])
def test_the_last_report_is_saved_in_the_form_that_the_file_name_says(
    chain: Chain, tmp_path: Path, form: str, begins: str
) -> None:
    file = tmp_path / f"report.{form}"
    done = run("last_report.py", str(file), "--reporter", str(chain.reporter.base_url))

    assert (done.returncode, file.read_text()[: len(begins)].lower()) == (0, begins)


def test_the_tour_in_curl_goes_all_the_way(chain: Chain) -> None:
    hosts = {
        "GATEWAY": str(chain.stack.gateway.base_url),
        "LOGGER": str(chain.stack.logger.base_url),
        "REPORTER": str(chain.reporter.base_url),
    }
    done = subprocess.run(
        [str(EXAMPLES / "curl.sh")], env=os.environ | hosts, capture_output=True, text=True, check=False, timeout=60
    )

    lines = done.stdout.splitlines()
    assert (done.returncode, lines[0], [line.split()[0] for line in lines[1:]]) == (
        0,
        "The network read a 4.",
        ["The", "Its"],
    )
