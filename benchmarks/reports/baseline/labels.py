"""How well drawings were read, by the last label of each within the window."""

from typing import Final

import numpy as np
import pandas as pd

from benchmarks.reports.baseline.quantiles import Facts

BINS: Final = 15


def judge_labels(labels: pd.DataFrame) -> Facts:
    known = labels[labels["read.digit"].notna()]
    last = known.drop_duplicates("classification_id", keep="last")
    label, answer, confidence = last["digit"], last["read.digit"], last["read.confidence"]
    right = label == answer
    found: Facts = {
        "labels": len(labels),
        "unmatched_labels": len(labels) - len(known),
        "labelled": len(last),
        "read_right": int(right.sum()),
        "accuracy": float(right.mean()),
        "brier": float(((confidence - right) ** 2).mean()),
        "calibration_error": _calibration_error(confidence, right),
    }
    confusion = pd.crosstab(label, answer).reindex(index=range(10), columns=range(10), fill_value=0).to_numpy()
    hit, said, answered = np.diag(confusion), confusion.sum(axis=1), confusion.sum(axis=0)
    for digit in range(10):
        found[f"precision.{digit}"] = float(hit[digit] / answered[digit])
        found[f"recall.{digit}"] = float(hit[digit] / said[digit])
        found[f"f_score.{digit}"] = float(2 * hit[digit] / (said[digit] + answered[digit]))
    return found


def _calibration_error(confidence: pd.Series, right: pd.Series) -> float:
    places = np.minimum((confidence * BINS).astype(int), BINS - 1)
    bins = pd.DataFrame({"confidence": confidence, "right": right}).groupby(places).agg(["mean", "size"])
    gaps = (bins["confidence", "mean"] - bins["right", "mean"]).abs()
    return float((gaps * bins["right", "size"]).sum() / len(confidence))
