"""A digit to draw on."""

from collections.abc import Callable
from io import BytesIO

import pytest
from PIL import Image


@pytest.fixture
def seven(sample: Callable[[int], bytes]) -> Image.Image:
    """Black on white, mode L."""
    return Image.open(BytesIO(sample(7)))
