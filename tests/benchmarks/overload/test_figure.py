from dataclasses import replace
from pathlib import Path

from PIL import Image

from benchmarks.open_loop import Answer
from benchmarks.overload.figure import draw

from .test_summary import ANSWERS, OVERLOAD


def test_each_status_is_drawn(tmp_path: Path) -> None:
    more = replace(OVERLOAD, answers=[*ANSWERS, Answer(0.3, 0.5, "closed", fresh=False)])

    draw(OVERLOAD, tmp_path / "two.png")
    draw(more, tmp_path / "three.png")

    with Image.open(tmp_path / "two.png") as two, Image.open(tmp_path / "three.png") as three:
        assert (two.size == three.size, two.tobytes() == three.tobytes()) == (True, False)
