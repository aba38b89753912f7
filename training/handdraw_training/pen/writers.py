"""Decides whose digits teach, whose tune, and whose are kept for measuring."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from handdraw_training.pen.strokes import StrokeDrawing

SEED = 7
TEST_SHARE, VALIDATION_SHARE = 0.2, 0.1


@dataclass(frozen=True)
class Parts:
    """Each writer is in exactly one part. ``test`` is never trained on and never tuned on."""

    train: tuple[StrokeDrawing, ...]
    validation: tuple[StrokeDrawing, ...]
    test: tuple[StrokeDrawing, ...]


def split_by_writer(drawings: Sequence[StrokeDrawing], fold: int = 0) -> Parts:
    """Split drawings by their writers; the same writers always fall into the same parts.

    ``fold``: another has other writers in ``validation``, of those who teach otherwise, and the same in ``test``.
    """
    writers = sorted({one.writer for one in drawings})
    order = np.random.default_rng(SEED).permutation(len(writers))
    first, second = round(len(writers) * TEST_SHARE), round(len(writers) * (TEST_SHARE + VALIDATION_SHARE))
    test = {writers[index] for index in order[:first]}
    others = np.roll(order[first:], -fold * (second - first))
    validation = {writers[index] for index in others[: second - first]}
    return Parts(
        train=tuple(one for one in drawings if one.writer not in test | validation),
        validation=tuple(one for one in drawings if one.writer in validation),
        test=tuple(one for one in drawings if one.writer in test),
    )
