"""The facts of a report by pandas: counts, shares, quantiles, accuracy, calibration, and some by their source."""

import pandas as pd

from benchmarks.reports.baseline.columns import DATA
from benchmarks.reports.baseline.drawings import (
    count_outcomes,
    describe_confidence,
    describe_drawings,
    describe_speed,
)
from benchmarks.reports.baseline.labels import judge_labels
from benchmarks.reports.baseline.quantiles import Facts
from benchmarks.reports.baseline.sources import count_codes, count_sources


def compute(log: pd.DataFrame) -> Facts:
    """Return facts by the ids that a report gives them, and a few more."""
    log.columns = [name.removeprefix(DATA) for name in log.columns]
    is_label = log["event.type"] == "handdraw.label.v1"
    drawings, labels = log[~is_label], log[is_label]
    read = drawings[drawings["outcome"] == "classified"]
    return {
        **count_outcomes(log, drawings),
        **describe_drawings(read),
        **describe_confidence(read),
        **judge_labels(labels),
        **describe_speed(read),
        **count_sources(drawings, read),
        **count_codes(drawings),
    }
