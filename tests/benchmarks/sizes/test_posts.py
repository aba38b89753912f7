import json
from base64 import b64decode
from io import BytesIO

import pytest
from PIL import Image

from benchmarks.sizes.posts import BATCHES, COLOURED, EXPLAINED, ORDINARY, SIDES, draw, make_all

EVERY = {one.name: one for one in make_all(16)}


def test_the_ordinary_drawing_comes_first_and_each_kind_once() -> None:
    assert next(iter(EVERY)) == ORDINARY
    assert len(EVERY) == len(SIDES) + len(COLOURED) + len([EXPLAINED]) + len(BATCHES)


@pytest.mark.parametrize("side", SIDES)
def test_a_drawing_has_the_size_that_its_name_says(side: int) -> None:
    with Image.open(BytesIO(EVERY[f"grey PNG, {side}x{side}"].post.body)) as picture:
        assert (picture.size, picture.mode) == ((side, side), "L")


@pytest.mark.parametrize(("name", "kind"), COLOURED.items())
def test_a_drawing_in_colour_is_of_its_kind(name: str, kind: tuple[str, str]) -> None:
    with Image.open(BytesIO(EVERY[name].post.body)) as picture:
        assert (picture.mode, picture.format) == kind


@pytest.mark.parametrize("count", BATCHES)
def test_a_batch_carries_so_many_ordinary_drawings(count: int) -> None:
    one = EVERY[f"batch of {count}"]
    carried = [b64decode(text) for text in json.loads(one.post.body)["drawings"]]

    assert (carried, one.drawings, one.at_once) == ([draw(280, "L", "PNG")] * count, count, 1)
