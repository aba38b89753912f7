"""The command `handdraw` at the real gateway, as a process: a repeated run is no second event."""

import csv
import io
import shutil
import subprocess
import sys
from pathlib import Path

from ..processes import ROOT
from .conftest import Stack

DRAWINGS = ROOT / "examples" / "drawings"


def handdraw(stack: Stack, *arguments: str, stdin: bytes = b"") -> tuple[int, str]:
    command = [sys.executable, "-m", "handdraw_desktop", *arguments, "--gateway", str(stack.gateway.base_url)]
    ended = subprocess.run(command, input=stdin, capture_output=True, check=False, timeout=60)
    return ended.returncode, ended.stdout.decode()


def test_a_folder_is_read_twice_and_recorded_once_and_a_label_finds_its_drawing(stack: Stack, tmp_path: Path) -> None:
    for digit in (3, 8):
        shutil.copy(DRAWINGS / f"{digit}.png", tmp_path / f"{digit}.png")
    (tmp_path / "torn.png").write_bytes((DRAWINGS / "8.png").read_bytes()[:500])
    first, second = (handdraw(stack, "classify", str(tmp_path), "--csv") for _ in range(2))
    rows = list(csv.DictReader(io.StringIO(first[1])))
    named = {Path(row["file"]).name: row["digit"] or row["problem"] for row in rows}
    stack.wait_until_logged(rows[0]["id"], rows[1]["id"])
    label = handdraw(stack, "label", rows[0]["id"], "3")

    assert (first, first[0], named) == (second, 1, {"3.png": "3", "8.png": "8", "torn.png": "unreadable_drawing"})
    assert label == (0, f"{rows[0]['id']} is a 3\n")


def test_a_picture_that_is_piped_in_is_read(stack: Stack) -> None:
    code, out = handdraw(stack, "classify", "-", "--preview", stdin=(DRAWINGS / "5.png").read_bytes())

    assert (code, out.splitlines()[1].split()[:2]) == (0, ["-", "5"])
