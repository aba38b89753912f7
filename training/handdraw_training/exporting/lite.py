"""The same network for LiteRT, which needs no server: in floats, and quantised to 8 bits, as it ships."""

import warnings
from pathlib import Path

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from handdraw_inference.engines.model_versions import INPUT, PROBABILITIES, SIGNATURE, UNLIKE
from handdraw_inference.engines.scores import Scores
from handdraw_training.agreement import Agreement, check_float, check_quantised
from handdraw_training.data.dataset import pixels
from handdraw_training.errors import TwinDisagrees
from handdraw_training.evaluation.reading import Glyphs, Read
from handdraw_training.learning.network import BATCH, name_outputs
from handdraw_training.silence import silence

COMPARED = 100  # of MNIST's, with the float twin
MOST_MNIST, MOST_DRAWN = 10_000, 2_000  # with the quantised one
BATCHES = (1, 32, COMPARED)
"""Singly, as the gateway sends them, and all at once."""


def convert(saved_model: Path, read: Read, glyphs: Glyphs) -> bytes:
    """Return the float twin of the saved network, once it reads these as the network itself. Raises TwinDisagrees."""
    twin = _convert(saved_model)
    compared = glyphs[:COMPARED]
    expected, images = read(compared), pixels(compared)
    for size in BATCHES:
        check_float(expected, run(twin, images, size))
    return twin


def quantise(saved_model: Path, read: Read, mnist: Glyphs, drawn: Glyphs) -> tuple[bytes, Agreement]:
    """Return the quantised twin, and how it reads these glyphs beside the network itself. Raises TwinDisagrees.

    By dynamic range: a scale for each filter's weights, and one for the activations of each call.
    """
    quantised = _convert(saved_model, tf.lite.Optimize.DEFAULT)
    mnist, drawn = mnist[:MOST_MNIST], drawn[:MOST_DRAWN]
    glyphs = np.concatenate([mnist, drawn])
    answered = run(quantised, pixels(glyphs), 1)
    return quantised, check_quantised(read(glyphs), answered, len(mnist), len(drawn))


def _convert(saved_model: Path, *optimizations: tf.lite.Optimize) -> bytes:
    with silence():
        converter = tf.lite.TFLiteConverter.from_saved_model(str(saved_model))
        converter.optimizations = list(optimizations)
        return bytes(converter.convert())


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
