"""A soak as a picture: memory, segments and latency over its time."""

from collections.abc import Sequence
from pathlib import Path

import matplotlib as mpl

from benchmarks.soak.samples import Sample
from handdraw_training.figure_style import ACCENT, SECOND, SETS, STYLE, new_figure, save


def draw(samples: Sequence[Sample], names: Sequence[str], path: Path) -> None:
    minutes = [one.at_s / 60 for one in samples]
    with mpl.rc_context(STYLE):
        figure = new_figure(9, 6.5, "Half of the best rate, for a while")
        memory, rolled, late = figure.subplots(3, 1, sharex=True)
        memory.plot(minutes, [one.largest_mb for one in samples], color=ACCENT, label="largest worker")
        for place, (name, colour) in enumerate(zip(names, SETS[1:], strict=False)):
            memory.plot(minutes, [one.behind_mb[place] for one in samples], color=colour, label=name)
        memory.set_title("PSS in MB")
        memory.set_ylim(bottom=0)
        figure.legend(loc="outside upper right", ncols=1 + len(names))
        rolled.step(minutes, [one.segments for one in samples], color=ACCENT, where="post")
        rolled.set_title("segments in the archive")
        late.plot(minutes, [one.p99_ms for one in samples], color=SECOND)
        late.set_title("p99 of a slice, ms")
        late.set_xlabel("minutes")
        save(figure, path)
