"""Trials whose glyphs carry their score in their first pixels, and recognisers that read it there."""

from collections.abc import Sequence

import numpy as np

from handdraw_inference.engines.scores import Scores
from handdraw_training.evaluation.reading import Glyphs
from handdraw_training.evaluation.trials.trials import NO_LABEL, Readings, Trial

ScriptedScore = tuple[int, int, int]
"""The digit that is read, its confidence in percent, and how unlike a digit it is, in percent."""


def read_script(glyphs: Glyphs) -> Scores:
    digits, percent, unlike = (glyphs[:, 0, column].astype(np.float32) for column in range(3))
    probabilities = np.repeat(((1 - percent / 100) / 9)[:, None], 10, axis=1)
    probabilities[np.arange(len(glyphs)), digits.astype(int)] = percent / 100
    return Scores(probabilities.astype(np.float32), (unlike / 100).astype(np.float32))


def read_script_without_unlike(glyphs: Glyphs) -> Scores:
    """Read as a network that does not say what is no digit."""
    return Scores(read_script(glyphs).probabilities)


def scripted_trial(
    group: str,
    scores: Sequence[ScriptedScore],
    labels: Sequence[int] = (),
    writers: Sequence[str] = (),
    name: str = "scripted",
    refused: Sequence[int] = (),
    several: Sequence[int] = (),
    left_out: Sequence[int] = (),
) -> Trial:
    """``refused``, ``several``, ``left_out``: the places of those that are."""
    count = len(scores)
    places = np.arange(count)
    drawn_by = np.array(writers or [""] * count, np.str_)
    return Trial(
        name,
        group,
        scripted_glyphs(scores),
        np.isin(places, refused),
        np.isin(places, several),
        np.isin(places, left_out),
        np.array(labels or [NO_LABEL] * count, np.int64),
        np.array([f"drawing {place}" for place in places], np.str_),
        drawn_by,
        np.array([writer.partition(":")[0] for writer in drawn_by], np.str_),
    )


def scripted_readings(
    of: Sequence[int], scores: Sequence[ScriptedScore], several: Sequence[int] = (), left_out: Sequence[int] = ()
) -> Readings:
    """``of``: the places of the drawings in their trial; ``several``, ``left_out``: likewise."""
    drawings = np.array(of, np.intp)
    return Readings(drawings, scripted_glyphs(scores), np.isin(drawings, several), np.isin(drawings, left_out))


def scripted_glyphs(scores: Sequence[ScriptedScore]) -> Glyphs:
    glyphs = np.zeros((len(scores), 28, 28), np.uint8)
    glyphs[:, 0, :3] = scores
    return glyphs
