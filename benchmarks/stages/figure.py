"""Where a request's time goes, as a picture: a bar for each number of callers."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import matplotlib as mpl

from benchmarks.stages.layers import Stage
from handdraw_training.figure_style import SETS, STYLE, hide_spines, new_figure, save

HATCHES = ("", "///", "xx")  # for more stages than there are colours


def draw(stages: Mapping[int, Sequence[Stage]], path: Path) -> None:
    names = [f"{at_once} at once" for at_once in stages]
    with mpl.rc_context(STYLE):
        figure = new_figure(9, 2.6 + 0.6 * len(names), "Where the CPU time of a request goes")
        axes = figure.subplots()
        lefts = [0.0] * len(names)
        for place, stage in enumerate(next(iter(stages.values()))):
            widths = [max(0.0, found[place].us) for found in stages.values()]
            colour, hatch = SETS[place % len(SETS)], HATCHES[place // len(SETS)]
            axes.barh(names, widths, 0.6, left=lefts, color=colour, hatch=hatch, edgecolor="white", label=stage.name)
            lefts = [left + width for left, width in zip(lefts, widths, strict=True)]
        axes.invert_yaxis()
        axes.set_xlabel("us")
        axes.grid(axis="x")
        hide_spines(axes)
        figure.legend(loc="outside lower left", ncols=3)
        save(figure, path)
