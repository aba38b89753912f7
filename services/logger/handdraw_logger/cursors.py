"""Places in the log. A cursor is a Redis stream id, milliseconds and a number within them: the time of recording."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from handdraw_logger.errors import InvalidRequest

_FORM = re.compile(r"\d{1,16}-\d{1,16}")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def recorded_at(cursor: str) -> str:
    milliseconds = int(cursor.partition("-")[0])
    return datetime.fromtimestamp(milliseconds / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def key(cursor: str) -> tuple[int, int]:
    """By which cursors compare. Raises InvalidRequest."""
    if not _FORM.fullmatch(cursor):
        raise InvalidRequest(f"A cursor looks like 1700000000000-0, not like {cursor[:40]!r}")
    milliseconds, _, number = cursor.partition("-")
    return int(milliseconds), int(number)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of the log, as Redis's XRANGE takes it: both ends are included unless they start with ``(``."""

    start: str
    end: str

    @classmethod
    def of(cls, after: str | None, upto: str | None, since: datetime | None, until: datetime | None) -> "Stretch":
        """``after`` < cursor <= ``upto``, and ``since`` <= recorded < ``until``. Raises InvalidRequest."""
        low, high = key(after or "0-0"), key(upto) if upto else None
        if high is not None and low > high:
            raise InvalidRequest("after lies past upto")
        if since and until and since > until:
            raise InvalidRequest("since lies past until")
        start = f"({low[0]}-{low[1]}"
        if since is not None and (_milliseconds(since), 0) > low:
            start = f"{_milliseconds(since)}-0"
        end = "+" if high is None else f"{high[0]}-{high[1]}"
        if until is not None and (high is None or (_milliseconds(until), 0) <= high):
            end = f"({_milliseconds(until)}-0"
        return cls(start, end)

    def beyond(self, cursor: str) -> "Stretch":
        return Stretch(f"({cursor}", self.end)


def _milliseconds(moment: datetime) -> int:
    """Rounded up, exactly; at least 1, since Redis knows nothing before the id 0-1."""
    return max(1, -((_EPOCH - moment) // timedelta(milliseconds=1)))
