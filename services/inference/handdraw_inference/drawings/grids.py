"""Grids of grey levels, and what OpenCV does with them, in our types."""

import cv2
import numpy as np
from numpy.typing import NDArray

Grey = NDArray[np.uint8]
"""[h, w]"""

cv2.setNumThreads(1)  # on grids as small as ours, threads cost more than they save


def shrink(plane: Grey, height: int, width: int) -> Grey:
    """Return a smaller plane, each of its places the mean of what it covers."""
    return np.asarray(cv2.resize(plane, (width, height), interpolation=cv2.INTER_AREA), np.uint8)


def dilate(plane: Grey, height: int, width: int) -> Grey:
    """Give each place the largest value in the window around it."""
    return np.asarray(cv2.dilate(plane, np.ones((height, width), np.uint8)), np.uint8)


def dilate_up(plane: Grey, reach: int) -> Grey:
    """Give each place the largest value in the ``reach`` places from it downwards."""
    return np.asarray(cv2.dilate(plane, np.ones((reach, 1), np.uint8), anchor=(0, 0)), np.uint8)


def dilate_down(plane: Grey, reach: int) -> Grey:
    """Give each place the largest value in the ``reach`` places from it upwards."""
    return np.asarray(cv2.dilate(plane, np.ones((reach, 1), np.uint8), anchor=(0, reach - 1)), np.uint8)


def erode(plane: Grey, height: int, width: int) -> Grey:
    """Give each place the smallest value in the window around it; what lies outside the grid does not count."""
    return np.asarray(cv2.erode(plane, np.ones((height, width), np.uint8)), np.uint8)


def open_level(plane: Grey, length: int) -> Grey:
    """Keep what belongs to a level run of this length (a morphological opening)."""
    return np.asarray(cv2.morphologyEx(plane, cv2.MORPH_OPEN, np.ones((1, length), np.uint8)), np.uint8)


def smoothen(plane: Grey) -> Grey:
    """Take the grain out."""
    return np.asarray(cv2.GaussianBlur(plane, (3, 3), 0), np.uint8)


def subtract(plane: Grey, less: Grey) -> Grey:
    """Return the difference, 0 where it would be negative."""
    return np.asarray(cv2.subtract(plane, less), np.uint8)


def split(pixels: NDArray[np.uint8]) -> list[Grey]:
    """Return the bands of pixels, [h, w, n]."""
    return [np.asarray(band, np.uint8) for band in cv2.split(pixels)]
