"""Pictures that were once read wrong, refused or let the gateway stand still, each with what is right."""

import struct
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import anyio
import numpy as np
import pytest
from PIL import Image, ImageDraw

from handdraw_inference.answering import Answerer
from handdraw_inference.calls import Call
from handdraw_inference.decoders import MIB, Decoders
from handdraw_inference.engines.embedded import EmbeddedClassifier
from handdraw_inference.errors import UnreadableDrawing
from handdraw_inference.metrics import Metrics
from handdraw_inference.recogniser import Recogniser
from handdraw_inference.turns import Turns

from ..pictures import chunk, elongated_gradient, encode, grey16, insert, invert
from .surroundings import (
    KINDS,
    Scene,
    above_a_grid_line,
    draw,
    in_a_border,
    in_a_form_box,
    in_a_hard_shadow,
    in_a_window,
    on_a_desk,
    place,
)

Answer = tuple[int, tuple[str, ...]]
LEFT_OUT = ("something_left_out",)


@pytest.fixture(scope="module")
def answer(models_dir: Path) -> Iterator[Callable[[bytes], Answer]]:
    """Return the digit that the stable version reads, and the warnings."""
    classifier = EmbeddedClassifier(models_dir)
    with closing(Decoders(64 * MIB)) as decoders:

        async def ask(body: bytes) -> Answer:
            answerer = Answerer(classifier, Nowhere(), 0.6, "host:1", Metrics().stages)
            reads = Recogniser(decoders, Turns(answerer, lambda _: None), Nowhere(), Metrics(), "host:1")
            answered = await reads.classify(body, Call(preview=True))
            return answered.digit, answered.warnings

        yield lambda body: anyio.run(ask, body)


class Nowhere:
    async def append(self, event: object) -> None:
        raise AssertionError(event)

    async def append_all(self, entries: object) -> list[None]:
        raise AssertionError(entries)


def photographed_on_a_desk(digit: int) -> bytes:
    """Blue ink on paper that is lit from a corner, with a camera's noise."""
    paper, random = np.asarray(draw(digit, 480, 10)) / 255, np.random.default_rng(1)
    light = np.linspace(1, 0.8, 480)[:, None] * np.linspace(1, 0.85, 480)
    desk = np.full((800, 800, 3), (110, 75, 45), float)
    desk[150:630, 160:640] = (35, 40, 95) + paper[..., None] * (np.array([243, 238, 230]) - (35, 40, 95))
    desk[150:630, 160:640] *= light[..., None]
    noisy = (desk + random.normal(0, 3, desk.shape)).clip(0, 255).astype(np.uint8)
    return encode(Image.fromarray(noisy), "JPEG", quality=80)


def cut_out(digit: int) -> bytes:
    page = Image.new("RGBA", (280, 280), (255, 255, 255, 255))
    page.putalpha(draw(digit))
    return encode(page)


def below_alpha_0(digit: int) -> bytes:
    page = draw(digit).convert("RGBA")
    page.putalpha(0)
    return encode(page)


def large_photograph(digit: int) -> bytes:
    """12 megapixels of even paper with noise, about 3 MB."""
    drawn = np.asarray(draw(digit, 864, 30)).repeat(4, axis=0).repeat(4, axis=1)
    noise = np.random.default_rng(1).integers(0, 24, drawn.shape, np.uint8)
    return encode(Image.fromarray(np.where(drawn > 128, np.uint8(190), np.uint8(40)) + noise), "JPEG", quality=70)


def with_an_80_px_digit(digit: int, *stray: tuple[int, int], pen: int) -> bytes:
    scene = place(draw(digit, 112, 8), at=(80, 80))
    if len(stray) == 1:
        (x, y), half = stray[0], pen // 2
        ImageDraw.Draw(scene.picture).ellipse((x - half, y - half, x + half, y + half), fill=0)
    else:
        ImageDraw.Draw(scene.picture).line(stray, fill=0, width=pen)
    return encode(scene.picture)


def scene_of(make: Callable[[int], Scene]) -> Callable[[int], bytes]:
    return lambda digit: encode(make(digit).picture)


