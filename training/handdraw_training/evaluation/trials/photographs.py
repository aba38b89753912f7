"""Digits on paper as a camera shows them: on a desk, in a shadow, unevenly lit, with grain, as a JPEG."""

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from handdraw_training.evaluation.trials.layers import (
    Colour,
    Layer,
    Page,
    any_ink,
    any_pen,
    blank_page,
    draw_ink,
    lay,
    to_image,
)
from handdraw_training.evaluation.trials.pictures import Condition, add_grain, encode, generator
from handdraw_training.pen.rendering import SIDE
from handdraw_training.pen.strokes import StrokeDrawing

GROUP = "photographed"
DESKS: tuple[Colour, ...] = ((110, 74, 45), (150, 105, 66), (88, 60, 42), (190, 150, 105), (48, 46, 46), (92, 98, 104))
WOOD = 4  # of the desks: those with a grain


def draw_on_desk(one: StrokeDrawing) -> Image.Image:
    """Lay a white page, turned and seen at a slant, on a desk that shows on three or four sides."""
    rng = generator(one.id, "desk")
    side = int(rng.integers(280, 400))
    ink = draw_ink(one.strokes, any_pen(rng, (0.35, 0.7), (4, 9)), side)
    page = _tint(lay(ink, any_ink(rng), blank_page(_paper(rng), side, side)))
    corners = _corners(side, rng)
    sheet = to_image(page)
    seen = sheet.transform(
        (side, side),
        Image.Transform.PERSPECTIVE,
        _perspective(corners, side),
        Image.Resampling.BILINEAR,
        fillcolor=sheet.getpixel((0, 0)),
    )
    covered = _polygon(corners, side)[..., None]
    scene = _desk(side, rng) * (1 - covered) + np.asarray(seen, np.float64) * covered
    return _photograph(scene * _light(side, rng, 0.25)[..., None], rng)


def draw_in_shadow(one: StrokeDrawing) -> Image.Image:
    """Cast a shadow with a hard edge on the paper, anywhere, across the digit too: 30 to 60% darker."""
    rng = generator(one.id, "hard shadow")
    ink = draw_ink(one.strokes, any_pen(rng, (0.35, 0.75), (5, 11)))
    page = lay(ink, any_ink(rng), blank_page(_paper(rng)))
    shade = _shadow(rng)
    if rng.random() < 0.35:  # the corner of a phone
        shade = shade * _shadow(rng)
    dark = 1 - rng.uniform(0.3, 0.6) * shade
    return _photograph(_tint(page) * (dark * _light(SIDE, rng, 0.12))[..., None], rng, blur=0)


def draw_by_phone(one: StrokeDrawing) -> Image.Image:
    """Photograph a page from near by: light from one side, a slight blur, grain, a JPEG."""
    rng = generator(one.id, "phone")
    ink = draw_ink(one.strokes, any_pen(rng, (0.3, 0.75), (4, 11)))
    page = _tint(lay(ink, any_ink(rng), blank_page(_paper(rng))))
    return _photograph(page * _light(SIDE, rng, 0.4)[..., None], rng, blur=rng.uniform(0.4, 1.3), grain=(3, 9))


def _photograph(
    scene: Page, rng: np.random.Generator, *, blur: float = 0.6, grain: tuple[float, float] = (1.5, 5)
) -> Image.Image:
    seen = to_image(scene).filter(ImageFilter.GaussianBlur(blur)) if blur else to_image(scene)
    grainy = add_grain(np.asarray(seen, np.float64), rng.uniform(*grain), rng)
    return encode(grainy, "JPEG", quality=int(rng.integers(55, 93)))


def _paper(rng: np.random.Generator) -> Colour:
    white = rng.uniform(205, 250)
    return white, white, white


def _tint(page: Page) -> Page:
    """Return the page in warm light."""
    warm: Page = page * np.array([1.0, 0.98, 0.93])
    return warm


def _light(side: int, rng: np.random.Generator, most: float) -> Layer:
    """Return light that falls off to one side, by up to ``most``."""
    place, angle = np.linspace(-0.7, 0.7, side), rng.uniform(0, 2 * np.pi)
    across = np.cos(angle) * place[None, :] + np.sin(angle) * place[:, None]
    light: Layer = 1 - rng.uniform(0.3, 1) * most * (0.5 + across / 2)
    return light


def _shadow(rng: np.random.Generator) -> Layer:
    """Return a half plane whose edge is 1 to 3 px soft and passes near the middle."""
    place, angle = np.arange(SIDE) - SIDE / 2, rng.uniform(0, 2 * np.pi)
    across = np.cos(angle) * place[None, :] + np.sin(angle) * place[:, None] - rng.uniform(-0.35, 0.35) * SIDE
    half: Layer = (across / rng.uniform(1, 3) + 0.5).clip(0, 1)
    return half


def _desk(side: int, rng: np.random.Generator) -> Page:
    """Return wood with a grain along one direction, or a plain dark or grey top."""
    kind = int(rng.integers(len(DESKS)))
    desk = blank_page(DESKS[kind], side, side)
    if kind >= WOOD:
        return desk
    rows = Image.fromarray(rng.normal(0, 1, (side // 3, 4)).astype(np.float32))
    grain = np.asarray(rows.resize((side, side), Image.Resampling.BICUBIC), np.float64)
    grain = grain if rng.random() < 0.5 else grain.T
    wood: Page = desk * (1 + rng.uniform(0.03, 0.1) * grain[..., None])
    return wood


def _corners(side: int, rng: np.random.Generator) -> np.ndarray:
    """Return a page's corners [4, 2], from upper left clockwise; half or more of the picture lies between them."""
    half = side * rng.uniform(0.29, 0.42) * np.array([rng.uniform(0.8, 1), 1])
    square = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * half
    angle = np.radians(rng.uniform(-12, 12))
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    slant = rng.uniform(-0.05, 0.05, (4, 2)) * side
    corners: np.ndarray = square @ turn + slant + side / 2 + rng.uniform(-0.08, 0.08, 2) * side
    return corners


def _perspective(corners: np.ndarray, side: int) -> list[float]:
    """Return Pillow's eight coefficients, from the picture's places to those of a page of ``side`` px."""
    page = np.array([[0, 0], [side, 0], [side, side], [0, side]], float)
    rows = []
    for (x, y), (u, v) in zip(corners, page, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
    return [float(value) for value in np.linalg.solve(np.array(rows), page.ravel())]


def _polygon(corners: np.ndarray, side: int) -> Layer:
    mask = Image.new("L", (side * 2, side * 2), 0)
    ImageDraw.Draw(mask).polygon([(2 * x, 2 * y) for x, y in corners.tolist()], fill=255)
    return np.asarray(mask.reduce(2), np.float64) / 255


CONDITIONS = (
    Condition(GROUP, "a page on a desk", draw_on_desk),
    Condition(GROUP, "the hard edge of a shadow", draw_in_shadow),
    Condition(GROUP, "by a phone", draw_by_phone),
)
