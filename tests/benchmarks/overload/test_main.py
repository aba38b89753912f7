import re
import subprocess
import sys
from pathlib import Path

from ...processes import ROOT


def test_the_command_reports_and_names_what_it_wrote(tmp_path: Path) -> None:
    words = ["--seconds", "0.5", "--rate", "50", "--output", str(tmp_path)]
    ended = subprocess.run(
        [sys.executable, "-m", "benchmarks.overload", *words], cwd=ROOT, capture_output=True, text=True, check=True
    )

    skipped = ended.stdout.startswith("the overload is skipped")  # on one core
    files = sorted(file.name for file in tmp_path.iterdir())
    told = bool(re.search(r"^of its best rate kept: \d\.\d\d ", ended.stdout, re.MULTILINE))
    assert (files, told) == (([], False) if skipped else (["overload.json", "overload.png"], True))
