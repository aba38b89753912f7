from io import BytesIO
from uuid import UUID

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from handdraw_desktop.drawing.raster import PAPER, Box, Pixels, Raster, png, rasterise
from handdraw_desktop.drawing.strokes import Drawing, Point, Stroke

from ..answers import KEY

PLACES = st.tuples(st.integers(-30, 310), st.integers(-30, 310))
STROKES = st.builds(
    Stroke, st.lists(PLACES, min_size=1, max_size=6).map(tuple), st.sampled_from([2.0, 9.0, 40.0]), st.booleans()
)


def drawing(*strokes: Stroke) -> Drawing:
    return Drawing(KEY, strokes)


def line(*points: Point, width_px: float = 16, erases: bool = False) -> Stroke:
    return Stroke(points, width_px, erases)


def test_without_strokes_the_paper_is_white() -> None:
    pixels = rasterise(drawing())

    assert (pixels.shape, str(pixels.dtype), np.unique(pixels).tolist()) == ((280, 280), "uint8", [PAPER])


def test_a_line_is_as_wide_as_the_pen_and_has_round_ends() -> None:
    ink = rasterise(drawing(line((100, 100), (200, 100)))) < 128

    assert (ink[:, 150].sum(), ink[100].sum(), ink[100 - 8].sum()) == (16, 116, 106)


def test_a_point_alone_is_a_round_dot() -> None:
    dark = (PAPER - rasterise(drawing(line((140, 140), width_px=20))).astype(float)) / PAPER

    assert dark.sum() == pytest.approx(np.pi * 10**2, rel=0.01)
    assert np.array_equal(dark, dark.T)
    assert np.array_equal(dark, dark[::-1])


def test_edges_are_smooth_and_the_middle_is_black() -> None:
    greys = np.unique(rasterise(drawing(line((50, 60), (220, 190)))))

    assert (greys[0], greys[-1], len(greys) > 20) == (0, PAPER, True)


def test_where_strokes_cross_nothing_gets_lighter_or_is_counted_twice() -> None:
    one, other = line((50, 50), (200, 200)), line((50, 200), (200, 50))

    assert np.array_equal(
        rasterise(drawing(one, other)), np.minimum(rasterise(drawing(one)), rasterise(drawing(other)))
    )


def test_an_eraser_takes_the_ink_before_it_and_none_after_it() -> None:
    ink, rubber = line((40, 140), (240, 140)), line((140, 40), (140, 240), width_px=40, erases=True)
    erased, inked = rasterise(drawing(ink, rubber)), rasterise(drawing(rubber, ink))

    assert (erased[140, 140], erased[140, 60], inked[140, 140]) == (PAPER, 0, 0)
    assert np.array_equal(inked, rasterise(drawing(ink)))


@pytest.mark.parametrize("point", [(-100.0, 140.0), (380.0, 140.0), (140.0, -1e6), (140.0, 1e6)])
def test_ink_beyond_the_paper_is_lost_and_hurts_nobody(point: Point) -> None:
    assert (rasterise(drawing(line(point))) == PAPER).all()


def test_a_stroke_that_leaves_the_paper_goes_on_to_its_edge() -> None:
    assert rasterise(drawing(line((140, 140), (500, 140))))[140, 279] == 0


def test_a_larger_picture_is_the_same_drawing_and_sharp() -> None:
    strokes = drawing(line((60, 60), (100, 220), (220, 100)), line((150, 150), width_px=40, erases=True))
    large = rasterise(strokes, 1120)
    averaged = large.reshape(280, 4, 280, 4).mean(axis=(1, 3))

    assert np.abs(averaged - rasterise(strokes)).max() < 48
    assert np.mean((large > 0) & (large < PAPER)) < np.mean((rasterise(strokes) > 0) & (rasterise(strokes) < PAPER)) / 3


