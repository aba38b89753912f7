"""What was drawn, how surely it was read, and how fast."""

from typing import Final

import numpy as np
import pandas as pd

from benchmarks.reports.baseline.quantiles import Facts, find_quantiles

STAGES: Final = ("normalise", "wait", "predict", "total")
INK: Final = ("width_px", "height_px", "share", "stroke_px", "offset_px")
QUANTILES: Final = {"p05": 0.05, "p25": 0.25, "median": 0.5, "p75": 0.75, "p95": 0.95}
LONG: Final = {"median": 0.5, "p95": 0.95, "p99": 0.99}


def count_outcomes(log: pd.DataFrame, drawings: pd.DataFrame) -> Facts:
    outcomes, times = drawings["outcome"].value_counts(), log["recorded_at"]
    by_minute = drawings["recorded_at"].dt.floor("min").value_counts()
    found: Facts = {name: int(outcomes.get(name, 0)) for name in ("classified", "refused", "failed")}
    return found | {
        "drawings": len(drawings),
        "first_recorded": _format(times.min()),
        "last_recorded": _format(times.max()),
        "busiest_minute": int(by_minute.max()),
    }


def describe_drawings(read: pd.DataFrame) -> Facts:
    digits = read["digit"].value_counts()
    found: Facts = {f"digit.{digit}": int(digits.get(digit, 0)) for digit in range(10)}
    ink = {name.removesuffix("_px"): read[f"ink.{name}"] for name in INK}
    ink["thickness"] = ink["stroke"] / np.maximum(ink["width"], ink["height"])
    for name, values in ink.items():
        found |= find_quantiles(f"ink.{name}", values, QUANTILES)
    repeated = read["glyph_digest"].value_counts()
    return found | {"distinct_pictures": len(repeated), "most_repeated": int(repeated.max())}


def describe_confidence(read: pd.DataFrame) -> Facts:
    found = find_quantiles("confidence", read["confidence"], QUANTILES)
    warned = read["warnings"].map(len) > 0
    counts = read.loc[warned, "warnings"].map(set).explode().value_counts()
    found |= {f"warning.{code}": int(count) for code, count in counts.items()}
    return found | {"mean_confidence": float(read["confidence"].mean()), "warned": int(warned.sum())}


def describe_speed(read: pd.DataFrame) -> Facts:
    found: Facts = {}
    for stage in STAGES:
        found |= find_quantiles(f"{stage}_ms", read[f"timing_ms.{stage}"], LONG)
    return found


def _format(moment: pd.Timestamp) -> str:
    return str(moment.isoformat()).replace("+00:00", "Z")
