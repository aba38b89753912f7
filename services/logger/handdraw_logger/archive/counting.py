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


def find_unmatched(db: sqlite3.Connection, first: Place, last: Place, count: int) -> list[tuple[Place, str]]:
    """Return the place and the drawing of the stretch's first ``count`` labels whose drawing is not here."""
    found = db.execute(
        f"SELECT ms, no, target FROM events WHERE target IS NOT NULL AND {WITHIN} AND NOT EXISTS"  # noqa: S608
        " (SELECT 1 FROM events AS drawing WHERE drawing.id = events.target AND drawing.outcome = 'classified')"
        " ORDER BY ms, no LIMIT ?",
        (*first, *last, count),
    )
    return [((milliseconds, number), unpack_id(target)) for milliseconds, number, target in found]


def _count_rows(db: sqlite3.Connection, first: Place, last: Place) -> list[_Count]:
    whole = f"FROM segments WHERE {_INSIDE} ORDER BY first_ms"
    bounds = (*first, *last)
    begin = db.execute(f"SELECT first_ms, first_no {whole}, first_no LIMIT 1", bounds).fetchone()
    end = db.execute(f"SELECT last_ms, last_no {whole} DESC, first_no DESC LIMIT 1", bounds).fetchone()
    if begin is None:
        return _count_events(db, first, last)
    summed = f"SELECT outcome, digit, code, label, events FROM counts WHERE segment IN (SELECT name {whole})"  # noqa: S608
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
