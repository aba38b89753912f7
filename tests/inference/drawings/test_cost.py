"""The estimates are compared with what a process really takes for each picture."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from handdraw_inference.drawings.cost import decoding_cost
from handdraw_inference.drawings.decoding import open_drawing

from ..pictures import encode, grey16

MEASURE = """
import os
import sys
from io import BytesIO
from pathlib import Path
from PIL import Image
from handdraw_inference.drawings.decoding import decode, open_drawing

def peak():
    return int(Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0]) * 1024

def take(body):
    Path("/proc/self/clear_refs").write_text("5")
    before = peak()
    decode(open_drawing(body))
    return peak() - before

warm = BytesIO()
Image.new("RGB", (64, 64)).save(warm, "JPEG", progressive=True)
take(warm.getvalue())
for name in sys.argv[1:]:
    if os.fork() == 0:
        print(take(Path(name).read_bytes()), flush=True)
        os._exit(0)
    os.wait()
"""

pytestmark = pytest.mark.skipif(not Path("/proc/self/clear_refs").exists(), reason="memory is read from /proc")


def page(mode: str, side: int = 2048) -> Image.Image:
    """A page of colours that no palette of 64 holds."""
    red = Image.linear_gradient("L").resize((side, side))
    colours = Image.merge("RGB", [red, red.rotate(90), Image.radial_gradient("L").resize((side, side))])
    if mode == "RGBA":
        colours.putalpha(red)
    return colours.quantize(64) if mode == "P" else colours.convert(mode)


BODIES: dict[str, Callable[[], bytes]] = {
    "PNG, grey": lambda: encode(page("L"), compress_level=1),
    "PNG, colour": lambda: encode(page("RGB"), compress_level=1),
    "PNG, alpha": lambda: encode(page("RGBA"), compress_level=1),
    "PNG, grey with alpha": lambda: encode(page("LA"), compress_level=1),
    "PNG, black and white": lambda: encode(page("1")),
    "PNG, palette": lambda: encode(page("P")),
    "PNG, palette with alphas": lambda: encode(page("P"), transparency=bytes(range(64))),
    "PNG, 16 bits": lambda: encode(grey16(page("L"), 257), compress_level=1),
    "GIF": lambda: encode(page("P"), "GIF"),
    "BMP": lambda: encode(page("RGB"), "BMP"),
    "WebP": lambda: encode(page("RGB"), "WEBP", method=0),
    "WebP, lossless with alpha": lambda: encode(page("RGBA"), "WEBP", lossless=True, method=0, quality=0),
    "JPEG": lambda: encode(page("RGB"), "JPEG"),
    "JPEG, progressive": lambda: encode(page("RGB"), "JPEG", progressive=True),
    "JPEG, progressive in full": lambda: encode(page("RGB"), "JPEG", progressive=True, subsampling=0),
    "JPEG, four colours": lambda: encode(page("CMYK"), "JPEG", progressive=True),
}


def test_no_picture_takes_a_fifth_more_than_its_estimate(tmp_path: Path) -> None:
    bodies = [make() for make in BODIES.values()]
    files = [tmp_path / str(number) for number in range(len(bodies))]
    for file, body in zip(files, bodies, strict=True):
        file.write_bytes(body)

    measured = subprocess.run([sys.executable, "-c", MEASURE, *files], capture_output=True, check=True, text=True)
    taken = map(int, measured.stdout.split())
    beyond = [
        (name, cost, took)
        for name, body, took in zip(BODIES, bodies, taken, strict=True)
        if took > 1.2 * (cost := decoding_cost(open_drawing(body)))
    ]

    assert beyond == []


@pytest.mark.parametrize(
    ("body", "least", "most"),
    [
        pytest.param(encode(Image.new("L", (280, 280))), 78_400, 1_000_000, id="a small one"),
        pytest.param(encode(Image.new("L", (7000, 7000)), "JPEG"), 700_000, 8_000_000, id="a photograph"),
        pytest.param(
            encode(Image.new("L", (7000, 7000)), "JPEG", progressive=True),
            2 * 49_000_000,
            2.2 * 49_000_000,
            id="a progressive photograph",
        ),
    ],
)
def test_an_estimate_is_of_the_size_in_which_it_is_decoded(body: bytes, least: float, most: float) -> None:
    assert least < decoding_cost(open_drawing(body)) < most
