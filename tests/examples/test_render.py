from collections.abc import Callable
from io import BytesIO

import numpy as np
import pytest
from PIL import Image
from render import DRAWINGS, read_strokes, render


@pytest.mark.parametrize("digit", range(10))
def test_a_sample_drawing_is_what_its_strokes_say(sample: Callable[[int], bytes], digit: int) -> None:
    strokes = read_strokes((DRAWINGS / "strokes.txt").read_text())[digit]

    assert np.array_equal(np.asarray(Image.open(BytesIO(sample(digit)))), np.asarray(render(strokes)))
