"""Up to where events were acknowledged, kept outside Redis: a Redis that comes back with less has lost some.

As after an older append-only file, a FLUSHALL, or another server behind its address.
"""

from datetime import UTC, datetime
from pathlib import Path

import structlog
from pydantic import BaseModel, ValidationError

from handdraw_contracts.log import Cursor
from handdraw_logger.cursors import recording_time
from handdraw_logger.log import Log

log = structlog.get_logger()


class Loss(BaseModel):
    """``upto``: the last event that was acknowledged and is gone; ``end``: where the log ended when that was seen."""

    upto: Cursor
    end: Cursor | None
    seen_at: datetime

    def __str__(self) -> str:
        end = f"at {recording_time(self.end)}" if self.end else "nowhere: it is empty"
        return (
            f"events up to {recording_time(self.upto)} were acknowledged and are gone: at "
            f"{self.seen_at:%Y-%m-%dT%H:%M:%SZ} the log ended {end}"
        )


class Acknowledged:
    """``<folder>/acknowledged`` holds the last cursor; ``<folder>/loss.json``, until it is removed, what was lost."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "acknowledged"
        self._loss_file = folder / "loss.json"
        self._last: str | None = None
        self._kept: str | None = None

    def note(self, cursors: list[str]) -> None:
        """Take the cursors of one call's events, "" for a duplicate."""
        self._last = next(filter(None, reversed(cursors)), self._last)

    def keep(self) -> None:
        """Raises OSError."""
        if self._last is not None and self._last != self._kept:
            fresh = self._file.with_suffix(".new")
            fresh.write_text(self._last)
            fresh.replace(self._file)
            self._kept = self._last

    def loss(self) -> Loss | None:
        try:
            return Loss.model_validate_json(self._loss_file.read_bytes())
        except (OSError, ValidationError):
            return None

    async def compare(self, the_log: Log) -> None:
        """Note a loss if the log does not hold what was kept. Raises StoreUnavailable, ArchiveUnavailable, OSError."""
        kept = self._read()
        if kept is None or await the_log.holds(kept):
            return
        lost = Loss(upto=kept, end=await the_log.end(), seen_at=datetime.now(UTC))
        log.error("acknowledged events are gone", **lost.model_dump(mode="json"))
        self._loss_file.write_text(lost.model_dump_json())
        self._file.unlink()
        if self._last == kept:
            self._last = None

    def _read(self) -> str | None:
        try:
            return self._file.read_text()
        except FileNotFoundError:
            return None
