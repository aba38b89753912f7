from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image

from handdraw_inference.drawings import light, normalisation
from handdraw_inference.drawings.compiled import kernel as compiled
from handdraw_inference.drawings.compiled.kernel import Kernel
from handdraw_inference.drawings.glyphs import Glyph
from handdraw_inference.drawings.light import is_light, read_light, read_picture, warm_up
from handdraw_inference.drawings.normalisation import Survey, find_glyphs
from handdraw_inference.errors import BlankDrawing, ResourcesExhausted, UnreadableDrawing, UnsupportedMedia

from ..pictures import blank, encode, read

Make = Callable[[Image.Image], Image.Image | bytes]
PLAIN: dict[str, Make] = {
    "grey": lambda seven: seven,
    "colours": lambda seven: seven.convert("RGB"),
    "an alpha": lambda seven: seven.convert("RGBA"),
    "grey with an alpha": lambda seven: seven.convert("LA"),
    "a palette": lambda seven: seven.convert("P"),
    "a JPEG": lambda seven: encode(seven.convert("RGB"), "JPEG"),
}


@pytest.fixture(params=["by the kernel", "by the reference"])
def implementation(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    way: str = request.param
    if way == "by the kernel":
        request.getfixturevalue("kernel")
    else:
        monkeypatch.setattr(compiled, "load", lambda: None)
    return way


def same(one: Glyph, other: Glyph) -> bool:
    return (one.base64(), one.ink, one.warnings) == (other.base64(), other.ink, other.warnings)


@pytest.mark.usefixtures("implementation")
@pytest.mark.parametrize("make", PLAIN.values(), ids=PLAIN.keys())
def test_a_plain_drawing_is_read_as_the_reference_reads_it(seven: Image.Image, make: Make) -> None:
    made = make(seven)
    body = made if isinstance(made, bytes) else encode(made)

    glyphs = read_light(body)

    assert is_light(body)
    assert isinstance(glyphs, tuple)
    assert [same(glyph, read(body)) for glyph in glyphs] == [True]


@pytest.mark.usefixtures("implementation")
def test_of_one_that_is_not_plain_there_is_a_survey(seven: Image.Image) -> None:
    seven.paste(0, (0, 0, 280, 6))

    seen = read_light(encode(seven))

    assert isinstance(seen, Survey)
    assert [same(*pair) for pair in zip(find_glyphs(seen), read_picture(seven), strict=True)] == [True]


@pytest.mark.usefixtures("implementation")
@pytest.mark.parametrize(
    ("body", "media_type", "error"),
    [
        (blank(), None, BlankDrawing),
        (blank(), "image/jpeg", UnsupportedMedia),
        (blank(), "text/plain", UnsupportedMedia),
        (blank()[:-40], "image/png", UnreadableDrawing),
    ],
)
def test_what_is_refused_is_refused_in_the_references_words(
    body: bytes, media_type: str | None, error: type[Exception]
) -> None:
    with pytest.raises(error):
        read_light(body, media_type)


@pytest.mark.parametrize("form", ["PNG", "JPEG"])
def test_what_the_kernel_has_handed_back_it_is_not_asked_again(
    kernel: Kernel, seven: Image.Image, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    seven.paste(0, (0, 0, 280, 6))
    monkeypatch.delattr(Kernel, "read_picture")

    assert kernel.read_pixels(np.asarray(seven)[..., None]) is None
    assert isinstance(read_light(encode(seven, form)), Survey)


def test_nothing_is_loaded_when_the_first_caller_comes(kernel: Kernel, monkeypatch: pytest.MonkeyPatch) -> None:
    warmed: list[object] = []
    monkeypatch.setattr(normalisation, "warm_up", lambda: warmed.append("the reference"))
    monkeypatch.setattr(compiled, "load", lambda: warmed.append(kernel))

    warm_up()

    assert warmed == [kernel, "the reference"]


def test_a_type_that_is_not_true_is_refused_however_plain_the_drawing(kernel: Kernel, seven: Image.Image) -> None:
    assert kernel.read_picture(seven)

    with pytest.raises(UnsupportedMedia):
        read_light(encode(seven), "image/jpeg")


def test_the_kernel_is_what_reads_a_plain_drawing(
    kernel: Kernel,
    seven: Image.Image,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delattr(light, "survey")
    monkeypatch.delattr(light, "find_glyphs")
    expected = kernel.read_picture(seven)

    read_ones = [read_light(encode(seven)), read_light(encode(seven, "JPEG")), read_picture(seven)]

    assert expected is not None
    assert [type(one) for one in read_ones] == [tuple] * 3


def test_a_picture_that_finds_no_memory_is_to_be_sent_again(monkeypatch: pytest.MonkeyPatch) -> None:
    def take(_: Image.Image) -> Survey:
        raise MemoryError

    monkeypatch.setattr(light, "survey", take)
    monkeypatch.setattr(compiled, "load", lambda: None)
    with pytest.raises(ResourcesExhausted):
        read_picture(Image.new("L", (28, 28)))
