"""Filters rows as a PNG may have them (PNG specification, third edition, section 9)."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Row = NDArray[np.int64]


def filter_rows(picture: Image.Image, filters: Sequence[int]) -> bytes:
    """``filters``: taken in turn."""
    bands = len(picture.getbands())
    rows = np.asarray(picture).reshape(picture.height, -1).astype(int)
    above = np.zeros_like(rows[:1])
    upper = np.concatenate([above, rows[:-1]])
    used = [filters[number % len(filters)] for number in range(len(rows))]
    return b"".join(
        bytes([kind]) + (row - _predict(kind, row, up, bands)).astype(np.uint8).tobytes()
        for kind, row, up in zip(used, rows, upper, strict=True)
    )


def _predict(kind: int, row: Row, up: Row, bands: int) -> Row:
    left, corner = (np.concatenate([np.zeros(bands, int), line[:-bands]]) for line in (row, up))
    return (np.zeros_like(row), left, up, (left + up) // 2, _paeth(left, up, corner))[kind]


def _paeth(left: Row, up: Row, corner: Row) -> Row:
    estimate = left + up - corner
    distances = np.abs(np.stack([left, up, corner]) - estimate)
    nearest: Row = np.choose(distances.argmin(axis=0), (left, up, corner))
    return nearest
