import os
import struct
import zlib
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from handdraw_desktop.drawing.ground import Ground, read_ground
from handdraw_desktop.errors import CannotOpen

SHADES = np.linspace(0, 255, 280 * 280).astype(np.uint8).reshape(280, 280)


def saved(path: Path, picture: Image.Image, form: str = "PNG") -> Path:
    picture.save(path, form)
    return path


def opened(path: Path) -> NDArray[np.uint8]:
    return np.frombuffer(read_ground(path).pixels, np.uint8).reshape(280, 280)


def test_a_picture_of_the_canvass_size_is_shown_as_it_is(tmp_path: Path) -> None:
    assert read_ground(saved(tmp_path / "a.png", Image.fromarray(SHADES))) == Ground(SHADES.tobytes(), (280, 280))


@pytest.mark.parametrize("size", [(560, 280), (40, 20), (2800, 1400)])
def test_another_is_fitted_in_the_middle_on_the_grey_of_its_edge(tmp_path: Path, size: tuple[int, int]) -> None:
    picture = Image.new("L", size, 200)
    picture.paste(10, (size[0] // 4, size[1] // 4, size[0] * 3 // 4, size[1] * 3 // 4))
    pixels = opened(saved(tmp_path / "a.png", picture))

    assert read_ground(tmp_path / "a.png").size == size
    assert (pixels[0, 0], pixels[139, 2], pixels[140, 140], pixels[279, 140]) == (200, 200, 10, 200)
    assert np.abs((pixels < 100).sum() - 140 * 70) < 500


@pytest.mark.parametrize("ink", [(0, 0, 0), (255, 255, 255)])
def test_ink_on_nothing_is_seen_whatever_its_colour(tmp_path: Path, ink: tuple[int, int, int]) -> None:
    picture = Image.new("RGBA", (280, 280), (*ink, 0))
    picture.paste((*ink, 255), (100, 100, 180, 180))
    pixels = opened(saved(tmp_path / "a.png", picture))

    assert {pixels[0, 0], pixels[140, 140]} == {0, 255}
    assert pixels[140, 140] == ink[0]


def test_greys_of_sixteen_bits_of_which_twelve_are_used_are_spread(tmp_path: Path) -> None:
    levels = np.full((280, 280), 4095, np.uint16)
    levels[100:180, 100:180] = 0
    pixels = opened(saved(tmp_path / "a.png", Image.fromarray(levels)))

    assert (pixels[0, 0], pixels[140, 140]) == (255, 0)


def test_a_photograph_stands_as_it_was_taken(tmp_path: Path) -> None:
    picture = Image.new("L", (400, 200), 255)
    picture.paste(0, (0, 0, 200, 200))
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    picture.save(tmp_path / "a.jpg", exif=exif)
    pixels = opened(tmp_path / "a.jpg")

    assert (pixels[20, 140] < 20, pixels[260, 140] > 235) == (True, True)


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP", "BMP", "GIF"])
def test_whatever_the_gateway_reads_is_opened(tmp_path: Path, form: str) -> None:
    assert np.abs(opened(saved(tmp_path / "a", Image.fromarray(SHADES), form)).astype(int) - SHADES).mean() < 4


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def bomb(side: int) -> bytes:
    header = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


def png_of(picture: Image.Image) -> bytes:
    file = BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "no_picture"),
        (b"hello", "no_picture"),
        (png_of(Image.fromarray(SHADES))[:200], "no_picture"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n", "no_picture"),
        (bomb(5000), "too_large"),
        (bomb(60_000), "too_large"),
        (bomb(280), "no_picture"),
        (bytes(16 * 1024 * 1024 + 1), "too_large"),
        (png_of(Image.new("L", (280, 280), 255)), "blank"),
        (png_of(Image.new("RGBA", (28, 28), (0, 0, 0, 0))), "blank"),
    ],
    ids=["empty", "text", "cut", "eps", "large", "bomb", "hollow", "long", "white", "nothing"],
)
def test_what_is_no_drawing_is_told(tmp_path: Path, content: bytes, code: str) -> None:
    (tmp_path / "a.png").write_bytes(content)

    with pytest.raises(CannotOpen) as caught:
        read_ground(tmp_path / "a.png")
    assert caught.value.code == code


def test_neither_a_folder_nor_a_pipe_is_read_nor_what_is_not_there(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    codes = []
    for name in ("", "pipe", "none"):
        with pytest.raises(CannotOpen) as caught:
            read_ground(tmp_path / name)
        codes.append(caught.value.code)

    assert codes == ["no_picture", "no_picture", "missing"]
