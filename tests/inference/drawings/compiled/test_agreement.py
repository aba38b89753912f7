"""The kernel beside the reference, on pictures made from numbers. HANDDRAW_AGREEMENT=10000 reads so many of them."""

import os
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from handdraw_contracts.events import Ink
from handdraw_inference.drawings.compiled.kernel import Kernel
from handdraw_inference.drawings.compiled.scanlines import Scanlines, inflate
from handdraw_inference.drawings.glyphs import Glyph
from handdraw_inference.drawings.normalisation import find_glyphs, survey
from handdraw_inference.engines.embedded import LiteNetwork
from handdraw_inference.engines.model_versions import stable_version
from handdraw_inference.errors import BlankDrawing

from ...pictures import encode
from .filters import filter_rows
from .sketches import make

COUNT = int(os.environ.get("HANDDRAW_AGREEMENT", "600"))
LEVELS = 2  # that a glyph's pixel may differ by
FACTS = (0, 0, 0.000_011, 0.011, 0.011)  # of Ink, in order: its last decimals
HANDED_OVER = 0.03  # of the plain drawings, at most


def read_plainly(picture: Image.Image) -> Glyph | None:
    """Return what the reference says of a plain drawing."""
    try:
        seen = survey(picture)
        return find_glyphs(seen)[0] if seen.plain else None
    except BlankDrawing:
        return None


def differences(one: Glyph, other: Glyph) -> set[str]:
    levels = np.abs(one.pixels.astype(int) - other.pixels).max()
    checks = {
        "pixels": levels <= LEVELS,
        "facts": all(abs(a - b) <= most for a, b, most in zip(facts(one.ink), facts(other.ink), FACTS, strict=True)),
        "warnings": one.warnings == other.warnings,
    }
    return {name for name, same in checks.items() if not same}


def facts(ink: Ink) -> tuple[float, ...]:
    return ink.width_px, ink.height_px, ink.share, ink.stroke_px, ink.offset_px


def test_the_kernel_reads_what_the_reference_reads(kernel: Kernel, models_dir: Path) -> None:
    became, wrong, doubtful = Counter[str](), dict[int, object](), list[tuple[int, Glyph, Glyph]]()
    for number in range(COUNT):
        picture = make(number)
        expected, read = read_plainly(picture), kernel.read_picture(picture)
        if expected is None or read is None:
            became["not plain" if expected is None else "handed over"] += 1
            if read is not None:
                wrong[number] = "read, though it is not plain"
        else:
            became["plain"] += 1
            if found := differences(read, expected):
                wrong[number] = found
            if not np.array_equal(read.pixels, expected.pixels):
                doubtful.append((number, read, expected))
    wrong |= read_differently(models_dir, doubtful)

    assert wrong == {}
    assert became["handed over"] <= HANDED_OVER * became["plain"], became
    assert min(became["plain"], became["not plain"]) > COUNT / 10, became


def read_differently(models_dir: Path, pairs: list[tuple[int, Glyph, Glyph]]) -> dict[int, object]:
    network = LiteNetwork(stable_version(models_dir))

    def digit(glyph: Glyph) -> int:
        return int(network.run((glyph.pixels[None] / 255).astype(np.float32)).probabilities.argmax())

    digits = {number: (digit(one), digit(other)) for number, one, other in pairs}
    return {number: both for number, both in digits.items() if both[0] != both[1]}


def test_what_was_sent_is_read_as_what_is_decoded_of_it(kernel: Kernel) -> None:
    pictures = {number: make(number) for number in range(0, COUNT, 3)}
    sent = {number: inflate(encode(picture)) for number, picture in pictures.items()}
    light = {number: lines for number, lines in sent.items() if lines}

    different = [
        number
        for number, lines in light.items()
        if not same(kernel.read_scanlines(lines), kernel.read_picture(pictures[number]))
    ]

    assert different == []
    assert len(light) > len(pictures) / 2


@pytest.mark.parametrize("mode", ["L", "RGB", "RGBA"])
@pytest.mark.parametrize("filters", [[0], [1], [2], [3], [4], [4, 2, 1, 3, 0], [0, 3, 4]])
def test_a_row_may_have_any_filter(kernel: Kernel, mode: str, filters: list[int]) -> None:
    pictures = [make(number).convert(mode) for number in range(40)]

    sent = [kernel.read_scanlines(scanlines(picture, filters)) for picture in pictures]

    read = [kernel.read_picture(picture) for picture in pictures]
    assert sum(one is not None for one in read) > len(read) / 4
    assert [same(*both) for both in zip(sent, read, strict=True)] == [True] * len(read)


def scanlines(picture: Image.Image, filters: Sequence[int]) -> Scanlines:
    return Scanlines(filter_rows(picture, filters), *picture.size, len(picture.getbands()))


def same(one: Glyph | None, other: Glyph | None) -> bool:
    if one is None or other is None:
        return one is other
    return np.array_equal(one.pixels, other.pixels) and (one.ink, one.warnings) == (other.ink, other.warnings)
