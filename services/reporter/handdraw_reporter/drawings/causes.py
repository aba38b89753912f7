"""Why a drawing was hard to read, as far as that can be computed: codes, the likeliest cause first."""

from base64 import b64decode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from handdraw_contracts.reports import ShownDrawing
from handdraw_reporter.wording import Wording, fill

NEAR: Final = 0.1
"""From this probability on another digit is near: 1 of 130 digits read right has such a second, 4 of 5 misread ones."""
THIN_SHARE: Final = 0.015
"""A stroke's thickness over the drawing's longer side: 1 of 30 digits drawn with a pen has a thinner one."""
SMALL_PX: Final = 20
"""The longer side that the network's picture has room for: what is smaller was enlarged."""
SLANTED: Final = 0.7
"""Sideways over upwards, from the second moments: 1 of 85 digits read right is more slanted, 1 of 30 misread ones."""
FAR_SHARE: Final = 0.66
"""From the canvas's middle, over the drawing's longer side: 1 of 100 drawings lies farther out."""
REPEATED: Final = 2
"""How often the network made the same mistake in its evaluation: once may be chance."""
EXPLAINED: Final = 2
"""Causes that the explanation names."""

Confusion = Sequence[Sequence[int]]
"""How often each digit, a row each, was read as which; empty if unknown."""


@dataclass(frozen=True, slots=True)
class Cause:
    """``places``: what its words may show, by name."""

    code: str
    places: Mapping[str, str]


def find_causes(
    drawing: ShownDrawing, words: Wording, confusion: Confusion = (), *, doubted: bool = False
) -> tuple[Cause, ...]:
    """``confusion``: of the network in service. ``doubted``: whether the label is to be doubted, not the reading."""
    if doubted:
        return (Cause("label", {"label": str(drawing.label), "read": str(drawing.read)}),)
    warned = (Cause(code, {}) for warning, code in _WARNED.items() if warning in drawing.warnings)
    confused = _find_confused(drawing, words, confusion)
    return (*_find_near(drawing, words), *warned, *confused, *_find_in_ink(drawing), *_find_in_form(drawing))


def explain(causes: tuple[Cause, ...], words: Wording) -> str:
    """Return the likeliest causes in words, or that there is none to see."""
    named = causes[:EXPLAINED] or (Cause("none", {}),)
    return " ".join(fill(words.causes[cause.code], cause.places) for cause in named)


_WARNED: Final = {
    "touches_edge": "cut_off",
    "something_left_out": "left_out",
    "several_marks": "several_marks",
    "unlike_a_digit": "unlike",
    "faint_ink": "faint",
}
"""The causes that the gateway warned of, by its warnings."""


def _find_near(drawing: ShownDrawing, words: Wording) -> Iterator[Cause]:
    for choice in drawing.choices[1:2]:
        if choice.probability >= NEAR or choice.digit == drawing.label:
            shown = {"digit": str(choice.digit), "probability": words.format_share(choice.probability)}
            yield Cause("near", shown)


def _find_confused(drawing: ShownDrawing, words: Wording, confusion: Confusion) -> Iterator[Cause]:
    if drawing.label in (None, drawing.read) or len(confusion) <= drawing.label:
        return
    if (count := confusion[drawing.label][drawing.read]) >= REPEATED:
        places = {"label": str(drawing.label), "read": str(drawing.read), "count": words.format_number(count)}
        yield Cause("confused", places)


def _find_in_ink(drawing: ShownDrawing) -> Iterator[Cause]:
    if (ink := drawing.ink) is None:
        return
    longer = max(ink.width_px, ink.height_px)
    found: Mapping[str, bool] = {
        "thin": ink.stroke_px < THIN_SHARE * longer,
        "small": longer < SMALL_PX,
        "off_centre": ink.offset_px > FAR_SHARE * longer,
    }
    yield from (Cause(code, {}) for code, holds in found.items() if holds)


def _find_in_form(drawing: ShownDrawing) -> Iterator[Cause]:
    if drawing.glyph is not None and abs(measure_slant(drawing.glyph)) > SLANTED:
        yield Cause("slanted", {})


def measure_slant(glyph: str) -> float:
    """Return how far the ink leans for each step down; above 0 it leans to the left, 0 where there is none.

    ``glyph``: base64 of 28x28 grey bytes.
    """
    pixels: NDArray[np.float64] = np.frombuffer(b64decode(glyph), np.uint8).reshape(28, 28).astype(np.float64)
    if not (total := pixels.sum()):
        return 0.0
    rows, columns = np.mgrid[:28, :28].astype(np.float64)
    down, across = (axis - (pixels * axis).sum() / total for axis in (rows, columns))
    upright = float((pixels * down**2).sum())
    return float((pixels * down * across).sum()) / upright if upright else 0.0
