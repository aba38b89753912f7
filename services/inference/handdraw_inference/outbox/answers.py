"""What callers were answered under an Idempotency-Key, kept in the outbox's file, in the commit of the answer's event.

So all gateways on one file give one answer to a call that is repeated, whichever was asked first.
"""

import sqlite3
from dataclasses import dataclass
from uuid import UUID

FORGET_AT_ONCE = 2  # rows for each that comes, so that more than one go and no commit is long


@dataclass(frozen=True, slots=True)
class KeyedAnswer:
    """``id``: of the answer, which says the key. ``picture``: SHA-256 of what was sent. ``body``: JSON, no glyph."""

    id: UUID
    picture: bytes
    body: bytes


@dataclass(frozen=True, slots=True)
class Keeping:
    """How long an answer is kept, and how many are at most."""

    seconds: float = 24 * 3600
    answers: int = 200_000


def find(db: sqlite3.Connection, id_: UUID, since: float) -> KeyedAnswer | None:
    """Return what was answered under the key that has this id; what was kept before ``since`` does not count."""
    row = db.execute(
        "SELECT picture, body FROM answers WHERE id = ? AND answered_at >= ?", (id_.bytes, since)
    ).fetchone()
    return KeyedAnswer(id_, *row) if row else None


def keep(db: sqlite3.Connection, answer: KeyedAnswer, now: float) -> None:
    db.execute(
        "INSERT OR REPLACE INTO answers (id, picture, body, answered_at) VALUES (?, ?, ?, ?)",
        (answer.id.bytes, answer.picture, answer.body, now),
    )


def forget(db: sqlite3.Connection, keeping: Keeping, count: int, now: float) -> None:
    """Forget the oldest of what is too old or too many, a few for each of ``count`` that came."""
    db.execute(
        "DELETE FROM answers WHERE seq IN (SELECT seq FROM answers ORDER BY seq LIMIT ?)"
        " AND (answered_at < ? OR seq <= (SELECT max(seq) FROM answers) - ?)",
        (FORGET_AT_ONCE * count, now - keeping.seconds, keeping.answers),
    )
