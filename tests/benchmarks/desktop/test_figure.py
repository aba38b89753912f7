from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from benchmarks.desktop.figure import draw


@pytest.mark.parametrize("frames", [{}, {"full": ([1.0, 2.0, 9.0], 2.0)}])
def test_it_is_drawn_even_of_nothing(frames: Mapping[str, tuple[Sequence[float], float]], tmp_path: Path) -> None:
    draw(frames, [], 150, tmp_path / "one.png")

    assert (tmp_path / "one.png").read_bytes().startswith(b"\x89PNG")
