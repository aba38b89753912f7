from collections.abc import Callable
from io import BytesIO

import numpy as np
import pytest
from PIL import Image, ImageDraw

from handdraw_inference.drawings.overview import find_box, look_at
from handdraw_inference.drawings.paper import lay_out

from .surroundings import draw


def is_plain(picture: Image.Image) -> bool:
    return look_at(lay_out(picture).ink).is_plain()


@pytest.mark.parametrize(
    ("size", "factor", "shape"),
    [
        ((280, 280), 3, (93, 93)),
        ((185, 185), 1, (185, 185)),
        ((187, 187), 2, (93, 93)),
        ((1024, 1024), 11, (93, 93)),
        ((15_000, 60), 10, (6, 1_500)),
        ((1, 200), 1, (200, 1)),
    ],
)
def test_it_has_about_93_places_a_side_or_as_many_in_another_shape(
    size: tuple[int, int], factor: int, shape: tuple[int, int]
) -> None:
    overview = look_at(np.zeros((size[1], size[0]), np.uint8))

    assert (overview.factor, overview.grid.shape) == (factor, shape)


def test_each_place_is_the_mean_of_a_square() -> None:
    ink = np.zeros((280, 280), np.uint8)
    ink[3:6, 6:9] = np.arange(9).reshape(3, 3) * 10

    overview = look_at(ink)

    assert (np.argwhere(overview.grid).tolist(), int(overview.grid[1, 2])) == ([[1, 2]], 40)


@pytest.mark.parametrize("digit", range(10))
@pytest.mark.parametrize("side", [60, 150, 280, 700])
@pytest.mark.parametrize("pen", [2, 8, 16])
def test_a_clean_drawing_is_plain(digit: int, side: int, pen: int) -> None:
    assert is_plain(draw(digit, side, max(2, pen * side // 280)))


def ring(picture: Image.Image) -> None:
    ImageDraw.Draw(picture).rectangle((40, 40, 240, 240), outline=0, width=4)


def bar(picture: Image.Image) -> None:
    picture.paste(0, (0, 0, 280, 20))


def column(picture: Image.Image) -> None:
    picture.paste(0, (100, 0, 104, 280))


def sheet(picture: Image.Image) -> None:
    picture.paste(0, (100, 100, 200, 200))


def far_apart(picture: Image.Image) -> None:
    picture.paste(0, (20, 100, 40, 180))
    picture.paste(0, (120, 100, 140, 180))


def near(picture: Image.Image) -> None:
    picture.paste(0, (100, 100, 120, 200))
    picture.paste(0, (126, 100, 146, 140))


def dots(picture: Image.Image) -> None:
    for x in range(20, 260, 27):
        picture.paste(0, (x, 100, x + 20, 120))


def at_the_edge(picture: Image.Image) -> None:
    picture.paste(0, (250, 100, 270, 200))
    picture.paste(0, (274, 100, 280, 140))


@pytest.mark.parametrize(
    ("change", "plain"),
    [
        (ring, False),
        (bar, False),
        (column, False),
        (sheet, False),
        (far_apart, False),
        (near, True),
        (dots, False),
        (at_the_edge, False),
        (lambda _: None, False),
    ],
)
def test_what_may_be_more_than_a_digit_is_not_plain(change: Callable[[Image.Image], None], plain: bool) -> None:
    picture = Image.new("L", (280, 280), 255)
    change(picture)

    assert is_plain(picture) == plain


def test_specks_do_not_show(sample: Callable[[int], bytes]) -> None:
    picture = Image.open(BytesIO(sample(5)))
    for at in [(2, 3), (276, 5), (4, 270), (277, 276)]:
        picture.putpixel(at, 0)

    assert is_plain(picture)


def test_the_box_of_ink_is_that_of_what_is_darker_than_a_quarter_of_the_contrast() -> None:
    ink = np.zeros((20, 30), np.uint8)
    ink[5, 6], ink[12, 20], ink[2, 2] = 200, 51, 50

    assert (find_box(ink), find_box(np.zeros((20, 30), np.uint8))) == ((6, 5, 21, 13), None)
