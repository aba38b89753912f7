import json
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.stages.layers import CORE, SHELLS

from ...processes import ROOT


def test_the_command_tells_every_stage_and_the_whole(tmp_path: Path) -> None:
    words = ["--rounds", "1", "--seconds", "0.2", "--times", "8", "--connections", "1,4", "--output", str(tmp_path)]
    ended = subprocess.run(
        [sys.executable, "-m", "benchmarks.stages", *words], cwd=ROOT, capture_output=True, text=True, check=True
    )

    stages = json.loads((tmp_path / "stages.json").read_text())["stages"]
    names = [*SHELLS.values(), *CORE]
    assert {at_once: [stage["name"] for stage in found] for at_once, found in stages.items()} == {
        "1": names,
        "4": names,
    }
    assert [name for name in [*names, "the whole"] if f"\n{name} " not in ended.stdout] == []
    assert float(ended.stdout.split("the whole")[1].split()[0].replace(",", "")) == pytest.approx(
        sum(stage["us"] for stage in stages["1"]), abs=0.5
    )
    assert (tmp_path / "stages.png").exists()
