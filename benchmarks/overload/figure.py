"""An overload as a picture: answers a second and latencies over its time."""

from pathlib import Path

import matplotlib as mpl
import numpy as np

from benchmarks.open_loop import answered
from benchmarks.overload.summary import Overload
from handdraw_training.figure_style import INK, SETS, STYLE, new_figure, save

BIN_S = 0.25
ORDER = ("200", "429")


def draw(overload: Overload, path: Path) -> None:
    statuses = [*ORDER, *sorted(set(overload.count()) - set(ORDER))]
    with mpl.rc_context(STYLE):
        figure = new_figure(
            9, 5.5, f"{overload.offered:,.0f} callers a second at a gateway that can answer {overload.best:,.0f}"
        )
        rates, latencies = figure.subplots(2, 1, sharex=True)
        longest_s = max((one.came_s + one.latency_s for one in overload.answers), default=0.0)
        bins = np.arange(0, max(longest_s, overload.seconds) + 2 * BIN_S, BIN_S)
        for status, colour in zip(statuses, (SETS * len(statuses))[: len(statuses)], strict=True):
            came = np.array([[one.came_s, one.latency_s] for one in answered(overload.answers, status)]).reshape(-1, 2)
            per_bin, _ = np.histogram(came.sum(axis=1), bins)
            rates.stairs(per_bin / BIN_S, bins, color=colour, label=status)
            latencies.plot(came[:, 0], came[:, 1] * 1000, ".", markersize=2, color=colour)
        rates.axhline(overload.best, color=INK, linewidth=0.8, linestyle=":", label="its best rate")
        rates.set_title("answers a second, by when they came")
        latencies.set_title("latency in ms, by when the caller came")
        latencies.set_yscale("log")
        latencies.set_xlabel("seconds")
        figure.legend(loc="outside upper right", ncols=len(statuses) + 1)
        save(figure, path)
