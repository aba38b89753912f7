"""The same network for LiteRT, which needs no server."""

import warnings
from pathlib import Path

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from handdraw_training.errors import TwinDisagrees
from handdraw_training.signature import INPUT, OUTPUT, SIGNATURE
from handdraw_training.silence import silence

TOLERANCE = 1e-5


def convert(saved_model: Path) -> bytes:
    with silence():
        return bytes(tf.lite.TFLiteConverter.from_saved_model(str(saved_model)).convert())


def predict(twin: bytes, pixels: NDArray[np.float32]) -> NDArray[np.float32]:
    with silence(), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=r"\s*Warning: tf.lite.Interpreter is deprecated")
        runner = tf.lite.Interpreter(model_content=twin).get_signature_runner(SIGNATURE)
        probabilities: NDArray[np.float32] = runner(**{INPUT: pixels})[OUTPUT]
    return probabilities


def check(expected: NDArray[np.float32], answered: NDArray[np.float32]) -> None:
    """Raises TwinDisagrees, for NaN too: a conversion can go wrong without an error."""
    difference = np.abs(expected - answered).max()
    if not difference <= TOLERANCE:
        raise TwinDisagrees(f"LiteRT's answers differ from Keras's by {difference:.1e}, more than {TOLERANCE:.0e}")
