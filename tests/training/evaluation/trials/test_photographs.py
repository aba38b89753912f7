from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from handdraw_training.evaluation.trials import photographs
from handdraw_training.pen.strokes import StrokeDrawing

Writer = Callable[..., list[StrokeDrawing]]


@pytest.fixture
def threes(writer: Writer) -> list[StrokeDrawing]:
    (three,) = writer("w:1", [3])
    return [replace(three, id=f"{index}") for index in range(12)]


def grey(image: Image.Image) -> np.ndarray:
    return np.asarray(image.convert("L")).astype(int)


@pytest.mark.parametrize("picture", [one.picture for one in photographs.CONDITIONS], ids=lambda one: one.__name__)
def test_a_photograph_is_a_jpeg_in_colours(
    threes: list[StrokeDrawing], picture: Callable[[StrokeDrawing], Image.Image]
) -> None:
    assert {(image.format, image.mode) for image in map(picture, threes)} == {("JPEG", "RGB")}


def test_a_desk_is_darker_than_the_page_on_it(threes: list[StrokeDrawing]) -> None:
    scenes = [grey(photographs.draw_on_desk(one)) for one in threes]

    corners = [np.median([scene[:9, :9], scene[:9, -9:], scene[-9:, :9], scene[-9:, -9:]]) for scene in scenes]
    pages = [np.percentile(scene, 75) for scene in scenes]
    assert min(page - corner for page, corner in zip(pages, corners, strict=True)) > 25


def test_a_desk_shows_round_a_page_of_a_fifth_of_the_picture_or_more() -> None:
    rng = np.random.default_rng(1)

    shares = [float(photographs._polygon(photographs._corners(300, rng), 300).mean()) for _ in range(50)]

    assert (min(shares) > 0.2, max(shares) < 0.85) == (True, True)


def test_a_page_seen_at_a_slant_reaches_its_corners() -> None:
    corners = np.array([[20.0, 30.0], [260.0, 10.0], [270.0, 250.0], [40.0, 260.0]])
    a, b, c, d, e, f, g, h = photographs._perspective(corners, 280)

    x, y = corners.T
    below = g * x + h * y + 1
    seen = np.stack([(a * x + b * y + c) / below, (d * x + e * y + f) / below], axis=1)
    assert np.allclose(seen, [[0, 0], [280, 0], [280, 280], [0, 280]])


def test_a_shadow_has_a_hard_edge() -> None:
    rng = np.random.default_rng(1)

    shadows = [photographs._shadow(rng) for _ in range(20)]

    soft = [float(((shadow > 0) & (shadow < 1)).mean()) for shadow in shadows]
    assert (max(soft) < 0.03, {(float(one.min()), float(one.max())) for one in shadows}) == (True, {(0.0, 1.0)})


def test_paper_in_a_shadow_is_30_to_60_percent_darker(threes: list[StrokeDrawing]) -> None:
    halves = [np.percentile(grey(photographs.draw_in_shadow(one)), [2, 50, 98]) for one in threes]

    assert min(light - dark for dark, _, light in halves) > 40


def test_a_phones_picture_is_unevenly_lit(threes: list[StrokeDrawing]) -> None:
    seen = [grey(photographs.draw_by_phone(one)) for one in threes]

    lit = [np.ptp([np.median(part) for part in (one[:40], one[-40:], one[:, :40], one[:, -40:])]) for one in seen]
    assert (max(lit) > 25, len({int(light) for light in lit}) > 5) == (True, True)
