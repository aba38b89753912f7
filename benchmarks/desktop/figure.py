"""The window's figures as a picture: frames by size, and how soon answers are seen."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import matplotlib as mpl
from matplotlib.axes import Axes

from handdraw_training.figure_style import ACCENT, MUTED, SECOND, STYLE, new_figure, save

BINS = 40


def draw(
    frames: Mapping[str, tuple[Sequence[float], float]], answers: Sequence[float], most: float, path: Path
) -> None:
    """``frames``: CPU ms of each, and the target, by the window's size. ``answers``: ms, ``most`` their target."""
    with mpl.rc_context(STYLE):
        figure = new_figure(9, 4.5, "The window while somebody draws")
        places = figure.subplots(1, len(frames) + 1, squeeze=False)[0]
        for axes, (name, (costs, target)) in zip(places, frames.items(), strict=False):
            _spread(axes, costs, target, f"{name}\nCPU ms a frame")
        _spread(places[-1], answers, most, "last motion to answer\nms")
        save(figure, path)


def _spread(axes: Axes, values: Sequence[float], target: float, title: str) -> None:
    axes.set_title(title)
    axes.hist([min(value, 2 * target) for value in values], bins=BINS, range=(0, 2 * target), color=ACCENT)
    axes.axvline(target, color=SECOND)
    axes.text(target, axes.get_ylim()[1], " target", color=SECOND, va="top")
    axes.set_yticks([])
    axes.tick_params(labelcolor=MUTED)
