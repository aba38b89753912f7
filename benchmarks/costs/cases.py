"""The requests whose costs are counted."""

import json
from base64 import b64encode
from dataclasses import dataclass, replace
from io import BytesIO

from PIL import Image

from benchmarks.requests import DRAWING, Post

CLASSIFY = "/v1/classify"
BATCH = 32


@dataclass(frozen=True, slots=True)
class Case:
    """``at_once``: how many callers send it at the same time."""

    name: str
    post: Post
    at_once: int = 1


def draw_as(mode: str, form: str) -> bytes:
    with Image.open(DRAWING) as drawing, BytesIO() as file:
        drawing.convert(mode).save(file, form)
        return file.getvalue()


def batch() -> Post:
    drawings = [b64encode(DRAWING.read_bytes()).decode()] * BATCH
    return Post("/v1/classify/batch", "application/json", json.dumps({"drawings": drawings}).encode())


KEY = "hd_of_the_costs"
GREY = Post(CLASSIFY, "image/png", DRAWING.read_bytes())
CASES = (
    Case("a grey PNG, alone", GREY),
    Case("a grey PNG, 32 at once", GREY, at_once=32),
    Case("a grey PNG, nothing recorded", Post(f"{CLASSIFY}?purpose=preview", GREY.content_type, GREY.body)),
    Case("a PNG in colour, see-through", Post(CLASSIFY, "image/png", draw_as("RGBA", "PNG"))),
    Case("a JPEG in colour", Post(CLASSIFY, "image/jpeg", draw_as("RGB", "JPEG"))),
    Case(f"a batch of {BATCH}", batch()),
    Case("a grey PNG, with a key", replace(GREY, key=KEY)),
)
