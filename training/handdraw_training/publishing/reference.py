"""reference.json: what is ordinary, so that drift shows. Measured on the validation's drawn digits.

``n``: how many. ``confidence``: the probability of the digit that was read. ``digits``: the share of each among what
was read. ``warnings``: the share that gets each. Of the ink: ``width`` and ``height`` as shares of the canvas' side,
the thickness of the ``stroke`` as one of the longer of the two, its ``share`` of the canvas. Means and quantiles.
"""

import json

import numpy as np
from numpy.typing import NDArray

from handdraw_inference.engines.model_versions import UNLIKE
from handdraw_inference.engines.scores import NO_DIGIT_ABOVE, Scores
from handdraw_training.data.chunks import FACTS, WARNINGS
from handdraw_training.data.corpus import Corpus

QUANTILES = (0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99)


def statistics(digits: Corpus, scores: Scores) -> str:
    """Return them as JSON. ``digits``: without what is no digit; ``scores``: of these."""
    read = scores.probabilities.argmax(axis=1)
    facts, warnings = digits.facts[:, : len(FACTS)], digits.facts[:, len(FACTS) :]
    warned = dict(zip(WARNINGS, warnings.mean(axis=0), strict=True)) | {UNLIKE: share_warned(scores)}
    known = {
        "n": len(digits.labels),
        "confidence": _spread(scores.probabilities.max(axis=1)),
        "digits": {str(digit): _rounded((read == digit).mean()) for digit in range(10)},
        "warnings": {name: _rounded(share) for name, share in warned.items()},
        **{name: _spread(values) for name, values in zip(FACTS, facts.T, strict=True)},
    }
    return json.dumps(known, indent=1) + "\n"


def share_warned(scores: Scores) -> float:
    """Return the share of glyphs that look like no digit; 0 where the network does not say."""
    return 0.0 if scores.unlike is None else float((scores.unlike > NO_DIGIT_ABOVE).mean())


def _spread(values: NDArray[np.float32]) -> dict[str, object]:
    quantiles = {str(at): _rounded(np.quantile(values, at)) for at in QUANTILES}
    return {"mean": _rounded(values.mean()), "quantiles": quantiles}


def _rounded(value: float | np.floating) -> float:
    return round(float(value), 6)
