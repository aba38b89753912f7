import gzip
import json
from pathlib import Path

import pytest

from benchmarks.desktop.pens import read_digits, thin_out

WRITTEN = {"label": 1, "strokes": [[[50, 0], [50, 50], [50, 100]]]}


def test_without_data_the_repositorys_own_are_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HANDDRAW_STROKES", "")

    assert [digit for digit, _ in read_digits(12)] == [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1]


def test_peoples_strokes_lie_on_the_canvas(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "strokes.jsonl.gz"
    file.write_bytes(gzip.compress("\n".join([json.dumps(WRITTEN)] * 3).encode()))
    monkeypatch.setenv("HANDDRAW_STROKES", str(file))
    digits = read_digits(0)
    points = [point for _, strokes in digits for stroke in strokes for point in stroke]

    assert ([digit for digit, _ in digits], all(10 <= one <= 270 for point in points for one in point)) == (
        [1, 1, 1],
        True,
    )


def test_a_fast_hand_leaves_points_out_but_not_the_ends() -> None:
    stroke = [(float(x), 0.0) for x in range(18)]

    assert thin_out(stroke, 8) == ((0.0, 0.0), (8.0, 0.0), (16.0, 0.0), (17.0, 0.0))


def test_a_dot_stays_one() -> None:
    assert thin_out([(1.0, 2.0)], 8) == ((1.0, 2.0),)
