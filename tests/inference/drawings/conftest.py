"""A digit to draw on, and the kernel, built if it is not."""

from collections.abc import Callable
from io import BytesIO

import pytest
from PIL import Image

from handdraw_inference.drawings.compiled.build import CannotBuild, build, find_compiler
from handdraw_inference.drawings.compiled.kernel import Kernel, load


@pytest.fixture
def seven(sample: Callable[[int], bytes]) -> Image.Image:
    """Black on white, mode L."""
    return Image.open(BytesIO(sample(7)))


@pytest.fixture(scope="session")
def kernel() -> Kernel:
    if load() is None:
        try:
            build(find_compiler())
        except CannotBuild as reason:
            pytest.skip(f"there is no kernel: {reason}")
        load.cache_clear()
    built = load()
    assert built is not None, "what was built cannot be loaded"
    return built
