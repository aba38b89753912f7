"""Counts of a stretch from the archive's index: whole segments from their sums, the rest event by event."""

import sqlite3
from collections import Counter
from dataclasses import dataclass

from handdraw_logger.archive.index import COUNTED, WITHIN
from handdraw_logger.cursors import Place, format_cursor, next_place
from handdraw_logger.errors import SegmentDamaged
from handdraw_logger.records import Traits, unpack_id

_INSIDE = "(first_ms, first_no) >= (?, ?) AND (last_ms, last_no) <= (?, ?)"
_TOUCHING = "(last_ms, last_no) >= (?, ?) AND (first_ms, first_no) <= (?, ?)"
_Bounds = tuple[int, int, int, int]
_Count = tuple[str | None, int | None, str | None, int, int]


@dataclass(frozen=True, slots=True)
class Counts:
    """``drawings``: how many, by outcome, digit and code. ``unmatched``: labels of drawings that the log lacks."""

    drawings: Counter[Traits]
    labels: int
    first: str | None
    last: str | None
    unmatched: int = 0  # filled in by log.py: the drawing of an archived label may still be hot


def count_stretch(db: sqlite3.Connection, first: Place, last: Place) -> Counts:
    """Count all but ``unmatched``. Raises SegmentDamaged if some events of the stretch cannot be counted."""
    bounds = (*first, *last)
    broken = db.execute(f"SELECT name, fault FROM segments WHERE fault IS NOT NULL AND {_TOUCHING}", bounds).fetchone()  # noqa: S608
    if broken:
        raise SegmentDamaged(*broken)
    drawings: Counter[Traits] = Counter()
    labels = 0
    for outcome, digit, code, is_label, events in _count_rows(db, first, last):
        labels += events * is_label
        if not is_label:
            drawings[outcome, digit, code] += events
    return Counts(drawings, labels, _find_end(db, bounds, "ASC"), _find_end(db, bounds, "DESC"))


def find_unmatched(db: sqlite3.Connection, first: Place, last: Place, count: int) -> tuple[list[str], Place | None]:
    """Look at the stretch's first ``count`` labels: return the drawings that are not here, and where to go on, if."""
    found = db.execute(
        "SELECT ms, no, target, EXISTS"  # noqa: S608
        " (SELECT 1 FROM events AS drawing WHERE drawing.id = events.target AND drawing.outcome = 'classified')"
        f" FROM events WHERE target IS NOT NULL AND {WITHIN} ORDER BY ms, no LIMIT ?",
        (*first, *last, count),
    ).fetchall()
    unmatched = [unpack_id(target) for _, _, target, is_here in found if not is_here]
    return unmatched, next_place(found[-1][:2]) if len(found) == count else None


def _count_rows(db: sqlite3.Connection, first: Place, last: Place) -> list[_Count]:
    whole = f"FROM segments WHERE {_INSIDE} ORDER BY first_ms"
    bounds = (*first, *last)
    begin = db.execute(f"SELECT first_ms, first_no {whole}, first_no LIMIT 1", bounds).fetchone()
    end = db.execute(f"SELECT last_ms, last_no {whole} DESC, first_no DESC LIMIT 1", bounds).fetchone()
    if begin is None:
        return _count_events(db, first, last)
    summed = (
        "SELECT outcome, digit, code, label, sum(events) FROM counts"  # noqa: S608
        f" WHERE segment IN (SELECT name {whole}) GROUP BY 1, 2, 3, 4"
    )
    return [
        *_count_events(db, first, (begin[0], begin[1] - 1)),
        *db.execute(summed, bounds),
        *_count_events(db, next_place(end), last),
    ]


def _count_events(db: sqlite3.Connection, first: Place, last: Place) -> list[_Count]:
    grouped = f"SELECT {COUNTED}, count(*) FROM events WHERE {WITHIN} GROUP BY 1, 2, 3, 4"  # noqa: S608
    return db.execute(grouped, (*first, *last)).fetchall()


def _find_end(db: sqlite3.Connection, bounds: _Bounds, order: str) -> str | None:
    row = db.execute(
        f"SELECT ms, no FROM events WHERE {WITHIN} ORDER BY ms {order}, no {order} LIMIT 1",  # noqa: S608
        bounds,
    ).fetchone()
    return row and format_cursor(row)
