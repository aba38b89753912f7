from pathlib import Path

from PIL import Image

from benchmarks.serving.figure import draw

from .test_results import OURS, THEIRS


def test_the_comparison_is_a_picture_without_who_failed(tmp_path: Path) -> None:
    draw({"ours": OURS, "theirs": THEIRS, "broken": []}, [64], tmp_path / "three.png")
    draw({"ours": OURS, "theirs": THEIRS}, [64], tmp_path / "two.png")

    with Image.open(tmp_path / "three.png") as picture:
        size = picture.size
    assert (size[0] > 500, (tmp_path / "three.png").read_bytes()) == (True, (tmp_path / "two.png").read_bytes())
