"""Picks the drawings that stand for all of them where measuring all would take too long."""

from collections.abc import Sequence
from typing import TypeVar

import numpy as np

from handdraw_training.pen.strokes import StrokeDrawing

Item = TypeVar("Item")
SEED = 11


def sample(items: Sequence[Item], most: int) -> list[Item]:
    """Return at most ``most`` items, the same each time and in their own order."""
    if len(items) <= most:
        return list(items)
    return [items[index] for index in sorted(np.random.default_rng(SEED).permutation(len(items))[:most])]


def sample_each_set(drawings: Sequence[StrokeDrawing], most: int) -> list[StrokeDrawing]:
    """Return at most ``most`` drawings, equally many of each set; a set that has fewer gives all."""
    sets = sorted({one.set for one in drawings})
    members = [[one for one in drawings if one.set == name] for name in sets]
    return [one for member in members for one in sample(member, max(1, most // len(sets)))]
