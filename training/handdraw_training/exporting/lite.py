"""The same network for LiteRT, which needs no server."""

import warnings
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from handdraw_training.errors import TwinDisagrees
from handdraw_training.signature import INPUT, OUTPUT, SIGNATURE
from handdraw_training.silence import silence

TOLERANCE = 1e-5

Answers = dict[str, NDArray[np.float32]]
"""by the name of the output"""


def convert(saved_model: Path) -> bytes:
    with silence():
        return bytes(tf.lite.TFLiteConverter.from_saved_model(str(saved_model)).convert())


def predict(twin: bytes, pixels: NDArray[np.float32]) -> NDArray[np.float32]:
    """The probabilities alone."""
    return run(twin, [pixels])[0][OUTPUT]


def run(twin: bytes, batches: Sequence[NDArray[np.float32]]) -> list[Answers]:
    """By name: LiteRT has the outputs in an order of its own."""
    with silence(), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=r"\s*Warning: tf.lite.Interpreter is deprecated")
        runner = tf.lite.Interpreter(model_content=twin).get_signature_runner(SIGNATURE)
        return [runner(**{INPUT: batch}) for batch in batches]


def check(expected: Answers, answered: Answers) -> None:
    """Raises TwinDisagrees, for NaN too: a conversion can go wrong without an error."""
    if expected.keys() != answered.keys():
        raise TwinDisagrees(f"LiteRT answers {sorted(answered)} and Keras {sorted(expected)}")
    for name, right in expected.items():
        difference = np.abs(right - answered[name]).max()
        if not difference <= TOLERANCE:
            raise TwinDisagrees(f"LiteRT's {name} differ from Keras's by {difference:.1e}, more than {TOLERANCE:.0e}")
