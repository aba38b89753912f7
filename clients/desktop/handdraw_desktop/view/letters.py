"""Lines in the window's own fonts, which have Hangul and western Latin: what they hold of a text, and how it fits."""

import unicodedata
from enum import StrEnum
from functools import cache
from pathlib import Path

from pygame.font import Font

FONTS = Path(__file__).parent / "fonts"
BEYOND = "□"  # stands for a letter that the fonts do not have
ELLIPSIS = "..."  # the fonts have their … in the middle of a line
LONGEST = 300  # letters of a line: nobody reads more, and measuring them costs time


class Weight(StrEnum):
    REGULAR = "Regular"
    SEMIBOLD = "SemiBold"


def open_font(weight: Weight, em_px: int) -> Font:
    """Good until pygame.font.quit(). A line of it is 1.45 em high, its capitals .73 em."""
    return Font(FONTS / f"NotoSansKR-{weight}.ttf", em_px)


@cache
def reach() -> frozenset[str]:
    return frozenset((FONTS / "reach.txt").read_text("utf-8"))


def shown(text: str) -> str:
    """As far as the fonts reach. Anybody may have written it: a name of a file may hold anything."""
    whole = unicodedata.normalize("NFC", text[:LONGEST])  # macOS names files in the pieces of their letters
    return "".join(" " if letter.isspace() else letter if letter in reach() else BEYOND for letter in whole)


def fitted(font: Font, text: str, width_px: float) -> str:
    """One line, shortened where it is wider; empty where not even a letter has room."""
    line = shown(text)
    if font.size(line)[0] <= width_px:
        return line
    while line and font.size(line + ELLIPSIS)[0] > width_px:
        line = line[:-1].rstrip()
    return line and line + ELLIPSIS


def wrapped(font: Font, text: str, width_px: float) -> tuple[str, ...]:
    """As many lines as it takes, broken between words, and within one that is wider than a line."""
    lines = [""]
    for word in shown(text).split():
        longer = f"{lines[-1]} {word}".lstrip()
        if font.size(longer)[0] <= width_px:
            lines[-1] = longer
        else:
            lines += _pieces(font, word, width_px)
    return tuple(filter(None, lines))


def _pieces(font: Font, word: str, width_px: float) -> list[str]:
    pieces = [""]
    for letter in word:
        if pieces[-1] and font.size(pieces[-1] + letter)[0] > width_px:
            pieces.append("")
        pieces[-1] += letter
    return pieces
