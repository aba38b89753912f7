"""From logits to what a caller can rely on: a confidence that is right as often as it says, and a rare warning."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import keras
import numpy as np
from keras import layers, ops
from numpy.typing import NDArray

from handdraw_training.learning.material import Held
from handdraw_training.learning.network import BATCH, DIGITS
from handdraw_training.signature import OUTPUT, UNLIKE

WARNED = 0.01  # of true digits, at most
GOLDEN = (math.sqrt(5) - 1) / 2

Logits = NDArray[np.float64]
"""[n, 11]"""


@dataclass(frozen=True, eq=False)
class Seen:
    """What the network said of digits that taught it nothing. ``weight``: in the temperature, beside others."""

    logits: Logits
    labels: NDArray[np.uint8]
    weight: float


@dataclass(frozen=True)
class Calibration:
    """``temperature`` divides the digits' logits. ``threshold``: what "no digit" must exceed them by for a warning."""

    temperature: float
    threshold: float


def of(model: keras.Model, held: Mapping[str, Held]) -> Calibration | None:
    """None where there is nothing to calibrate on."""
    if not held:
        return None
    said = [(logits(model, part.digits.pixels()), part) for part in held.values()]
    return fitted([Seen(answers, part.digits.labels, part.weight) for answers, part in said])


def logits(model: keras.Model, pixels: NDArray[np.float32]) -> Logits:
    answers: Logits = model.predict(pixels, batch_size=BATCH, verbose=0).astype(np.float64)
    return answers


def fitted(held: Sequence[Seen]) -> Calibration:
    """One temperature for all; the threshold that is strict enough for each."""
    return Calibration(
        temperature=round(math.exp(minimum(lambda log: loss(held, math.exp(log)), math.log(0.2), math.log(5))), 4),
        threshold=round(max(threshold(excess(part.logits)) for part in held), 4) + 1e-4,
    )


def loss(held: Sequence[Seen], temperature: float) -> float:
    """The cross-entropy."""
    return sum(
        part.weight * float(surprise(part.logits[:, :DIGITS] / temperature, part.labels).mean()) for part in held
    )


def surprise(logits: Logits, labels: NDArray[np.uint8]) -> Logits:
    return log_sum(logits) - logits[np.arange(len(labels)), labels]


def log_sum(logits: Logits) -> Logits:
    highest = logits.max(axis=1)
    total: Logits = highest + np.log(np.exp(logits - highest[:, None]).sum(axis=1))
    return total


def excess(logits: Logits) -> Logits:
    """The log odds of "no digit" against any digit."""
    return logits[:, DIGITS] - log_sum(logits[:, :DIGITS])


def threshold(excesses: Logits) -> float:
    """The lowest that at most WARNED of them are above."""
    return float(np.quantile(excesses, 1 - WARNED, method="higher"))


def minimum(function: Callable[[float], float], low: float, high: float) -> float:
    """Of a function with one valley, by golden section."""
    for _ in range(40):
        left, right = high - GOLDEN * (high - low), low + GOLDEN * (high - low)
        low, high = (low, right) if function(left) < function(right) else (left, high)
    return (low + high) / 2


def calibrated(model: keras.Model, calibration: Calibration) -> keras.Model:
    """With both outputs inside the graph; 0.5 is where a warning begins."""
    logits = model.outputs[0]
    digits = logits[:, :DIGITS]
    probabilities = layers.Softmax()(layers.Rescaling(1 / calibration.temperature)(digits))
    above = logits[:, DIGITS] - ops.logsumexp(digits, axis=1) - calibration.threshold
    return keras.Model(model.inputs, {OUTPUT: probabilities, UNLIKE: ops.sigmoid(above)}, name=model.name)
