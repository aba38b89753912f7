"""What counting costs as a picture: CPU time and memory by the number of events."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import matplotlib as mpl
from matplotlib.ticker import NullFormatter, StrMethodFormatter

from benchmarks.reports.measuring import Cost
from handdraw_training.figure_style import SETS, STYLE, new_figure, save


def draw(costs: Mapping[str, Sequence[Cost]], path: Path) -> None:
    with mpl.rc_context(STYLE):
        figure = new_figure(9, 3.8, "What a report of so many events costs")
        cpu_axes, memory_axes = figure.subplots(1, 2)
        for number, (name, found) in enumerate(costs.items()):
            events, colour = [one.events for one in found], SETS[number % len(SETS)]
            cpu_axes.plot(events, [one.cpu_s for one in found], "o-", color=colour, label=name)
            memory_axes.plot(events, [one.peak_mib for one in found], "o-", color=colour)
        for axes, title in ((cpu_axes, "CPU s"), (memory_axes, "MiB at its peak")):
            axes.set_title(title)
            axes.set_xscale("log")
            axes.set_yscale("log")
            axes.set_xlabel("events")
            for axis in (axes.xaxis, axes.yaxis):
                axis.set_major_formatter(StrMethodFormatter("{x:,g}"))
                axis.set_minor_formatter(NullFormatter())
            axes.grid(visible=True)
        figure.legend(loc="outside lower left", ncols=2)
        save(figure, path)
