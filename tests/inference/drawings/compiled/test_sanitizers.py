"""The kernel under AddressSanitizer and UBSan, on what nobody would send. HANDDRAW_SANITIZED=20000 makes so many."""

import os
import struct
import subprocess
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from handdraw_inference.drawings.compiled.build import CannotBuild, build, find_compiler

from .filters import filter_rows
from .sketches import make

COUNT = int(os.environ.get("HANDDRAW_SANITIZED", "300"))
READER = Path(__file__).with_name("reader.c")
FLAGS = (
    "-std=c11",
    "-O1",
    "-g",
    "-fsanitize=address,undefined",
    "-fno-sanitize-recover=all",
    "-ffp-contract=off",
    f"-I{READER.parent}",
    str(READER),
)
SIZES = (1, 2, 3, 7, 8, 9, 23, 24, 25, 28, 35, 93, 186, 300, 1023, 1024, 1025)
SCANLINES, PIXELS = 0, 1


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A program of its own, since a sanitizer has to be in a process from its start."""
    program = tmp_path_factory.mktemp("reader") / "reader"
    try:
        build(find_compiler(), program, FLAGS)
    except CannotBuild as reason:
        pytest.skip(f"no compiler here sanitizes: {reason}")
    return program


def test_no_rows_hurt(reader: Path) -> None:
    calls = list(damaged_pictures())

    child = subprocess.run([reader], input=b"".join(calls), capture_output=True, check=False)

    assert (child.returncode, child.stderr.decode()) == (0, "")
    read, seen = map(int, child.stdout.split())
    assert (seen, read > COUNT / 20) == (len(calls), True)


def test_a_byte_too_many_would_be_seen(reader: Path) -> None:
    """The reader itself reads one beyond, if it is told to."""
    child = subprocess.run([reader, "beyond"], input=call(PIXELS, bytes(4), 2, 2, 1), capture_output=True, check=False)

    assert (child.returncode, b"heap-buffer-overflow" in child.stderr) == (1, True)


def call(way: int, content: bytes, width: int, height: int, bands: int) -> bytes:
    return struct.pack("<iiiiq", way, width, height, bands, len(content)) + content


def damaged_pictures() -> Iterator[bytes]:
    for number in range(COUNT):
        rng = np.random.default_rng(number)
        yield (drawn, noise, odd_size)[number % 3](rng, number)


def drawn(rng: np.random.Generator, number: int) -> bytes:
    """Filter a drawing in any way, and change a few bytes of it, or where it ends."""
    picture = make(number)
    bands = len(picture.getbands())
    rows = bytearray(filter_rows(picture, rng.integers(5, size=7).tolist()))
    for _ in range(rng.choice([0, 0, 1, 30])):
        rows[rng.integers(len(rows))] = rng.integers(256)
    lied = int(rng.choice([0, 0, 0, 1, -1]))
    return call(SCANLINES, bytes(rows), picture.width + lied, picture.height, bands)


def noise(rng: np.random.Generator, _: int) -> bytes:
    """Fill a picture of any size with grains of all sizes, so that there are as many marks as can be."""
    bands, (height, width) = int(rng.choice([1, 3, 4])), rng.integers(1, 301, 2).tolist()
    levels = rng.integers(256, size=(height, width, bands), dtype=np.uint8)
    sparse = np.where(levels < rng.integers(256), levels, rng.integers(256, dtype=np.uint8))
    if rng.random() < 0.3:
        sparse = np.tile(np.indices((height, width)).sum(axis=0)[..., None] % 2 * 255, bands).astype(np.uint8)
    return call(PIXELS, sparse.astype(np.uint8).tobytes(), width, height, bands)


def odd_size(rng: np.random.Generator, _: int) -> bytes:
    width, height = (int(side) for side in rng.choice(SIZES, 2))
    bands, way = int(rng.choice([1, 3, 4, 2, 0, -1])), int(rng.choice([SCANLINES, PIXELS]))
    length = max(0, height * (width * bands + (way == SCANLINES)))
    levels = np.full(length, 255, np.uint8)
    ink = int(rng.integers(0, 1 + length // 2))
    levels[ink : ink + int(rng.integers(1, 200))] = rng.integers(256)
    if way == SCANLINES and bands > 0:
        levels[:: width * bands + 1] = rng.integers(6)
    return call(way, levels.tobytes(), width, height, bands)
