from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from benchmarks.requests import white_on_black
from benchmarks.serving.baseline.preparation import prepare

from ....processes import ROOT

DRAWINGS = sorted((ROOT / "examples" / "drawings").glob("*.png"))


@pytest.mark.parametrize("drawing", DRAWINGS, ids=lambda drawing: drawing.stem)
def test_either_colour_is_read_and_fills_the_box(drawing: Path) -> None:
    dark, light = prepare(drawing.read_bytes()), prepare(white_on_black(drawing))
    rows, columns = np.nonzero(dark)

    assert np.array_equal(dark, light)
    assert max(np.ptp(rows), np.ptp(columns)) + 1 == 20


def test_a_blank_page_has_no_ink() -> None:
    with BytesIO() as file:
        Image.new("L", (280, 280)).save(file, "PNG")
        page = prepare(file.getvalue())

    assert not page.any()
