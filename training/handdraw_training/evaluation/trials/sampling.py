"""Which drawings stand for all where measuring all would take too long."""

from collections.abc import Sequence
from typing import TypeVar

import numpy as np

from handdraw_training.pen.strokes import StrokeDrawing

Item = TypeVar("Item")
SEED = 11


def some(items: Sequence[Item], most: int) -> list[Item]:
    """The same each time, in their own order."""
    if len(items) <= most:
        return list(items)
    return [items[index] for index in sorted(np.random.default_rng(SEED).permutation(len(items))[:most])]


def some_of_each_set(strokes: Sequence[StrokeDrawing], most: int) -> list[StrokeDrawing]:
    """As many of each set; a set that has fewer gives all."""
    sets = sorted({one.set for one in strokes})
    members = [[one for one in strokes if one.set == name] for name in sets]
    return [one for drawn in members for one in some(drawn, max(1, most // len(sets)))]