@pytest.mark.parametrize(
    ("digit", "body", "warnings"),
    [
        pytest.param(3, scene_of(in_a_border), LEFT_OUT, id="a border"),
        pytest.param(4, scene_of(in_a_form_box), LEFT_OUT, id="a form's box"),
        pytest.param(3, scene_of(in_a_window), LEFT_OUT, id="a window with its title and its margin"),
        pytest.param(0, scene_of(above_a_grid_line), LEFT_OUT, id="the rest of a grid line below a 0"),
        pytest.param(7, scene_of(above_a_grid_line), LEFT_OUT, id="the rest of a grid line below a 7"),
        pytest.param(7, scene_of(on_a_desk), LEFT_OUT, id="a page on a desk"),
        pytest.param(3, photographed_on_a_desk, LEFT_OUT, id="a photographed page on a desk"),
        pytest.param(
            3,
            lambda digit: insert(encode(draw(digit)), chunk(b"tEXt", b"Comment\0hello", checked=False)),
            (),
            id="a wrong checksum of text",
        ),
        pytest.param(
            3,
            lambda digit: insert(encode(draw(digit)), chunk(b"iCCP", b"p\0\0" + zlib.compress(b"p"), checked=False)),
            (),
            id="a wrong checksum of a profile",
        ),
        pytest.param(
            3,
            lambda digit: insert(encode(draw(digit)), chunk(b"iTXt", b"k\0\1\0\0\0" + zlib.compress(bytes(3_000_000)))),
            (),
            id="3 MB of text",
        ),
        pytest.param(
            3,
            lambda digit: insert(encode(draw(digit)), chunk(b"iCCP", b"p\0\0" + zlib.compress(bytes(2_000_000)))),
            (),
            id="a profile of 2 MB",
        ),
        pytest.param(3, lambda digit: encode(grey16(draw(digit), 16)), (), id="12 bits in 16"),
        pytest.param(3, cut_out, (), id="cut out of an opaque page"),
        pytest.param(3, below_alpha_0, (), id="in the colours below alpha 0"),
        pytest.param(7, large_photograph, (), id="a photograph of 12 megapixels"),
        pytest.param(7, lambda digit: with_an_80_px_digit(digit, (12, 12), pen=8), LEFT_OUT, id="a dot in a corner"),
        pytest.param(
            7, lambda digit: with_an_80_px_digit(digit, (250, 20), (262, 47), pen=8), LEFT_OUT, id="a stray stroke"
        ),
        pytest.param(5, scene_of(in_a_hard_shadow), LEFT_OUT, id="a shadow's hard edge"),
    ],
)
def test_what_went_wrong_is_read(
    answer: Callable[[bytes], Answer], digit: int, body: Callable[[int], bytes], warnings: tuple[str, ...]
) -> None:
    assert answer(body(digit)) == (digit, warnings)


@pytest.mark.parametrize("light_on_dark", [False, True])
@pytest.mark.parametrize("kind", KINDS)
def test_each_digit_is_read_among_other_things_and_that_is_said(
    answer: Callable[[bytes], Answer], kind: str, light_on_dark: bool
) -> None:
    pictures = [KINDS[kind](digit).picture for digit in range(10)]
    if light_on_dark and kind != "on a desk":
        pictures = [invert(picture) for picture in pictures]

    assert [answer(encode(picture)) for picture in pictures] == [(digit, LEFT_OUT) for digit in range(10)]


@pytest.mark.parametrize("pen", [1, 2, 8, 40])
def test_a_pen_of_any_width_is_read(answer: Callable[[bytes], Answer], pen: int) -> None:
    read = [answer(encode(draw(digit, 280, pen)))[0] for digit in range(10)]

    assert read == list(range(10))


def test_paper_turned_by_20_degrees_is_read_but_for_one_in_twenty(answer: Callable[[bytes], Answer]) -> None:
    turns = [(digit, degrees) for digit in range(10) for degrees in (-20, 20)]
    read = [answer(encode(turned(draw(digit), degrees)))[0] for digit, degrees in turns]

    assert sum(one == digit for one, (digit, _) in zip(read, turns, strict=True)) >= 19


def turned(picture: Image.Image, degrees: int) -> Image.Image:
    return picture.rotate(degrees, Image.Resampling.BICUBIC, fillcolor=255)


def test_two_digits_are_several_marks(answer: Callable[[bytes], Answer]) -> None:
    pair = Image.new("L", (560, 280), 255)
    for at, digit in enumerate((4, 2)):
        pair.paste(draw(digit), (280 * at, 0))

    _, warnings = answer(encode(pair))

    assert "several_marks" in warnings
    assert "something_left_out" not in warnings


def without_colours() -> bytes:
    """Return a PNG that promises a palette and brings none."""
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 28, 8, 3, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(bytes(56))) + chunk(b"IEND", b"")


def jpeg_that_claims(side: int) -> bytes:
    """Return the data of 16x16 pixels below a header of many more."""
    small = encode(Image.new("L", (16, 16), 128), "JPEG")
    return small.replace(struct.pack(">HH", 16, 16), struct.pack(">HH", side, side), 1)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(without_colours(), id="a palette without colours"),
        pytest.param(jpeg_that_claims(2048), id="4 megapixels that it does not bring"),
        pytest.param(elongated_gradient(60787, 69), id="881 times as long as wide"),
    ],
)
def test_what_holds_no_digit_is_unreadable(answer: Callable[[bytes], Answer], body: bytes) -> None:
    with pytest.raises(UnreadableDrawing):
        answer(body)
