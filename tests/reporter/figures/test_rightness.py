from typing import Any

from matplotlib.figure import Figure as Canvas

from handdraw_reporter.figures.plots import Sheet
from handdraw_reporter.figures.rightness import paint_reliability, paint_scores
from handdraw_reporter.wording import load_wording

from ..log_events import Json, label, summarise

WORDS = load_wording("en")


def labels(*answers: tuple[int, int, float]) -> list[Json]:
    """Return a label for each (what a person says, what was read, the confidence)."""
    return [
        label(n, 900 + n, said, read) | {"read": {"digit": read, "confidence": confidence}}
        for n, (said, read, confidence) in enumerate(answers)
    ]


def test_a_bin_stands_where_its_confidence_meets_its_share_of_right_answers() -> None:
    canvas = Canvas()
    events = labels((1, 1, 0.98), (1, 1, 0.98), (1, 7, 0.98), (1, 7, 0.98), (3, 3, 0.5))
    paint_reliability(Sheet(canvas, WORDS.figures["reliability"], WORDS), summarise(events))
    axes: Any = canvas.axes[0]

    assert [tuple(points.get_offsets()[0]) for points in axes.collections] == [(0.5, 1.0), (0.98, 0.5)]


def test_a_digit_has_a_point_for_each_score_that_is_defined() -> None:
    canvas = Canvas()
    paint_scores(Sheet(canvas, WORDS.figures["scores"], WORDS), summarise(labels((4, 9, 0.9), (4, 4, 0.9))))
    axes: Any = canvas.axes[0]
    points = [(round(line.get_xdata()[0]), line.get_ydata()[0]) for line in axes.lines if len(line.get_xdata()) == 1]

    assert points == [(4, 0.5), (4, 1.0), (9, 0.0)]
