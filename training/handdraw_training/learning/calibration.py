"""Turns logits into what a caller can rely on: a confidence that is right as often as it says, and a rare warning."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import keras
import numpy as np
from keras import layers, ops
from numpy.typing import NDArray

from handdraw_inference.engines.model_versions import PROBABILITIES, UNLIKE
from handdraw_training.candidate import Calibration
from handdraw_training.data.material import CalibrationSet
from handdraw_training.learning.network import BATCH, DIGITS

WARNED = 0.02  # of true digits, at most
GOLDEN = (math.sqrt(5) - 1) / 2

Logits = NDArray[np.float64]
"""[n, 11]"""


@dataclass(frozen=True, eq=False)
class Sample:
    """The network's logits for digits that taught it nothing. ``weight``: in the temperature, beside other samples."""

    logits: Logits
    labels: NDArray[np.uint8]
    weight: float


def calibrate(model: keras.Model, sets: Mapping[str, CalibrationSet]) -> Calibration | None:
    """Return None where there is nothing to calibrate on."""
    if not sets:
        return None
    return fit([Sample(_logits(model, one.digits.pixels()), one.digits.labels, one.weight) for one in sets.values()])


def _logits(model: keras.Model, pixels: NDArray[np.float32]) -> Logits:
    logits: Logits = model.predict(pixels, batch_size=BATCH, verbose=0).astype(np.float64)
    return logits


def fit(samples: Sequence[Sample]) -> Calibration:
    """Find one temperature for all samples, and the threshold that is strict enough for each."""
    log = minimum(lambda log: _loss(samples, math.exp(log)), math.log(0.2), math.log(5))
    return Calibration(
        temperature=round(math.exp(log), 4),
        threshold=round(max(_threshold(excess(one.logits)) for one in samples), 4) + 1e-4,
    )


def _loss(samples: Sequence[Sample], temperature: float) -> float:
    """Return the cross-entropy."""
    return sum(
        one.weight * float(_surprise(one.logits[:, :DIGITS] / temperature, one.labels).mean()) for one in samples
    )


def _surprise(logits: Logits, labels: NDArray[np.uint8]) -> Logits:
    return _log_sum(logits) - logits[np.arange(len(labels)), labels]


def _log_sum(logits: Logits) -> Logits:
    highest = logits.max(axis=1)
    total: Logits = highest + np.log(np.exp(logits - highest[:, None]).sum(axis=1))
    return total


def excess(logits: Logits) -> Logits:
    """Return the log odds of "no digit" against any digit, [n]."""
    return logits[:, DIGITS] - _log_sum(logits[:, :DIGITS])


def _threshold(excesses: Logits) -> float:
    """Return the lowest threshold that at most WARNED of them exceed."""
    return float(np.quantile(excesses, 1 - WARNED, method="higher"))


def minimum(function: Callable[[float], float], low: float, high: float) -> float:
    """Find the lowest point of a function with one valley, by golden section."""
    for _ in range(40):
        left, right = high - GOLDEN * (high - low), low + GOLDEN * (high - low)
        low, high = (low, right) if function(left) < function(right) else (left, high)
    return (low + high) / 2


def finish(model: keras.Model, calibration: Calibration | None) -> keras.Model:
    """Return the network that is exported, without its optimizer, whose state is twice the size of the weights.

    Where it is calibrated, both outputs are put into the graph; NO_DIGIT_ABOVE is where the threshold comes to lie.
    """
    if calibration is None:
        return keras.Model(model.inputs, model.outputs, name=model.name)
    logits = model.outputs[0]
    digits = logits[:, :DIGITS]
    probabilities = layers.Softmax()(layers.Rescaling(1 / calibration.temperature)(digits))
    above = logits[:, DIGITS] - ops.logsumexp(digits, axis=1) - calibration.threshold
    return keras.Model(model.inputs, {PROBABILITIES: probabilities, UNLIKE: ops.sigmoid(above)}, name=model.name)
