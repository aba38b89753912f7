"""The comparison as a picture: answers a second and CPU time an answer."""

from collections.abc import Sequence
from pathlib import Path
from statistics import median

import matplotlib as mpl
import numpy as np

from benchmarks.serving.results import Rounds
from handdraw_training.figure_style import SETS, STYLE, hide_spines, new_figure, save


def draw(rounds: Rounds, connections: Sequence[int], path: Path) -> None:
    names = [name for name, found in rounds.items() if found]
    with mpl.rc_context(STYLE):
        figure = new_figure(9, 1.6 + 0.55 * len(names), "Drawings answered on this machine")
        rate_axes, cpu_axes = figure.subplots(1, 2, sharey=True)
        places, thickness = np.arange(len(names)), 0.8 / len(connections)
        for axes, title in ((rate_axes, "answers a second"), (cpu_axes, "CPU ms an answer, all its processes")):
            axes.set_title(title)
            axes.grid(axis="x")
            hide_spines(axes)
        for number, count in enumerate(connections):
            windows = [[one.windows[count] for one in rounds[name]] for name in names]
            at, colour = places + (number - (len(connections) - 1) / 2) * thickness, SETS[number % len(SETS)]
            rates = [median(window.tally.rate for window in found) for found in windows]
            costs = [median(window.all_ms for window in found) for found in windows]
            rate_axes.barh(at, rates, thickness * 0.9, color=colour, label=f"{count} at once")
            cpu_axes.barh(at, costs, thickness * 0.9, color=colour)
        rate_axes.set_yticks(places, names)
        rate_axes.invert_yaxis()
        figure.legend(loc="outside upper right", ncols=len(connections))
        save(figure, path)
