"""Digits drawn among other things: frames, lines, windows, desks, shadows, strays."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw
from render import DRAWINGS, read_strokes, render

from handdraw_inference.drawings.ink import Box

STROKES = read_strokes((DRAWINGS / "strokes.txt").read_text())
WHITE, BLACK = 255, 0
WOOD = (110, 75, 45)


@dataclass(frozen=True)
class Scene:
    """``box``: of the digit's ink in the picture."""

    picture: Image.Image
    box: Box


def draw(digit: int, side: int = 280, pen: int = 16) -> Image.Image:
    """Return it in black on white, mode L."""
    return render(STROKES[digit], side, pen)


def place(drawing: Image.Image, size: tuple[int, int] = (280, 280), at: tuple[int, int] = (0, 0)) -> Scene:
    """Put it on a larger white canvas."""
    canvas = Image.new("L", size, WHITE)
    canvas.paste(drawing, at)
    box = canvas.point([level < 192 for level in range(256)]).getbbox() or (0, 0, 0, 0)
    return Scene(canvas, box)


def with_a_stray_dot(digit: int) -> Scene:
    scene = place(draw(digit, 112, 8), at=(100, 100))
    _brush(scene).ellipse((20, 20, 28, 28), fill=BLACK)
    return scene


def with_a_stray_stroke(digit: int) -> Scene:
    scene = place(draw(digit, 112, 8), at=(40, 40))
    _brush(scene).line([(240, 225), (255, 255)], fill=BLACK, width=8)
    return scene


def in_a_border(digit: int) -> Scene:
    scene = place(draw(digit), (292, 292), (6, 6))
    _brush(scene).rectangle((0, 0, 291, 291), outline=BLACK, width=6)
    return scene


def in_a_frame_in_a_frame(digit: int) -> Scene:
    scene = place(draw(digit), (340, 340), (30, 30))
    for margin in (8, 20):
        _brush(scene).rectangle((margin, margin, 339 - margin, 339 - margin), outline=BLACK, width=3)
    return scene


def in_a_form_box(digit: int) -> Scene:
    scene = place(draw(digit), (340, 340), (30, 30))
    _brush(scene).rectangle((12, 12, 326, 326), outline=50, width=3)
    return scene


def in_a_table(digit: int) -> Scene:
    """Return a cell, and a part of each cell round it."""
    scene = place(draw(digit), (400, 400), (60, 60))
    for at in (50, 350):
        _brush(scene).line([(at, 0), (at, 399)], fill=60, width=3)
        _brush(scene).line([(0, at), (399, at)], fill=60, width=3)
    return scene


def above_a_grid_line(digit: int) -> Scene:
    scene = place(draw(digit))
    _brush(scene).rectangle((0, 276, 279, 279), fill=BLACK)
    return scene


def on_ruled_paper(digit: int) -> Scene:
    scene = place(draw(digit))
    for y in range(15, 280, 36):
        _brush(scene).line([(0, y), (279, y)], fill=150, width=2)
    return _redrawn(scene, digit)


def on_squared_paper(digit: int) -> Scene:
    scene = place(draw(digit))
    for at in range(14, 280, 28):
        _brush(scene).line([(0, at), (279, at)], fill=170, width=2)
        _brush(scene).line([(at, 0), (at, 279)], fill=170, width=2)
    return _redrawn(scene, digit)


def in_a_window(digit: int) -> Scene:
    """Return a program's window: a title bar, and a grey margin round a white canvas."""
    scene = place(draw(digit), (400, 420), (40, 70))
    _brush(scene).rectangle((0, 0, 399, 31), fill=60)
    window = Image.new("L", (400, 420), 240)
    window.paste(scene.picture.crop((0, 0, 400, 32)))
    window.paste(scene.picture.crop((40, 70, 320, 350)), (40, 70))
    ImageDraw.Draw(window).text((10, 10), "Paint - untitled", fill=230)
    return Scene(window, scene.box)


def below_a_title_bar(digit: int) -> Scene:
    scene = place(draw(digit), (280, 310), (0, 30))
    _brush(scene).rectangle((0, 0, 279, 29), fill=40)
    _brush(scene).text((10, 8), "Untitled", fill=220)
    return scene


def on_a_desk(digit: int) -> Scene:
    scene = place(draw(digit), (560, 560), (140, 140))
    desk = Image.new("RGB", (560, 560), WOOD)
    desk.paste(scene.picture.crop((140, 140, 420, 420)).convert("RGB"), (140, 140))
    return Scene(desk, scene.box)


def in_a_hard_shadow(digit: int) -> Scene:
    scene = place(draw(digit))
    levels = np.asarray(scene.picture).copy()
    y, x = np.mgrid[:280, :280]
    shadow = x + y // 3 > 190
    levels[shadow] = levels[shadow] // 2
    return Scene(Image.fromarray(levels), scene.box)


KINDS: dict[str, Callable[[int], Scene]] = {
    make.__name__.replace("_", " "): make
    for make in (
        with_a_stray_dot,
        with_a_stray_stroke,
        in_a_border,
        in_a_frame_in_a_frame,
        in_a_form_box,
        in_a_table,
        above_a_grid_line,
        on_ruled_paper,
        on_squared_paper,
        in_a_window,
        below_a_title_bar,
        on_a_desk,
    )
}


def _brush(scene: Scene) -> ImageDraw.ImageDraw:
    return ImageDraw.Draw(scene.picture)


def _redrawn(scene: Scene, digit: int) -> Scene:
    """Draw the digit over the lines."""
    darker = np.minimum(np.asarray(scene.picture), np.asarray(draw(digit)))
    return Scene(Image.fromarray(darker), scene.box)
