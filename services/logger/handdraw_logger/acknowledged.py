"""Up to where events were acknowledged, kept outside Redis: a Redis that comes back with less has lost some.

As after an older append-only file, a FLUSHALL, or another server behind its address.
"""

import os
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import structlog
from pydantic import BaseModel, ValidationError

from handdraw_contracts.log import Cursor
from handdraw_logger.cursors import parse_cursor, recording_time
from handdraw_logger.errors import InvalidRequest
from handdraw_logger.log import Log

ASKED = 1_000  # ids of a loss, at each turn

log = structlog.get_logger()


class Loss(BaseModel):
    """``upto``: the last event that was acknowledged and is gone; ``end``: where the log ended when that was seen.

    ``ids``: of the events that are gone, where a repair has found them.
    """

    upto: Cursor | None
    end: Cursor | None
    seen_at: datetime
    ids: tuple[str, ...] = ()

    def __str__(self) -> str:
        seen_at = f"{self.seen_at:%Y-%m-%dT%H:%M:%SZ}"
        if self.ids:
            return f"{len(self.ids)} events have not come again since a repair at {seen_at}: loss.json names them"
        if not self.upto:
            return f"acknowledged events may be gone since a repair at {seen_at}"
        end = f"at {recording_time(self.end)}" if self.end else "nowhere: it is empty"
        return (
            f"events up to {recording_time(self.upto)} were acknowledged and are gone: at {seen_at} the log ended {end}"
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
            with fresh.open("w") as opened:
                opened.write(self._last)
                opened.flush()
                os.fsync(opened.fileno())  # else a disk that fails now may leave the name, and nothing under it
            with suppress(FileNotFoundError):  # a logger beside this one, in the same folder, was quicker
                fresh.replace(self._file)
            self._kept = self._last

    def note_loss(self, end: str | None, ids: Sequence[str], seen_at: datetime) -> None:
        """Note what a repair has found to be gone. Raises OSError."""
        before = self.loss()
        ids = (*(before.ids if before else ()), *ids)
        lost = Loss(upto=self.kept() or end, end=end, seen_at=seen_at, ids=tuple(dict.fromkeys(ids)))
        self._loss_file.parent.mkdir(parents=True, exist_ok=True)
        self._loss_file.write_text(lost.model_dump_json())

    def forget_after(self, end: str | None) -> None:
        """Take it that no event after this cursor is there any more. Raises OSError."""
        kept = self.kept()
        if kept and end and parse_cursor(kept) > parse_cursor(end):
            self._file.write_text(end)
        elif kept and not end:
            self._file.unlink()

    def loss(self) -> Loss | None:
        try:
            return Loss.model_validate_json(self._loss_file.read_bytes())
        except (OSError, ValidationError):
            return None

    async def compare(self, the_log: Log) -> None:
        """Note a loss if the log does not hold what was kept. Raises StoreUnavailable, ArchiveUnavailable, OSError."""
        await self._strike_out(the_log)
        kept = self.kept()
        if kept is None or await the_log.holds(kept):
            return
        await the_log.check()  # fails where a primary that was cut off has answered: it lacks what the other has
        if await the_log.holds(kept):
            return
        lost = Loss(upto=kept, end=await the_log.end(), seen_at=datetime.now(UTC))
        log.error("acknowledged events are gone", **lost.model_dump(mode="json"))
        self._loss_file.write_text(lost.model_dump_json())
        self._file.unlink()
        if self._last == kept:
            self._last = None

    async def _strike_out(self, the_log: Log) -> None:
        """Forget of a loss which events have come again, as those do that were not acknowledged."""
        loss = self.loss()
        if loss and loss.ids:
            kept = await the_log.find_kept(loss.ids[:ASKED])
            left = tuple(one for one in loss.ids if one not in kept)
            if not left:
                self._loss_file.unlink(missing_ok=True)
            elif len(left) < len(loss.ids):
                self._loss_file.write_text(loss.model_copy(update={"ids": left}).model_dump_json())

    def kept(self) -> str | None:
        """Return the last cursor that was kept; what a failing disk has left of it is nothing. Raises OSError."""
        try:
            kept = self._file.read_text(errors="replace").strip()
            parse_cursor(kept)
        except (FileNotFoundError, InvalidRequest):
            return None
        return kept
