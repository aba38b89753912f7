from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from matplotlib.figure import Figure as Canvas

from handdraw_contracts.reports import Language
from handdraw_reporter.counting.summary import Summary
from handdraw_reporter.figures import plots
from handdraw_reporter.figures.colours import ACCENT, SECOND
from handdraw_reporter.figures.plots import Sheet, find_curves
from handdraw_reporter.wording import load_wording

from ..log_events import Json, classification, label, simulate_log, summarise

HISTORY = {"train_accuracy": (0.9, 0.95), "test_accuracy": (0.91, 0.96), "train_loss": (0.3, 0.2)}


def paint(name: str, language: Language = "en", **data: Any) -> list[Any]:
    """Return the axes of a figure that was painted and laid out."""
    canvas, wording = Canvas(), load_wording(language)
    paint: Callable[..., None] = partial(getattr(plots, f"paint_{name}"), **data)
    paint(Sheet(canvas, wording.figures[name], wording))
    canvas.draw_without_rendering()
    return list(canvas.axes)


def of(*events: Json) -> Summary:
    return summarise(list(events))


def shown(labels: list[Any]) -> list[str]:
    return [one.get_text() for one in labels if one.get_text()]


def test_each_digit_has_a_bar_as_high_as_it_was_read_and_says_so() -> None:
    [axes] = paint("digits", summary=of(*[classification(number, 7) for number in (1, 2)], classification(3, 1)))
    heights = [bar.get_height() for bar in axes.patches]

    assert (heights, shown(axes.texts)) == ([0, 1, 0, 0, 0, 0, 0, 2, 0, 0], ["1", "2"])


@pytest.mark.parametrize(("language", "ticks"), [("en", "99.9%"), ("de", "99,9\u00a0%")])
def test_confidences_stand_in_bars_that_spread_out_what_is_close_to_certain(language: Language, ticks: str) -> None:
    [axes] = paint("confidence", language, summary=of(*[classification(1, confidence=one) for one in (0.97, 1.0)]))
    filled = [1 - bar.get_x() for bar in axes.patches if bar.get_height()]

    assert (filled, shown(axes.get_xticklabels())[3]) == ([1 - 1e-5, pytest.approx(1 - 10**-1.75)], ticks)


def test_a_confusion_is_shaded_by_its_row_and_the_diagonal_has_a_colour_of_its_own() -> None:
    labels = [label(number, of=100 + number, digit=4, read=4) for number in (1, 2, 3)]
    [axes] = paint("confusion", summary=of(*labels, label(4, of=104, digit=4, read=9)))
    cells = {(cell.get_x() + 0.5, cell.get_y() + 0.5): cell for cell in axes.patches}

    assert {place: cell.get_alpha() for place, cell in cells.items()} == {
        (4, 4): pytest.approx(0.12 + 0.88 * 3 / 4),
        (9, 4): pytest.approx(0.12 + 0.88 / 4),
    }
    assert cells[4, 4].get_facecolor()[:3] == _rgb(ACCENT)
    assert cells[9, 4].get_facecolor()[:3] == _rgb(SECOND)


def _rgb(colour: str) -> tuple[float, ...]:
    return tuple(int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))


def test_every_time_stands_in_a_bar_between_the_limits() -> None:
    summary = summarise(simulate_log(300))
    [axes] = paint("latency", summary=summary)
    low, high = axes.get_xlim()

    assert sum(bar.get_height() for bar in axes.patches) == summary.classified
    assert [bar for bar in axes.patches if not low <= bar.get_x() < bar.get_x() + bar.get_width() <= high] == []
    assert shown(axes.texts) == ["median", "95%"]


def test_a_single_time_stands_on_an_axis_of_a_decade() -> None:
    [axes] = paint("latency", summary=of(classification(1, total_ms=3.0)))
    low, high = axes.get_xlim()

    assert high / low >= 10


@pytest.mark.parametrize(
    ("language", "total_ms", "tick"),
    [
        ("en", 0.3, "0.2"),
        ("de", 0.3, "0,2"),
        ("en", 3000, "2,000"),
        ("de", 3000, "2.000"),
    ],
)
def test_times_have_the_marks_of_the_language(language: Language, total_ms: float, tick: str) -> None:
    [axes] = paint("latency", language, summary=of(classification(1, total_ms=total_ms)))

    assert tick in shown(axes.get_xticklabels())


def test_accuracy_stands_above_loss_and_loss_begins_at_nothing() -> None:
    accuracy, loss = paint("training", history=HISTORY)

    assert {"accuracy": len(accuracy.lines), "loss": len(loss.lines)} == {"accuracy": 2, "loss": 1}
    assert [axes.get_ylabel() for axes in (accuracy, loss)] == ["Accuracy", "Loss"]
    assert loss.get_ylim()[0] == 0
    assert shown(accuracy.get_legend().get_texts()) == ["training", "test"]


@pytest.mark.parametrize(
    ("history", "curves"),
    [
        ({}, {}),
        ({"test_accuracy": (0.9,)}, {}),
        ({"test_loss": (0.9, 0.5)}, {}),
        ({"other_accuracy": (0.9, 0.95)}, {}),
        ({"test_accuracy": (0.9, 0.95), "train_accuracy": (0.9,)}, {"test": (0.9, 0.95)}),
    ],
)
def test_a_curve_has_two_epochs_at_least(
    history: dict[str, tuple[float, ...]], curves: dict[str, tuple[float, ...]]
) -> None:
    assert find_curves(history, "accuracy") == curves
