"""Stretches of time as people name them: the day once, and no seconds."""

from datetime import UTC, datetime

from handdraw_contracts.log import Cursor
from handdraw_contracts.reports import Window
from handdraw_reporter.cursors import place
from handdraw_reporter.wording import Wording, name_zone


def describe_period(first: datetime, last: datetime, words: Wording) -> str:
    """Say from when to when, to the minute; the zone is said once."""
    begin, end = (words.localise(moment) for moment in (first, last))
    day, clock = words.numbers.day, words.numbers.clock
    begins, ends = (f"{day.format(at=one)} {clock.format(at=one)}" for one in (begin, end))
    if begins == ends:
        said = begins
    elif begin.date() == end.date():
        said = words.page["period"].format(first=begins, last=clock.format(at=end))
    else:
        said = words.page["period"].format(first=begins, last=ends)
    return f"{said} {name_zone(end)}"


def describe_window(window: Window, words: Wording) -> str:
    """Say where a window lies by the times of its cursors, as long as nobody has read its events."""
    begin, end = _moment(window.after), _moment(window.upto)
    if end is None:
        return words.page["empty_log"]
    if begin is None:
        return words.page["until"].format(last=describe_period(end, end, words))
    return describe_period(begin, end, words)


def _moment(cursor: Cursor | None) -> datetime | None:
    """Return None also for a cursor beyond the calendar."""
    try:
        return None if cursor is None else datetime.fromtimestamp(place(cursor)[0] / 1000, UTC)
    except (OverflowError, ValueError, OSError):
        return None
