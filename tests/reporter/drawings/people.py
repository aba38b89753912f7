"""What the real network reads in what people really drew, as events of a log."""

import gzip
import io
import json
import os
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from handdraw_inference.drawings.decoding import decode, open_drawing
from handdraw_inference.drawings.light import read_picture
from handdraw_inference.engines.embedded import LiteNetwork
from handdraw_inference.engines.model_versions import stable_version
from handdraw_inference.engines.scores import NO_DIGIT_ABOVE

from ..log_events import Json, classification

MNIST = Path(os.environ.get("HANDDRAW_MNIST") or "/nowhere")
STROKES = Path(os.environ.get("HANDDRAW_STROKES") or "/nowhere")
SIDE = 280
LOW_CONFIDENCE = 0.6


@dataclass(frozen=True, slots=True)
class Reading:
    """``data``: what the gateway records of the drawing; ``digit``: what it is."""

    digit: int
    data: Json

    @property
    def right(self) -> bool:
        return bool(self.data["digit"] == self.digit)

    @property
    def confidence(self) -> float:
        return float(self.data["confidence"])

    def event(self, number: int) -> Json:
        return classification(number, **self.data)


def read_mnist(models_dir: Path, first: int, count: int) -> Iterator[Reading]:
    """Read MNIST's training images from ``first`` on, each as a PNG of 28x28."""
    network = LiteNetwork(stable_version(models_dir))
    with np.load(MNIST) as mnist:
        images, digits = mnist["x_train"][first : first + count], mnist["y_train"][first : first + count]
    for image, digit in zip(images, digits, strict=True):
        yield _read(network, Image.fromarray(image), int(digit))


def read_strokes(models_dir: Path, every: int) -> Iterator[Reading]:
    """Read each so manieth recorded digit, drawn with a pen as a simple drawing program does."""
    network = LiteNetwork(stable_version(models_dir))
    with gzip.open(STROKES, "rt") as lines:
        for line in islice(lines, 0, None, every):
            record = json.loads(line)
            yield _read(network, _draw(record["strokes"], pen=10), record["label"])


def _draw(strokes: list[list[list[float]]], pen: int) -> Image.Image:
    points = np.concatenate([np.array(stroke, float) for stroke in strokes])
    low, extent = points.min(0), np.ptp(points, axis=0)
    scale = SIDE * 0.6 / max(extent.max(), 1)
    image = Image.new("L", (SIDE, SIDE), 255)
    brush = ImageDraw.Draw(image)
    for stroke in strokes:
        placed = (np.array(stroke) - low - extent / 2) * scale + SIDE / 2
        brush.line([tuple(point) for point in placed], fill=0, width=pen, joint="curve")
    return image


def _read(network: LiteNetwork, image: Image.Image, digit: int) -> Reading:
    file = io.BytesIO()
    image.save(file, "PNG")
    glyphs = read_picture(decode(open_drawing(file.getvalue(), "image/png")))
    scores = network.run(np.stack([glyph.pixels for glyph in glyphs]).astype(np.float32) / np.float32(255))
    glyph, score = max(zip(glyphs, scores, strict=True), key=lambda read: read[1].sureness)
    confidence = float(score.probabilities.max())
    low = ["low_confidence"] if confidence < LOW_CONFIDENCE else []
    unlike = ["unlike_a_digit"] if score.unlike > NO_DIGIT_ABOVE else []
    data: Json = {
        "digit": int(score.probabilities.argmax()),
        "confidence": confidence,
        "probabilities": score.probabilities.tolist(),
        "warnings": [*glyph.warnings, *low, *unlike],
        "ink": glyph.ink.model_dump(),
        "glyph": b64encode(glyph.pixels.tobytes()).decode(),
    }
    return Reading(digit, data)
