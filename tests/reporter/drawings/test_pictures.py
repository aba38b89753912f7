from base64 import b64decode
from io import BytesIO

import numpy as np
from PIL import Image

from handdraw_reporter.drawings.pictures import picture

from .shown import GLYPH, UPRIGHT

DRAWN = 255 - np.frombuffer(b64decode(UPRIGHT), np.uint8).reshape(28, 28)


def pixels(address: str) -> list[list[int]]:
    kind, _, content = address.partition(",")
    assert kind == "data:image/png;base64"
    found: list[list[int]] = np.asarray(Image.open(BytesIO(b64decode(content)))).tolist()
    return found


def test_a_picture_is_dark_ink_on_paper_pixel_by_pixel() -> None:
    assert pixels(picture(GLYPH)) == DRAWN.tolist()


def test_an_enlarged_picture_stays_crisp() -> None:
    assert pixels(picture(GLYPH, enlarged=3)) == np.kron(DRAWN, np.ones((3, 3), np.uint8)).tolist()
