from dataclasses import replace

import matplotlib as mpl
import pytest
from matplotlib.figure import Figure

from handdraw_training.evaluation.measuring.results import NoDigit, Roc, WarningCount
from handdraw_training.evaluation.showing.plots import no_digit
from handdraw_training.figure_style import STYLE

from ..evaluations import NOTHING

LETTERS = WarningCount("letters", 50, 40, 0, 0.8)
DIGITS = WarningCount("ordinarily", 100, 1, 0, 0.01)
ROC = Roc(says_unlike=True, area=0.97, at=(0.01, 0.8), alarms=(0.0, 0.01, 1.0), caught=(0.0, 0.8, 1.0))
BARS = "warned about or refused; the line: wanted of letters, scribbles"


def draw(found: NoDigit) -> Figure:
    with mpl.rc_context(STYLE):
        figure = no_digit.figure(replace(NOTHING, no_digit=found))
    assert figure is not None
    return figure


def titles(figure: Figure) -> list[str]:
    return [axes.get_title(loc="left") for axes in figure.axes]


def test_without_anything_that_is_no_digit_there_is_no_figure() -> None:
    assert no_digit.figure(replace(NOTHING, no_digit=NoDigit(DIGITS, (), None))) is None


@pytest.mark.parametrize(("digits", "names"), [(DIGITS, ["letters", "true digits"]), (None, ["letters"])])
def test_true_digits_stand_below_what_is_none(digits: WarningCount | None, names: list[str]) -> None:
    bars = draw(NoDigit(digits, (LETTERS,), None)).axes[0]

    assert [label.get_text().strip() for label in bars.get_yticklabels()] == names


def test_without_a_curve_there_are_bars_alone() -> None:
    assert titles(draw(NoDigit(DIGITS, (LETTERS,), None))) == [BARS]


def test_what_other_thresholds_would_give_stands_beside_the_bars() -> None:
    figure = draw(NoDigit(DIGITS, (LETTERS,), ROC))

    assert titles(figure) == [BARS, "by how unlike a digit the network calls it; area 0.9700"]
    assert [text.get_text() for text in figure.axes[1].texts] == [
        "wanted",
        "as shipped: 80.0% of letters and scribbles\nfor 1.00% of true digits",
    ]


def test_a_network_that_does_not_say_unlike_has_no_threshold_as_shipped() -> None:
    figure = draw(NoDigit(DIGITS, (LETTERS,), replace(ROC, says_unlike=False, at=None)))

    assert titles(figure) == [BARS, "by 1 - confidence alone; area 0.9700"]
    assert [text.get_text() for text in figure.axes[1].texts] == ["wanted"]
