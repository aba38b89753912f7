"""How far drawings lie from what is ordinary, quantity by quantity."""

from collections.abc import Mapping, Sequence
from typing import Final

from matplotlib.ticker import FuncFormatter, MaxNLocator

from handdraw_contracts.reports import Fact
from handdraw_reporter.counting.drift import LARGE_DRIFT, SOME_DRIFT
from handdraw_reporter.figures.colours import ACCENT, INK, MUTED, SECOND
from handdraw_reporter.figures.plots import INCHES, Sheet

COLOURS: Final = {"reference": ACCENT, "before": SECOND}
LARGEST: Final = 1.0
"""A longer bar would say no more: from 0.25 on a shift is large."""
THICK: Final = 0.36


def find_shifts(facts: Sequence[Fact]) -> Mapping[str, Mapping[str, float]]:
    """Return the stability index of each quantity, by what it is held against."""
    values = {fact.id: float(fact.value) for fact in facts if isinstance(fact.value, int | float)}
    starts = {against: f"psi_{against}." for against in COLOURS}
    found = {
        against: {name.removeprefix(start): value for name, value in values.items() if name.startswith(start)}
        for against, start in starts.items()
    }
    return {against: indices for against, indices in found.items() if indices}


def paint_drift(sheet: Sheet, shifts: Mapping[str, Mapping[str, float]]) -> None:
    names = [name for name in sheet.wording.quantities if any(name in indices for indices in shifts.values())]
    sheet.canvas.set_size_inches(INCHES[0], 1.5 + 0.34 * len(names))
    axes = sheet.add_axes()
    for against, indices in shifts.items():
        side = 0 if len(shifts) == 1 else -THICK / 2 if against == "reference" else THICK / 2
        places = [place + side for place, name in enumerate(names) if name in indices]
        lengths = [min(indices[name], LARGEST) for name in names if name in indices]
        axes.barh(places, lengths, height=THICK, color=COLOURS[against], label=sheet.wording.marks[f"to_{against}"])
    for limit in (SOME_DRIFT, LARGE_DRIFT):
        axes.axvline(limit, color=MUTED, linewidth=1, linestyle="--")
    axes.set_yticks(range(len(names)), [sheet.wording.quantities[name] for name in names])
    axes.invert_yaxis()
    axes.tick_params(axis="y", labelcolor=INK, labelsize=8.5)
    axes.set_xlim(0, LARGEST)
    axes.xaxis.set_major_locator(MaxNLocator(5))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: sheet.wording.format_number(value, 1)))
    axes.grid(axis="x")
    axes.spines["left"].set_visible(False)
    axes.legend(frameon=False, labelcolor=INK, loc="lower left", bbox_to_anchor=(0, 1), fontsize=8.5)
