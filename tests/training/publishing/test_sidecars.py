import json

import numpy as np

from handdraw_inference.engines.scores import Scores
from handdraw_training.data.corpus import Corpus
from handdraw_training.publishing import sidecars


def test_the_statistics_are_those_of_the_drawings() -> None:
    drawn = Corpus(
        images=np.zeros((4, 28, 28), np.uint8),
        labels=np.array([1, 1, 3, 3], np.uint8),
        kinds=np.zeros(4, np.uint8),
        facts=np.array([[width, 0.5, 0.1, 0.02, 0, width > 0.7, 0] for width in (0.2, 0.4, 0.6, 0.8)], np.float32),
        names=("pen digits",),
    )
    probabilities = np.full((4, 10), 0.02, np.float32)
    probabilities[[0, 1, 2, 3], [1, 1, 3, 5]] = [0.82, 0.82, 0.62, 0.42]

    said = json.loads(sidecars.statistics(drawn, Scores(probabilities, np.array([0.1, 0.2, 0.5, 0.9], np.float32))))

    assert {name: said[name] for name in ("n", "warnings")} == {
        "n": 4,
        "warnings": {"faint_ink": 0, "touches_edge": 0.25, "several_marks": 0, "unlike_a_digit": 0.25},
    }
    assert (said["digits"]["1"], said["digits"]["5"], said["width"]["mean"]) == (0.5, 0.25, 0.5)
    assert {name: said[name]["quantiles"]["0.5"] for name in ("confidence", "width", "height", "stroke", "share")} == {
        "confidence": 0.72,
        "width": 0.5,
        "height": 0.5,
        "stroke": 0.1,
        "share": 0.02,
    }
