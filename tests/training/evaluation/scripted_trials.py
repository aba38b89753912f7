"""Trials whose glyphs carry the answer in their first pixels, and a recogniser that reads it there."""

from collections.abc import Sequence

import numpy as np

from handdraw_inference.engines.scores import Scores
from handdraw_training.evaluation.reading import Glyphs
from handdraw_training.evaluation.trials.trials import Trial

Told = tuple[int, int, int]
"""the digit that is answered, its confidence and how unlike a digit, in percent"""


def read(glyphs: Glyphs) -> Scores:
    digits, percent, unlike = (glyphs[:, 0, column].astype(np.float32) for column in range(3))
    probabilities = np.repeat(((1 - percent / 100) / 9)[:, None], 10, axis=1)
    probabilities[np.arange(len(glyphs)), digits.astype(int)] = percent / 100
    return Scores(probabilities.astype(np.float32), (unlike / 100).astype(np.float32))


def read_without_doubt(glyphs: Glyphs) -> Scores:
    """As a network does that does not say what is no digit."""
    return Scores(read(glyphs).probabilities)


def trial(
    group: str,
    answers: Sequence[Told],
    labels: Sequence[int] = (),
    writers: Sequence[str] = (),
    name: str = "told",
    refused: Sequence[int] = (),
    several: Sequence[int] = (),
) -> Trial:
    """``refused`` and ``several``: the places of those that are."""
    count = len(answers)
    glyphs = np.zeros((count, 28, 28), np.uint8)
    glyphs[:, 0, :3] = answers
    places = np.arange(count)
    drawn_by = np.array(writers or [""] * count, np.str_)
    return Trial(
        name,
        group,
        glyphs,
        np.isin(places, refused),
        np.isin(places, several),
        np.array(labels or [-1] * count, np.int64),
        np.array([f"drawing {place}" for place in places], np.str_),
        drawn_by,
        np.array([writer.partition(":")[0] for writer in drawn_by], np.str_),
    )
