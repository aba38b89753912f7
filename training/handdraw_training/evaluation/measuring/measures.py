"""Computes the numbers, weighted so that each set of drawings counts as much as the next, however large it is."""

import numpy as np
from numpy.typing import NDArray

from handdraw_training.evaluation.measuring.results import Bin, CalibrationErrors
from handdraw_training.evaluation.reading import Names

Floats = NDArray[np.float64]

BINS = 15
RESAMPLINGS = 2_000
FLOOR = 1e-7  # the least probability that goes into a logarithm


def weights(sets: Names) -> Floats:
    """Return weights that add up to 1: equal within a set, and with the same sum for each set."""
    _, where, counts = np.unique(sets, return_inverse=True, return_counts=True)
    share: Floats = 1 / (counts[where] * len(counts))
    return share


def mean_over_sets(values: NDArray[np.bool_], sets: Names) -> float:
    """Return the mean of the sets' own means."""
    return float(np.mean([values[sets == name].mean() for name in np.unique(sets)]))


def calibration(probabilities: NDArray[np.float32], labels: NDArray[np.int64], share: Floats) -> CalibrationErrors:
    """``share``: each answer's weight; they add up to 1. ECE over 15 bins of equal width, Brier over ten classes."""
    exact = probabilities.astype(np.float64)
    confidence, right = exact.max(axis=1), exact.argmax(axis=1) == labels
    bins = _bins(confidence, right, share)
    truth = np.eye(10)[labels]
    likelihood = exact[np.arange(len(labels)), labels].clip(FLOOR, 1)
    return CalibrationErrors(
        ece=sum(one.share * abs(one.confidence - one.accuracy) for one in bins),
        brier=float(share @ ((exact - truth) ** 2).sum(axis=1)),
        nll=float(share @ -np.log(likelihood)),
        bins=bins,
    )


def _bins(confidence: Floats, right: NDArray[np.bool_], share: Floats) -> tuple[Bin, ...]:
    """Return the bins that hold an answer; a confidence on the border of two belongs to the lower."""
    places = np.ceil(confidence * BINS).clip(1, BINS)
    found = []
    for place in np.unique(places):
        inside = places == place
        total = float(share[inside].sum())
        parts = share[inside] / total
        found.append(Bin(total, float(parts @ confidence[inside]), float(parts @ right[inside])))
    return tuple(found)


def interval(right: NDArray[np.bool_], writers: Names, sets: Names, seed: int) -> tuple[float, float] | None:
    """Return the accuracy's 95% interval, had other such people drawn; None if no set has two writers."""
    if all(len(np.unique(writers[sets == name])) < 2 for name in np.unique(sets)):
        return None
    rng = np.random.default_rng(seed)
    by_set = [_resample_writers(right[sets == name], writers[sets == name], rng) for name in np.unique(sets)]
    low, high = np.percentile(np.mean(by_set, axis=0), [2.5, 97.5])
    return float(low), float(high)


def _resample_writers(right: NDArray[np.bool_], writers: Names, rng: np.random.Generator) -> Floats:
    """Return the accuracies [RESAMPLINGS] of a set whose writers are drawn anew, with replacement."""
    names, where = np.unique(writers, return_inverse=True)
    rights, totals = np.bincount(where, right), np.bincount(where)
    counts = rng.multinomial(len(names), np.full(len(names), 1 / len(names)), RESAMPLINGS)
    accuracies: Floats = (counts @ rights) / (counts @ totals)
    return accuracies


def confusion(labels: NDArray[np.int64], digits: NDArray[np.int64]) -> tuple[tuple[int, ...], ...]:
    """Return counts [truth][read]."""
    counts = np.zeros((10, 10), int)
    np.add.at(counts, (labels, digits), 1)
    return tuple(tuple(row) for row in counts.tolist())


def roc(digits: Floats, others: Floats) -> tuple[Floats, Floats]:
    """Return the shares of digits and of others at or above each threshold, from the strictest on, from 0 to 1."""
    thresholds = np.unique(np.concatenate([digits, others]))[::-1]
    alarms = 1 - np.searchsorted(np.sort(digits), thresholds) / len(digits)
    caught = 1 - np.searchsorted(np.sort(others), thresholds) / len(others)
    return np.concatenate([[0.0], alarms]), np.concatenate([[0.0], caught])


def thin(points: Floats, most: int) -> tuple[float, ...]:
    """Keep at most ``most`` points of a curve, its ends among them, for a figure and a file."""
    kept = np.unique(np.linspace(0, len(points) - 1, min(most, len(points))).round().astype(int))
    return tuple(round(float(point), 6) for point in points[kept])
