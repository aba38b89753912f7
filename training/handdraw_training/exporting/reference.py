"""reference.json: what is ordinary, so that drift shows. Measured on the validation's drawn digits.

``n``: how many. ``confidence``: the probability of the digit that was read. ``digits``: the share of each among what
was read. ``warnings``: the share that gets each. Of the ink: ``width`` and ``height`` as shares of the canvas' side,
the thickness of the ``stroke`` as one of the longer of the two, its ``share`` of the canvas. Means and quantiles.
"""

import json

import numpy as np
from numpy.typing import NDArray

from handdraw_inference.engines.scores import Scores
from handdraw_training.data.corpus import FACTS, WARNINGS, Corpus
from handdraw_training.exporting.outputs import share_unlike

QUANTILES = (0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99)


def statistics(drawn: Corpus, said: Scores) -> str:
    """As JSON. ``drawn``: digits alone."""
    read = said.probabilities.argmax(axis=1)
    facts, warnings = drawn.facts[:, : len(FACTS)], drawn.facts[:, len(FACTS) :]
    raised = dict(zip(WARNINGS, warnings.mean(axis=0), strict=True)) | {"unlike_a_digit": share_unlike(said)}
    described = {
        "n": len(drawn.labels),
        "confidence": spread(said.probabilities.max(axis=1)),
        "digits": {str(digit): rounded((read == digit).mean()) for digit in range(10)},
        "warnings": {name: rounded(share) for name, share in raised.items()},
        **{name: spread(values) for name, values in zip(FACTS, facts.T, strict=True)},
    }
    return json.dumps(described, indent=1) + "\n"


def spread(values: NDArray[np.float32]) -> dict[str, object]:
    quantiles = {str(at): rounded(np.quantile(values, at)) for at in QUANTILES}
    return {"mean": rounded(values.mean()), "quantiles": quantiles}


def rounded(value: float | np.floating) -> float:
    return round(float(value), 6)
