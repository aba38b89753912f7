"""Places in the log. A cursor is a Redis stream id, milliseconds and a number within them: the time of recording."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from handdraw_logger.errors import InvalidRequest

_FORM = re.compile(r"\d{1,16}-\d{1,16}")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

Place = tuple[int, int]
"""A cursor as two numbers, by which cursors compare."""
BEGINNING: Place = (0, 0)  # before every cursor
_MOST = 10**16  # above every number that a cursor has


def recorded_at(cursor: str) -> str:
    milliseconds = int(cursor.partition("-")[0])
    return datetime.fromtimestamp(milliseconds / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def key(cursor: str) -> Place:
    """By which cursors compare. Raises InvalidRequest."""
    if not _FORM.fullmatch(cursor):
        raise InvalidRequest(f"A cursor looks like 1700000000000-0, not like {cursor[:40]!r}")
    milliseconds, _, number = cursor.partition("-")
    return int(milliseconds), int(number)


def written(place: Place) -> str:
    return f"{place[0]}-{place[1]}"


def following(place: Place) -> Place:
    return place[0], place[1] + 1


def of_time(moment: datetime) -> Place:
    """The first place at or after it: rounded up, exactly; at least 1, since Redis knows nothing before the id 0-1."""
    return max(1, -((_EPOCH - moment) // timedelta(milliseconds=1))), 0


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of the log, as Redis's XRANGE takes it: both ends are included unless they start with ``(``."""

    start: str
    end: str

    @classmethod
    def of(cls, after: str | None, upto: str | None, since: datetime | None, until: datetime | None) -> "Stretch":
        """``after`` < cursor <= ``upto``, and ``since`` <= recorded < ``until``. Raises InvalidRequest."""
        low, high = key(after) if after else BEGINNING, key(upto) if upto else None
        if high is not None and low > high:
            raise InvalidRequest("after lies past upto")
        if since and until and since > until:
            raise InvalidRequest("since lies past until")
        start = f"({written(low)}"
        if since is not None and of_time(since) > low:
            start = written(of_time(since))
        end = "+" if high is None else written(high)
        if until is not None and (high is None or of_time(until) <= high):
            end = f"({written(of_time(until))}"
        return cls(start, end)

    def beyond(self, cursor: str) -> "Stretch":
        return Stretch(f"({cursor}", self.end)

    def behind(self, place: Place) -> "Stretch":
        """What of it lies behind a place that may lie before it."""
        return self if self.first > place else self.beyond(written(place))

    @property
    def first(self) -> Place:
        """The lowest place in it."""
        place = key(self.start.removeprefix("("))
        return following(place) if self.start.startswith("(") else place

    @property
    def last(self) -> Place:
        """The highest place in it."""
        if self.end == "+":
            return _MOST, _MOST
        milliseconds, number = key(self.end.removeprefix("("))
        if not self.end.startswith("("):
            return milliseconds, number
        return (milliseconds, number - 1) if number else (milliseconds - 1, _MOST)
