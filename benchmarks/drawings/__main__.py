"""Measures what reading a drawing takes of the processor, from its bytes to its glyph, by the kernel and without it.

    .venv/bin/python -m benchmarks.drawings [--help]

The ways take turns, each with all drawings in all formats; what is printed is CPU time, not what the clock says.
"""

import argparse
from collections import defaultdict
from collections.abc import Callable, Iterator
from io import BytesIO
from itertools import product
from pathlib import Path
from statistics import median
from time import thread_time_ns

from PIL import Image

from handdraw_inference.drawings.compiled import kernel
from handdraw_inference.drawings.decoding import decode, open_drawing
from handdraw_inference.drawings.light import read_light
from handdraw_inference.drawings.normalisation import find_glyphs, survey

DRAWINGS = Path(__file__).parents[2] / "examples" / "drawings"
FORMATS = {"grey PNG": ("L", "PNG"), "RGB PNG": ("RGB", "PNG"), "RGBA PNG": ("RGBA", "PNG")} | {
    "grey JPEG": ("L", "JPEG"),
    "RGB JPEG": ("RGB", "JPEG"),
}


def read_by_reference(body: bytes) -> object:
    return find_glyphs(survey(decode(open_drawing(body))))


WAYS: dict[str, Callable[[bytes], object]] = {"reference": read_by_reference, "compiled": read_light}


def bodies() -> Iterator[tuple[str, bytes]]:
    """Yield each of the examples, 280x280, in each format."""
    for file, (name, (mode, form)) in product(sorted(DRAWINGS.glob("*.png")), FORMATS.items()):
        written = BytesIO()
        Image.open(file).convert(mode).save(written, form, quality=85)
        yield name, written.getvalue()


def measure(rounds: int) -> dict[tuple[str, str], list[float]]:
    """Return the microseconds of every reading, by format and way."""
    taken: dict[tuple[str, str], list[float]] = defaultdict(list)
    for _, (way, read), (name, body) in product(range(rounds), WAYS.items(), list(bodies())):
        begun = thread_time_ns()
        read(body)
        taken[name, way].append((thread_time_ns() - begun) / 1000)
    return taken


def main() -> None:
    parser = argparse.ArgumentParser(
        "python -m benchmarks.drawings", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=300, help="of the ten drawings in each format and way")
    rounds = parser.parse_args().rounds
    if kernel.load() is None:
        print("There is no kernel here, so both are the reference: make kernel")
    taken = measure(rounds)
    print(f"{'CPU us, median (least)':<24}" + "".join(f"{way:>18}" for way in WAYS) + f"{'of a grey PNG':>16}")
    grey = median(taken["grey PNG", "compiled"])
    for name in FORMATS:
        figures = [f"{median(taken[name, way]):.0f} ({min(taken[name, way]):.0f})" for way in WAYS]
        times = median(taken[name, "compiled"]) / grey
        print(f"{name:<24}" + "".join(f"{one:>18}" for one in figures) + f"{times:>16.2f}")


if __name__ == "__main__":
    main()