@settings(max_examples=60, deadline=None)
@given(st.lists(STROKES, min_size=1, max_size=4), st.sampled_from([64, 280]))
def test_what_grew_point_by_point_is_what_is_drawn_at_once(strokes: list[Stroke], side: int) -> None:
    raster = Raster(side)
    for number, stroke in enumerate(strokes):
        for count in range(1, len(stroke.points) + 1):
            grown = Stroke(stroke.points[:count], stroke.width_px, stroke.erases)
            changes(raster, drawing(*strokes[:number], grown))

    assert np.array_equal(raster.pixels, rasterise(drawing(*strokes), side))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(STROKES, max_size=3), min_size=2, max_size=4))
def test_any_drawing_may_follow_any_other(drawings: list[list[Stroke]]) -> None:
    raster = Raster(64)
    for strokes in drawings:
        changes(raster, drawing(*strokes))

    assert np.array_equal(raster.pixels, rasterise(drawing(*drawings[-1]), 64))


def changes(raster: Raster, to: Drawing) -> Box | None:
    """Follow, and see that nothing changes outside of what is said to."""
    before = raster.pixels.copy()
    box = raster.follow(to)
    left, top, right, bottom = box or (0, 0, 0, 0)
    outside = np.ones(before.shape, bool)
    outside[top:bottom, left:right] = False
    assert np.array_equal(before[outside], raster.pixels[outside])
    return box


def test_of_a_stroke_that_goes_on_only_the_end_is_drawn() -> None:
    raster = Raster()
    points = tuple((20.0 + 10 * number, 140.0) for number in range(20))
    raster.follow(drawing(line(*points[:-1])))
    box = raster.follow(drawing(line(*points)))

    assert box is not None
    assert (box[0] > 170, box[2] < 225, box[3] - box[1] < 22) == (True, True, True)


def test_an_equal_drawing_changes_nothing() -> None:
    raster = Raster()
    raster.follow(drawing(line((1, 1))))

    assert raster.follow(Drawing(UUID(int=5), (line((1, 1)),))) is None


def test_a_stroke_of_another_width_is_not_the_same_going_on() -> None:
    raster, wide = Raster(), drawing(line((100, 100), (150, 100), width_px=40))
    raster.follow(drawing(line((100, 100))))
    raster.follow(wide)

    assert np.array_equal(raster.pixels, rasterise(wide))


def test_the_png_holds_every_pixel() -> None:
    strokes = drawing(line((50, 60), (220, 190)))
    image = Image.open(BytesIO(png(strokes)))
    pixels: Pixels = np.asarray(image)

    assert (image.format, image.mode, np.array_equal(pixels, rasterise(strokes))) == ("PNG", "L", True)


SHADES = np.linspace(0, 255, 280 * 280).astype(np.uint8)


def test_a_ground_is_the_picture_and_strokes_lie_on_it() -> None:
    picture = Drawing(UUID(int=1), ground=SHADES.tobytes())
    drawn = picture.with_stroke(Stroke(((100, 140), (180, 140)), 16), UUID(int=2))
    erased = drawn.with_stroke(Stroke(((100, 140), (180, 140)), 16, erases=True), UUID(int=3))

    assert np.array_equal(rasterise(picture).ravel(), SHADES)
    assert (rasterise(drawn)[140, 140], rasterise(erased)[140, 140], rasterise(erased)[10, 10]) == (
        0,
        255,
        SHADES[2810],
    )


@pytest.mark.parametrize("side", [1, 28, 560])
def test_a_ground_is_enlarged_and_made_smaller_smoothly(side: int) -> None:
    shown = rasterise(Drawing(UUID(int=1), ground=SHADES.tobytes()), side)

    assert (shown.shape, abs(float(shown.mean()) - 127.5) < 4) == ((side, side), True)


def test_a_raster_follows_from_one_ground_to_another_and_to_paper() -> None:
    raster = Raster()
    seen = []
    for ground in (None, bytes(280 * 280), SHADES.tobytes(), None):
        raster.follow(Drawing(UUID(int=1), ground=ground))
        seen.append(float(raster.pixels[0].mean()))

    assert seen == [255, 0, SHADES[:280].mean(), 255]
