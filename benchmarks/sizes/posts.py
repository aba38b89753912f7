"""The same drawing in other sizes, formats and batches."""

import json
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

from PIL import Image

from benchmarks.requests import DRAWING, Post

ORDINARY = "grey PNG, 280x280"
EXPLAINED = f"{ORDINARY}, explained"
SIDES = (28, 140, 280, 560, 1120)
COLOURED = {
    "PNG in colour, 280x280": ("RGB", "PNG"),
    "see-through PNG, 280x280": ("RGBA", "PNG"),
    "JPEG, 280x280": ("RGB", "JPEG"),
}
BATCHES = (1, 8, 32, 256)


@dataclass(frozen=True, slots=True)
class Sized:
    """``drawings``: how many the post carries. ``at_once``: how many callers send it together."""

    name: str
    post: Post
    at_once: int
    drawings: int = 1


def make_all(at_once: int) -> Iterator[Sized]:
    """Yield the ordinary drawing first, then what is compared with it."""
    yield Sized(ORDINARY, _single(280, "L", "PNG"), at_once)
    for side in SIDES:
        if side != 280:
            yield Sized(f"grey PNG, {side}x{side}", _single(side, "L", "PNG"), at_once)
    for name, (mode, form) in COLOURED.items():
        yield Sized(name, _single(280, mode, form), at_once)
    yield Sized(EXPLAINED, Post("/v1/classify?explain=occlusion", "image/png", draw(280, "L", "PNG")), 1)
    for count in BATCHES:
        yield Sized(f"batch of {count}", _batch(count), 1, count)


def draw(side: int, mode: str, form: str) -> bytes:
    with Image.open(DRAWING) as drawing, BytesIO() as file:
        drawing.convert(mode).resize((side, side), Image.Resampling.LANCZOS).save(file, form)
        return file.getvalue()


def _single(side: int, mode: str, form: str) -> Post:
    return Post("/v1/classify", f"image/{form.lower()}", draw(side, mode, form))


def _batch(count: int) -> Post:
    drawings = [b64encode(draw(280, "L", "PNG")).decode()] * count
    return Post("/v1/classify/batch", "application/json", json.dumps({"drawings": drawings}).encode())
