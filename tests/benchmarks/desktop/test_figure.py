from pathlib import Path

from benchmarks.desktop.figure import draw


def test_it_is_drawn_even_of_nothing(tmp_path: Path) -> None:
    draw({"full": ([1.0, 2.0, 9.0], 2.0)}, [], 150, tmp_path / "one.png")

    assert (tmp_path / "one.png").read_bytes().startswith(b"\x89PNG")
