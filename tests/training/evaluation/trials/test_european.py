from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image

from handdraw_training.evaluation.trials import european, pictures
from handdraw_training.pen.strokes import StrokeDrawing

Writer = Callable[..., list[StrokeDrawing]]


def ink(image: Image.Image) -> int:
    return int((np.asarray(image) < 128).sum())


@pytest.mark.parametrize("form", [european.draw_slashed, european.draw_dotted])
def test_a_zero_gets_more_ink(writer: Writer, form: Callable[[StrokeDrawing], Image.Image]) -> None:
    (zero,) = writer("w:1", [0])

    assert ink(form(zero)) > ink(pictures.draw_ordinarily(zero))


def test_a_bar_crosses_the_leg_of_a_seven(writer: Writer) -> None:
    (seven,) = writer("w:1", [7])

    assert ink(european.draw_barred(seven)) > ink(pictures.draw_ordinarily(seven))
