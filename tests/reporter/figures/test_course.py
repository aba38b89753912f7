from typing import Any

import pytest
from matplotlib.figure import Figure as Canvas

from handdraw_contracts.reports import Language
from handdraw_reporter.figures.colours import ACCENT, SECOND
from handdraw_reporter.figures.course import BARS, paint_stages, paint_timeline
from handdraw_reporter.figures.plots import Sheet
from handdraw_reporter.wording import load_wording

from ..log_events import Json, classification, refusal, simulate_log, summarise


def sheet(name: str, language: Language = "en", zone: str = "UTC") -> Sheet:
    wording = load_wording(language, zone)
    return Sheet(Canvas(), wording.figures[name], wording)


def painted_timeline(events: list[Json], zone: str = "UTC") -> tuple[list[float], list[str]]:
    """Return how many drawings the bars of each colour hold, and what stands below them."""
    on = sheet("timeline", zone=zone)
    paint_timeline(on, summarise(events))
    axes: Any = on.canvas.axes[0]
    sums = [sum(bar.get_height() for bar in axes.patches if _is_of(bar, colour)) for colour in (ACCENT, SECOND)]
    return sums, [one.get_text() for one in axes.get_xticklabels()]


def _is_of(bar: object, colour: str) -> bool:
    face = getattr(bar, "get_facecolor")()[:3]  # noqa: B009 - a patch
    return [round(part * 255) for part in face] == [int(colour[at : at + 2], 16) for at in (1, 3, 5)]


def test_every_drawing_stands_in_a_bar_and_trouble_before_it() -> None:
    events = simulate_log(500)
    summary = summarise(events)
    sums, _ = painted_timeline(events)

    assert sums == [summary.drawings, summary.outcomes["refused"] + summary.outcomes["failed"]]


@pytest.mark.parametrize(("zone", "first"), [("UTC", "08:30"), ("Asia/Seoul", "17:30")])
def test_times_are_those_of_the_readers_zone(zone: str, first: str) -> None:
    _, named = painted_timeline([classification(n) for n in range(100)], zone)

    assert named[0] == first


def test_a_long_window_is_told_by_days_in_a_bounded_number_of_bars() -> None:
    on = sheet("timeline")
    paint_timeline(on, summarise([refusal(n * 1_000) for n in range(400)]))
    [axes] = on.canvas.axes

    assert (len(axes.patches) <= 2 * BARS, axes.get_xticklabels()[0].get_text()) == (True, "11-19")


@pytest.mark.parametrize(("language", "shown"), [("en", "2.50\u00a0ms"), ("de", "2,50\u00a0ms")])
def test_each_stage_says_its_median(language: Language, shown: str) -> None:
    on = sheet("stages", language)
    paint_stages(on, summarise([classification(1, total_ms=2.5)]))
    [axes] = on.canvas.axes

    assert (len(axes.patches), axes.texts[-1].get_text(), axes.texts[0].get_text()[0]) == (4, shown, "0")
