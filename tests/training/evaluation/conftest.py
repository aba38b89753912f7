import gzip
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from handdraw_training.pen.digits import HANDPRINT
from handdraw_training.pen.skeletons import parse_forms
from handdraw_training.pen.strokes import StrokeDrawing

FORMS = parse_forms(HANDPRINT)


@pytest.fixture(autouse=True)
def _no_data(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is measured on is what the test says."""
    monkeypatch.delenv("HANDDRAW_MNIST", raising=False)
    monkeypatch.delenv("HANDDRAW_STROKES", raising=False)


@pytest.fixture
def writer() -> Callable[..., list[StrokeDrawing]]:
    """The ten digits, as a school writes them, by one person."""
    return lambda name, digits=range(10): [
        StrokeDrawing(f"{name}/{digit}", digit, name, FORMS[str(digit)][0]) for digit in digits
    ]


@pytest.fixture
def saved(tmp_path: Path) -> Callable[[str, list[StrokeDrawing]], Path]:
    """A file of strokes."""

    def save(name: str, drawn: list[StrokeDrawing]) -> Path:
        path = tmp_path / name
        with gzip.open(path, "wt", encoding="utf-8") as file:
            file.writelines(f"{json.dumps(_record(one))}\n" for one in drawn)
        return path

    return save


def _record(one: StrokeDrawing) -> dict[str, object]:
    strokes = [stroke.round(4).tolist() for stroke in one.strokes]
    return {"id": one.id, "label": one.label, "writer": one.writer, "strokes": strokes}


@pytest.fixture
def mnist(tmp_path: Path) -> Path:
    """Stripes in Keras's layout, which no network takes for digits."""
    random = np.random.default_rng(1)
    images = random.integers(0, 2, (40, 28, 28), dtype=np.uint8) * 255
    labels = np.arange(40, dtype=np.uint8) % 10
    path = tmp_path / "stripes.npz"
    np.savez(path, x_train=images, y_train=labels, x_test=images, y_test=labels)
    return path
