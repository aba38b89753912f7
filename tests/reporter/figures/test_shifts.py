from typing import Any

from matplotlib.figure import Figure as Canvas

from handdraw_contracts.reports import Fact
from handdraw_reporter.figures.plots import Sheet
from handdraw_reporter.figures.shifts import find_shifts, paint_drift
from handdraw_reporter.wording import load_wording

FACTS = [
    Fact(id="psi_reference.confidence", label="", value=3.0, shown="", n=200),
    Fact(id="psi_before.confidence", label="", value=0.05, shown="", n=200),
    Fact(id="psi_before.ink_width", label="", value=0.2, shown="", n=200),
    Fact(id="psi_limit_before.ink_width", label="", value=0.1, shown="", n=200),
]


def test_shifts_are_found_among_the_facts() -> None:
    assert find_shifts(FACTS) == {
        "reference": {"confidence": 3.0},
        "before": {"confidence": 0.05, "ink_width": 0.2},
    }
    assert find_shifts([]) == {}


def test_a_bar_ends_where_a_longer_one_would_say_no_more() -> None:
    canvas, words = Canvas(), load_wording("en")
    paint_drift(Sheet(canvas, words.figures["drift"], words), find_shifts(FACTS))
    axes: Any = canvas.axes[0]

    assert ([bar.get_width() for bar in axes.patches], [one.get_text() for one in axes.get_yticklabels()]) == (
        [1.0, 0.05, 0.2],
        ["confidence", "the width of the ink"],
    )
