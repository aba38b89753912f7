from pathlib import Path

from PIL import Image

from benchmarks.soak.figure import draw

from .test_samples import SAMPLES


def test_a_soak_is_a_picture(tmp_path: Path) -> None:
    draw(SAMPLES, ["logger", "Valkey"], tmp_path / "all.png")
    draw(SAMPLES[:2], ["logger", "Valkey"], tmp_path / "two.png")

    with Image.open(tmp_path / "all.png") as whole, Image.open(tmp_path / "two.png") as part:
        assert (whole.size == part.size, whole.tobytes() == part.tobytes()) == (True, False)
