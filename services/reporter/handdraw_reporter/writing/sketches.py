"""Drawings as a language model is shown them: in a few characters, with what was computed of each."""

from base64 import b64decode
from collections.abc import Mapping
from typing import Any, Final, get_args

from handdraw_contracts.reports import ShownDrawing
from handdraw_contracts.wire import WarningCode
from handdraw_reporter.writing.hypotheses import name_digits
from handdraw_reporter.writing.story import Briefing

MAX_DRAWINGS: Final = 6
PAPER, SOME, INK = ".+#"
_SIDE: Final = 28
_INKED: Final = 64  # of 255: what is fainter belongs to the paper


def name_drawings(briefing: Briefing) -> Mapping[str, ShownDrawing]:
    """Return the drawings to explain by the names that a prompt has for them."""
    return {f"d{number}": drawing for number, drawing in enumerate(briefing.drawings[:MAX_DRAWINGS], 1)}


def sketch(glyph: str) -> list[str]:
    """Return the rows of the ink's box at half the resolution; none if there is no ink.

    ``glyph``: base64 of 28x28 grey bytes, white ink on black.
    """
    pixels = b64decode(glyph)
    rows = ["".join(_draw(pixels, row, column) for column in range(0, _SIDE, 2)) for row in range(0, _SIDE, 2)]
    inked = [row for row in rows if row.strip(PAPER)]
    left = min((len(row) - len(row.lstrip(PAPER)) for row in inked), default=0)
    right = max((len(row.rstrip(PAPER)) for row in inked), default=0)
    first = next((number for number, row in enumerate(rows) if row in inked), 0)
    last = max((number for number, row in enumerate(rows) if row in inked), default=-1)
    return [row[left:right] for row in rows[first : last + 1]]


def _draw(pixels: bytes, row: int, column: int) -> str:
    """Draw four pixels as one character."""
    places = (row * _SIDE + column, row * _SIDE + column + 1)
    ink = sum(pixels[place] + pixels[place + _SIDE] for place in places) // 4
    return PAPER if ink < _INKED else SOME if ink < 2 * _INKED else INK


def describe(drawing: ShownDrawing) -> dict[str, Any]:
    """Return what is known of a drawing, without a word from outside."""
    ink = drawing.ink
    return {
        "digits": name_digits(drawing),
        "confidence": round(drawing.confidence, 2),
        "choices": {str(choice.digit): round(choice.probability, 2) for choice in drawing.choices},
        "causes": drawing.causes,
        "warnings": sorted({*get_args(WarningCode)} & set(drawing.warnings)),
        "ink": None if ink is None else {name: round(value, 2) for name, value in ink.model_dump().items()},
        "picture": [] if drawing.glyph is None else sketch(drawing.glyph),
    }
