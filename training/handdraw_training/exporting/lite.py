"""The same network for LiteRT, which needs no server."""

import warnings
from pathlib import Path

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from handdraw_inference.engines.model_versions import INPUT, PROBABILITIES, SIGNATURE, UNLIKE
from handdraw_inference.engines.scores import Scores
from handdraw_training.data.dataset import pixels
from handdraw_training.errors import TwinDisagrees
from handdraw_training.evaluation.reading import Glyphs, Read
from handdraw_training.learning.network import BATCH, name_outputs
from handdraw_training.silence import silence

COMPARED = 100
BATCHES = (1, 32, COMPARED)
"""Singly, as the gateway sends them, and all at once."""
TOLERANCE = 1e-5


def convert(saved_model: Path, read: Read, glyphs: Glyphs) -> bytes:
    """Return the twin of the saved network, once it reads these as the network itself does. Raises TwinDisagrees."""
    with silence():
        twin = bytes(tf.lite.TFLiteConverter.from_saved_model(str(saved_model)).convert())
    compared = glyphs[:COMPARED]
    expected, images = read(compared), pixels(compared)
    for size in BATCHES:
        check(expected, run(twin, images, size))
    return twin


def run(twin: bytes, images: NDArray[np.float32], batch_size: int) -> Scores:
    """``images``: [n, 28, 28, 1], 0..1. Raises TwinDisagrees on outputs by other names than the signature's."""
    with silence(), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=r"\s*Warning: tf.lite.Interpreter is deprecated")
        runner = tf.lite.Interpreter(model_content=twin).get_signature_runner(SIGNATURE)
        starts = range(0, len(images), batch_size)
        batches = [runner(**{INPUT: images[start : start + batch_size]}) for start in starts]
    if not {PROBABILITIES} <= batches[0].keys() <= {PROBABILITIES, UNLIKE}:
        raise TwinDisagrees(f"LiteRT answers {sorted(batches[0])}")
    return name_outputs({name: np.concatenate([batch[name] for batch in batches]) for name in batches[0]})


def reader(twin: bytes) -> Read:
    """Return how the twin reads glyphs, for an evaluation."""

    def read(glyphs: Glyphs) -> Scores:
        return run(twin, pixels(glyphs), BATCH)

    return read


def check(expected: Scores, answered: Scores) -> None:
    """Raises TwinDisagrees, for NaN too: a conversion can go wrong without an error."""
    right, twins = named(expected), named(answered)
    if right.keys() != twins.keys():
        raise TwinDisagrees(f"LiteRT answers {sorted(twins)} and Keras {sorted(right)}")
    for name, values in right.items():
        difference = np.abs(values - twins[name]).max()
        if not difference <= TOLERANCE:
            raise TwinDisagrees(f"LiteRT's {name} differ from Keras's by {difference:.1e}, more than {TOLERANCE:.0e}")


def named(scores: Scores) -> dict[str, NDArray[np.float32]]:
    """By the names of the outputs."""
    unlike = {} if scores.unlike is None else {UNLIKE: scores.unlike}
    return {PROBABILITIES: scores.probabilities} | unlike
