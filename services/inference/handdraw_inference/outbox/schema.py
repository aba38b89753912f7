"""The tables of the outbox's file, version by version; an older file is migrated when it is opened."""

_QUEUE = """
CREATE TABLE IF NOT EXISTS outbox (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, event_id TEXT NOT NULL, refused INTEGER NOT NULL, body BLOB NOT NULL,
    appended_at REAL NOT NULL);
CREATE TABLE IF NOT EXISTS quarantine (
    seq INTEGER PRIMARY KEY, event_id TEXT NOT NULL, code TEXT NOT NULL, body BLOB NOT NULL, moved_at REAL NOT NULL);
CREATE TABLE IF NOT EXISTS held (id INTEGER PRIMARY KEY CHECK (id = 1), events INTEGER, bytes INTEGER, refused INTEGER);
INSERT OR IGNORE INTO held VALUES (1, 0, 0, 0);
CREATE TRIGGER IF NOT EXISTS count_in AFTER INSERT ON outbox BEGIN UPDATE held SET
    events = events + 1, bytes = bytes + length(new.body), refused = refused + new.refused * length(new.body); END;
CREATE TRIGGER IF NOT EXISTS count_out AFTER DELETE ON outbox BEGIN UPDATE held SET
    events = events - 1, bytes = bytes - length(old.body), refused = refused - old.refused * length(old.body); END;
"""
_COUNTED_QUARANTINE = """
ALTER TABLE held ADD COLUMN quarantined INTEGER NOT NULL DEFAULT 0;
ALTER TABLE held ADD COLUMN quarantined_bytes INTEGER NOT NULL DEFAULT 0;
UPDATE held SET quarantined = (SELECT count(*) FROM quarantine),
    quarantined_bytes = (SELECT coalesce(sum(length(body)), 0) FROM quarantine);
CREATE TRIGGER quarantine_in AFTER INSERT ON quarantine BEGIN UPDATE held SET
    quarantined = quarantined + 1, quarantined_bytes = quarantined_bytes + length(new.body); END;
CREATE TRIGGER quarantine_out AFTER DELETE ON quarantine BEGIN UPDATE held SET
    quarantined = quarantined - 1, quarantined_bytes = quarantined_bytes - length(old.body); END;
"""
_ANSWERS = """
CREATE TABLE answers (seq INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, picture BLOB NOT NULL, body BLOB NOT NULL,
    answered_at REAL NOT NULL);
"""
MIGRATIONS = (_QUEUE, _COUNTED_QUARANTINE, _ANSWERS)
VERSION = len(MIGRATIONS)
"""SQLite's user_version in the file. 0: a fresh file, or one from before there were versions."""


def migration(found: int) -> str:
    """Return the script that brings a file of this version up to date, all or nothing."""
    return f"BEGIN IMMEDIATE; {''.join(MIGRATIONS[found:])} PRAGMA user_version = {VERSION}; COMMIT;"
