"""What lies beside the network in a version's folder, for people and for the watch over drift."""

import json

import numpy as np
from numpy.typing import NDArray

from handdraw_inference.engines.model_versions import UNLIKE, ModelVersion
from handdraw_inference.engines.scores import Scores
from handdraw_training.data.chunks import FACTS, WARNINGS
from handdraw_training.data.corpus import Corpus
from handdraw_training.evaluation.reading import Read, find_unlike
from handdraw_training.evaluation.showing import figures
from handdraw_training.publishing import card_page, history_figure
from handdraw_training.publishing.card import ModelCard
from handdraw_training.publishing.judging import Verdict

QUANTILES = (0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99)


def write_sidecars(version: ModelVersion, card: ModelCard, verdict: Verdict) -> None:
    """Write the card, for machines and for people, and what the evaluation found. Raises OSError."""
    extra = version.extra
    version.card_file.write_text(card.to_json(), encoding="utf-8")
    (extra / "evaluation.json").write_text(verdict.found.to_json(), encoding="utf-8")
    drawn = [path.name for path in figures.write(verdict.found, extra)]
    history_figure.write(card, extra / "history.png")
    (extra / "MODEL_CARD.md").write_text(card_page.render(card, verdict, drawn), encoding="utf-8")


def write_reference(version: ModelVersion, read: Read, pictures: Corpus) -> None:
    """Write what is ordinary, so that drift shows: measured on the validation's digits. Raises OSError."""
    digits = pictures.only_digits()
    ordinary = statistics(digits, read(digits.images))
    (version.extra / "reference.json").write_text(ordinary, encoding="utf-8")


def statistics(digits: Corpus, scores: Scores) -> str:
    """Return what is ordinary, as JSON. ``digits``: without what is no digit; ``scores``: of these.

    ``n``: how many. ``confidence``: the probability of the digit that was read. ``digits``: the share of each among
    what was read. ``warnings``: the share that gets each. Of the ink: ``width`` and ``height`` as shares of the canvas'
    side, the thickness of the ``stroke`` as one of the longer of the two, its ``share`` of the canvas. Means and
    quantiles.
    """
    read = scores.probabilities.argmax(axis=1)
    facts, warnings = digits.facts[:, : len(FACTS)], digits.facts[:, len(FACTS) :]
    warned = dict(zip(WARNINGS, warnings.mean(axis=0), strict=True)) | {UNLIKE: find_unlike(scores).mean()}
    known = {
        "n": len(digits.labels),
        "confidence": _spread(scores.probabilities.max(axis=1)),
        "digits": {str(digit): _rounded((read == digit).mean()) for digit in range(10)},
        "warnings": {name: _rounded(share) for name, share in warned.items()},
        **{name: _spread(values) for name, values in zip(FACTS, facts.T, strict=True)},
    }
    return json.dumps(known, indent=1) + "\n"


def _spread(values: NDArray[np.float32]) -> dict[str, object]:
    quantiles = {str(at): _rounded(np.quantile(values, at)) for at in QUANTILES}
    return {"mean": _rounded(values.mean()), "quantiles": quantiles}


def _rounded(value: float | np.floating) -> float:
    return round(float(value), 6)
