"""How much there was, and when."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final

from handdraw_contracts.reports import Fact
from handdraw_reporter.counting.stating import Stating
from handdraw_reporter.counting.summary import Summary
from handdraw_reporter.counting.timeline import WIDTHS_S, TimeLine

PEAK_BINS: Final = 48
"""A peak is looked for in as many parts of the window at most: in finer ones every drawing would be one."""
OUTCOMES: Final = {"classified": "answered_share", "refused": "refused_share", "failed": "failed_share"}


def state_overview(summary: Summary, stating: Stating) -> Iterator[Fact]:
    drawings = summary.drawings
    yield stating.count("drawings", drawings, drawings)
    if drawings:
        for outcome, share in OUTCOMES.items():
            yield stating.count(outcome, summary.outcomes[outcome], drawings)
            yield stating.share(share, summary.outcomes[outcome], drawings)
    for name, moment in (("first_recorded", summary.first), ("last_recorded", summary.last)):
        if moment is not None:
            yield _time(name, moment, summary.events, stating)
    step, bins = summary.drawn.find_step(PEAK_BINS)
    if bins > 1:
        yield stating.count("timeline_bins", bins, drawings)
        yield from _state_peak("busiest", summary.drawn, step, stating)


def state_troubled_time(summary: Summary, stating: Stating) -> Iterator[Fact]:
    """State when most drawings were refused or failed."""
    step, _ = summary.drawn.find_step(PEAK_BINS)
    yield from _state_peak("most_troubled", summary.troubles, max(step, summary.troubles.step), stating)


def _state_peak(name: str, line: TimeLine, step: int, stating: Stating) -> Iterator[Fact]:
    """State from when until when most fell into one bin, if that was one of several bins."""
    ranked, width = line.at_step(step).most_common(2), WIDTHS_S[step]
    if len(ranked) < 2 or ranked[0][1] == ranked[1][1]:
        return
    place, count = ranked[0]
    total = line.bins.total()
    yield _time(f"{name}_from", _moment(place * width), total, stating)
    yield _time(f"{name}_until", _moment((place + 1) * width), total, stating)
    yield stating.count(f"{name}_count", count, total)
    yield stating.share(f"{name}_share", count, total)


def _moment(second: int) -> datetime:
    """Return the moment, or the last that there is a date for."""
    return datetime.fromtimestamp(min(max(second, _FIRST), _LAST), UTC)


_FIRST: Final = int(datetime(1, 1, 2, tzinfo=UTC).timestamp())
_LAST: Final = int(datetime(9999, 12, 30, tzinfo=UTC).timestamp())


def _time(name: str, moment: datetime, n: int, stating: Stating) -> Fact:
    value = moment.isoformat().replace("+00:00", "Z")
    return stating.fact(name, value, "time", stating.words.format_time(moment), n=n)
