import json
from io import BytesIO

import pytest
from PIL import Image

from benchmarks.requests import Post, white_on_black, wrap
from handdraw_inference.drawings.decoding import decode, open_drawing
from handdraw_inference.drawings.normalisation import normalise


def test_a_request_says_its_length() -> None:
    sent = Post("/v1/classify", "image/png", b"abc").to_bytes(close=True)

    assert sent == (
        b"POST /v1/classify HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/png\r\n"
        b"Content-Length: 3\r\nConnection: close\r\n\r\nabc"
    )


def test_a_request_shows_its_key() -> None:
    assert b"\r\nAuthorization: Bearer hd_k\r\n" in Post("/v1/classify", "image/png", b"", "hd_k").to_bytes()


def test_a_drawing_is_white_on_black_and_the_gateway_finds_its_ink() -> None:
    png = white_on_black()
    with Image.open(BytesIO(png)) as picture:
        corner = picture.getpixel((0, 0))
    glyph = normalise(decode(open_drawing(png, "image/png")))

    assert (corner, glyph.warnings) == (0, ())


@pytest.mark.parametrize("form", ["b64", "v1", "v2"])
def test_a_picture_goes_as_text_where_a_framework_wants_json(form: str) -> None:
    post = wrap(b"png", form, "/predict")

    assert (post.content_type, "cG5n" in json.dumps(json.loads(post.body))) == ("application/json", True)


@pytest.mark.parametrize(("form", "field"), [("multipart", b"file"), ("multipart:image", b"image")])
def test_a_form_names_its_field(form: str, field: bytes) -> None:
    body = wrap(b"png", form, "/predict").body

    assert (b'name="' + field + b'"' in body, b"\r\n\r\npng\r\n--" in body) == (True, True)


def test_an_unknown_form_ends_the_benchmark() -> None:
    with pytest.raises(SystemExit, match="no form of a body is called 'xml'"):
        wrap(b"png", "xml", "/predict")
