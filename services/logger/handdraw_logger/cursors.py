"""Places in the log. A cursor is a Redis stream id: the milliseconds of its recording, and a number within them."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from handdraw_logger.errors import InvalidRequest

_FORM = re.compile(r"[0-9]{1,16}-[0-9]{1,16}")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

Place = tuple[int, int]
"""A cursor as two numbers. Places compare as cursors do not: 9-9 comes before 10-0."""
BEGINNING: Place = (0, 0)  # before every cursor
_ABOVE_ALL = 10**16  # no number of a cursor is as great
HEREAFTER: Place = (_ABOVE_ALL, _ABOVE_ALL)  # after every cursor


def parse_cursor(cursor: str) -> Place:
    """Raises InvalidRequest."""
    if not _FORM.fullmatch(cursor):
        raise InvalidRequest(f"A cursor looks like 1700000000000-0, not like {cursor[:40]!r}")
    milliseconds, _, number = cursor.partition("-")
    return int(milliseconds), int(number)


def format_cursor(place: Place) -> str:
    return f"{place[0]}-{place[1]}"


def recording_time(cursor: str) -> str:
    """Return when the event at this cursor was recorded, as RFC 3339 with milliseconds."""
    return _format_moment(cursor.partition("-")[0])


@lru_cache(maxsize=256)  # the events of a batch share few milliseconds
def _format_moment(milliseconds: str) -> str:
    moment = datetime.fromtimestamp(int(milliseconds) / 1000, UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def next_place(place: Place) -> Place:
    return place[0], place[1] + 1


def first_place_at(moment: datetime) -> Place:
    """Return the first place at or after a moment, never before 1-0: Redis knows no id below 0-1.

    A fraction of a millisecond rounds up. Exact, unlike a timestamp in floating point.
    """
    return max(1, -((_EPOCH - moment) // timedelta(milliseconds=1))), 0


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of the log, in the form that Redis's XRANGE takes: an end is included unless it starts with ``(``."""

    start: str
    end: str

    @classmethod
    def parse(cls, after: str | None, upto: str | None, since: datetime | None, until: datetime | None) -> "Stretch":
        """Return where ``after`` < cursor <= ``upto`` and ``since`` <= recording time < ``until``.

        Raises InvalidRequest.
        """
        low, high = parse_cursor(after) if after else BEGINNING, parse_cursor(upto) if upto else None
        if high is not None and low > high:
            raise InvalidRequest("after lies past upto")
        if since and until and since > until:
            raise InvalidRequest("since lies past until")
        start = f"({format_cursor(low)}"
        if since is not None and first_place_at(since) > low:
            start = format_cursor(first_place_at(since))
        end = "+" if high is None else format_cursor(high)
        if until is not None and (high is None or first_place_at(until) <= high):
            end = f"({format_cursor(first_place_at(until))}"
        return cls(start, end)

    def resume_after(self, cursor: str) -> "Stretch":
        """Return the rest of it after one of its cursors."""
        return Stretch(f"({cursor}", self.end)

    def part_after(self, place: Place) -> "Stretch":
        """Return the part of it after a place: all of it where the place comes before it."""
        return self if self.first > place else self.resume_after(format_cursor(place))

    def part_upto(self, place: Place) -> "Stretch":
        """Return the part of it up to a place: all of it where the place lies behind it."""
        return self if self.last <= place else Stretch(self.start, format_cursor(place))

    @property
    def first(self) -> Place:
        """The lowest place in it."""
        place = parse_cursor(self.start.removeprefix("("))
        return next_place(place) if self.start.startswith("(") else place

    @property
    def last(self) -> Place:
        """The highest place in it."""
        if self.end == "+":
            return HEREAFTER
        milliseconds, number = parse_cursor(self.end.removeprefix("("))
        if not self.end.startswith("("):
            return milliseconds, number
        return (milliseconds, number - 1) if number else (milliseconds - 1, _ABOVE_ALL)
