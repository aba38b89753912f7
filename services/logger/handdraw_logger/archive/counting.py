"""What the archive's index counts over a stretch: whole segments by their counts, the rest event by event."""

import sqlite3
from collections import Counter
from dataclasses import dataclass
from uuid import UUID

from handdraw_logger.archive.index import COUNTED, WITHIN
from handdraw_logger.cursors import Place, following, written
from handdraw_logger.errors import SegmentDamaged
from handdraw_logger.records import Traits

_INSIDE = "(first_ms, first_no) >= (?, ?) AND (last_ms, last_no) <= (?, ?)"
_TOUCHING = "(last_ms, last_no) >= (?, ?) AND (first_ms, first_no) <= (?, ?)"
_Extent = tuple[int, int, int, int]
_Count = tuple[str | None, int | None, str | None, int, int]


@dataclass(frozen=True, slots=True)
class Counts:
    """``drawings``: how many by outcome, digit and code. ``unmatched``: labels of what the log does not hold."""

    drawings: Counter[Traits]
    labels: int
    first: str | None
    last: str | None
    unmatched: int = 0  # the index alone cannot tell: what a label speaks of may be hot


def counts(db: sqlite3.Connection, first: Place, last: Place) -> Counts:
    """Raises SegmentDamaged where events of the stretch cannot be counted."""
    extent = (*first, *last)
    broken = db.execute(f"SELECT name, fault FROM segments WHERE fault IS NOT NULL AND {_TOUCHING}", extent).fetchone()  # noqa: S608
    if broken:
        raise SegmentDamaged(*broken)
    drawings: Counter[Traits] = Counter()
    labels = 0
    for outcome, digit, code, is_label, events in _counted(db, first, last):
        labels += events * is_label
        if not is_label:
            drawings[outcome, digit, code] += events
    return Counts(drawings, labels, _end(db, extent, "ASC"), _end(db, extent, "DESC"))


def _counted(db: sqlite3.Connection, first: Place, last: Place) -> list[_Count]:
    whole = f"FROM segments WHERE {_INSIDE} ORDER BY first_ms"
    bounds = (*first, *last)
    begin = db.execute(f"SELECT first_ms, first_no {whole}, first_no LIMIT 1", bounds).fetchone()
    end = db.execute(f"SELECT last_ms, last_no {whole} DESC, first_no DESC LIMIT 1", bounds).fetchone()
    if begin is None:
        return _one_by_one(db, first, last)
    summed = f"SELECT outcome, digit, code, label, events FROM counts WHERE segment IN (SELECT name {whole})"  # noqa: S608
    return [
        *_one_by_one(db, first, (begin[0], begin[1] - 1)),
        *db.execute(summed, bounds),
        *_one_by_one(db, following(end), last),
    ]


def _one_by_one(db: sqlite3.Connection, first: Place, last: Place) -> list[_Count]:
    grouped = f"SELECT {COUNTED}, count(*) FROM events WHERE {WITHIN} GROUP BY 1, 2, 3, 4"  # noqa: S608
    return db.execute(grouped, (*first, *last)).fetchall()


def unmatched(db: sqlite3.Connection, first: Place, last: Place, count: int) -> list[tuple[Place, str]]:
    """Labels of the stretch, in log order, of drawings that are not here: their places, and the drawings."""
    found = db.execute(
        f"SELECT ms, no, target FROM events WHERE target IS NOT NULL AND {WITHIN} AND NOT EXISTS"  # noqa: S608
        " (SELECT 1 FROM events AS drawing WHERE drawing.id = events.target AND drawing.outcome = 'classified')"
        " ORDER BY ms, no LIMIT ?",
        (*first, *last, count),
    )
    return [((milliseconds, number), str(UUID(bytes=target))) for milliseconds, number, target in found]


def _end(db: sqlite3.Connection, extent: _Extent, order: str) -> str | None:
    row = db.execute(
        f"SELECT ms, no FROM events WHERE {WITHIN} ORDER BY ms {order}, no {order} LIMIT 1",  # noqa: S608
        extent,
    ).fetchone()
    return row and written(row)
