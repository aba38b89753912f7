from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageOps

from handdraw_inference.drawings.compiled.kernel import LIBRARY, SOURCE, Kernel, digest_of, load
from handdraw_inference.drawings.compiled.scanlines import Scanlines, inflate
from handdraw_inference.drawings.normalisation import normalise

from ...pictures import encode


def test_a_drawing_becomes_the_references_glyph(kernel: Kernel, seven: Image.Image) -> None:
    glyph, expected = kernel.read_picture(seven), normalise(seven)

    assert glyph is not None
    assert (glyph.base64(), glyph.ink, glyph.warnings) == (expected.base64(), expected.ink, expected.warnings)


def test_a_glyph_stays_as_it_is_when_others_are_read(kernel: Kernel, seven: Image.Image) -> None:
    glyph = kernel.read_picture(seven)
    assert glyph is not None
    before = glyph.base64()

    kernel.read_picture(seven.transpose(Image.Transpose.ROTATE_90))

    assert glyph.base64() == before


def test_warnings_are_named(kernel: Kernel) -> None:
    levels = np.full((200, 200), 255, np.uint8)
    levels[0:150, 40:50] = levels[20:150, 64:74] = 175

    glyph = kernel.read_picture(Image.fromarray(levels))

    assert glyph is not None
    assert glyph.warnings == ("faint_ink", "touches_edge", "several_marks")


@pytest.mark.parametrize(
    "picture",
    [
        pytest.param(Image.new("L", (280, 280), 255), id="blank"),
        pytest.param(Image.new("LA", (280, 280), 255), id="of grey with an alpha"),
        pytest.param(Image.new("L", (301, 300), 255), id="large"),
        pytest.param(Image.new("L", (1025, 2), 255), id="long"),
        pytest.param(Image.new("L", (0, 0)), id="nothing"),
        pytest.param(ImageOps.expand(Image.new("L", (3, 2)), (257 * 2 - 3, 0, 0, 0), 255), id="elongated"),
    ],
)
def test_what_is_not_small_and_plain_is_left_to_the_reference(kernel: Kernel, picture: Image.Image) -> None:
    assert kernel.read_picture(picture) is None


@pytest.mark.parametrize(
    "size",
    [(279, 280, 1), (280, 281, 1), (280, 280, 2), (280, 280, 4), (-280, 280, 1), (280, 0, 1), (280, 2**31 - 1, 1)],
)
def test_a_size_that_the_rows_do_not_have_is_not_believed(
    kernel: Kernel, seven: Image.Image, size: tuple[int, int, int]
) -> None:
    lines = inflate(encode(seven))
    assert lines is not None
    assert kernel.read_scanlines(lines) is not None

    assert kernel.read_scanlines(Scanlines(lines.rows, *size)) is None


def test_a_filter_that_does_not_exist_is_left_to_the_reference(kernel: Kernel, seven: Image.Image) -> None:
    lines = inflate(encode(seven))
    assert lines is not None
    rows = bytearray(lines.rows)
    rows[100 * 281] = 5

    assert kernel.read_scanlines(Scanlines(bytes(rows), 280, 280, 1)) is None


def test_where_there_is_none_none_is_loaded(tmp_path: Path) -> None:
    assert load(tmp_path / "libkernel.so") is None


def test_one_of_other_sources_is_not_loaded(kernel: Kernel, tmp_path: Path) -> None:
    copy, other = tmp_path / "libkernel.so", tmp_path / "libother.so"
    copy.write_bytes(LIBRARY.read_bytes())
    other.write_bytes(LIBRARY.read_bytes().replace(digest_of(SOURCE).encode(), b"0" * 64))

    assert (type(load(copy)), load(other)) == (type(kernel), None)


def test_any_change_of_a_source_changes_their_digest(tmp_path: Path) -> None:
    for file in SOURCE.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    before = digest_of(tmp_path)
    (tmp_path / "ink.c").write_bytes((SOURCE / "ink.c").read_bytes() + b"\n")

    assert (before, digest_of(tmp_path) == before) == (digest_of(SOURCE), False)
