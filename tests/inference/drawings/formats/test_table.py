import pytest
from PIL import Image

from handdraw_inference.drawings.formats.table import FORMATS, Format, format_of, is_heif

from ...pictures import encode


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.name)
def test_a_format_is_known_by_its_first_bytes(form: Format, seven: Image.Image) -> None:
    assert format_of(encode(seven, form.name.upper())) is form


@pytest.mark.parametrize("body", [b"", b"R", b"RIFF", b"RIFF\0\0\0\0WAVE", b"\xff", b"II*\0", b"%PDF-1.7", b"GIF88a"])
def test_other_bytes_are_of_no_format(body: bytes) -> None:
    assert format_of(body) is None


@pytest.mark.parametrize(
    ("body", "heif"),
    [
        (b"\0\0\0\x18ftypheic", True),
        (b"\0\0\0\x20ftypavif", True),
        (b"\0\0\0\x18ftypmif1", True),
        (b"\0\0\0\x18ftypisom", False),
        (b"ftypheic", False),
        (b"", False),
    ],
)
def test_heic_and_avif_are_known_by_their_brand(body: bytes, heif: bool) -> None:
    assert is_heif(body) == heif
