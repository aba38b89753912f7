from pathlib import Path

from PIL import Image

from benchmarks.stages.figure import draw
from benchmarks.stages.layers import Stage


def test_each_number_of_callers_has_a_bar(tmp_path: Path) -> None:
    stages = [Stage("one", 10), Stage("noise", -1), Stage("other", 20)]

    draw({1: stages}, tmp_path / "one.png")
    draw({1: stages, 64: stages}, tmp_path / "two.png")

    with Image.open(tmp_path / "one.png") as one, Image.open(tmp_path / "two.png") as two:
        assert two.height > one.height > 100
