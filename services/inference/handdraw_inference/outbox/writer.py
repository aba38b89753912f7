"""Appends to the outbox from the event loop: what is to be recorded in one turn of the loop shares a commit."""

import asyncio
from collections.abc import Callable, Sequence

import structlog

from handdraw_contracts.events import ClassificationEvent, LabelEvent
from handdraw_inference.errors import OutboxUnavailable
from handdraw_inference.gathering import Gatherer
from handdraw_inference.outbox.answers import KeyedAnswer
from handdraw_inference.outbox.opening import BUSY_S
from handdraw_inference.outbox.queue import Entry, Verdict

log = structlog.get_logger()

Commit = Callable[[Sequence[Entry], float], Sequence[Verdict]]
"""Of entries, with the seconds to wait for others who write"""
SOON_S = 0.02  # on the event loop, which waits, too


class OutboxWriter:
    """``appended`` is set after each commit. ``failing`` says why the last failed; a lasting failure is logged once.

    A commit takes less than handing it to a thread and back, unless it waits for the disk (``waits``) or for another
    process: then it is made in one.
    """

    def __init__(self, commit: Commit, *, waits: bool = False) -> None:
        self._commit = commit
        self._waits = waits
        self._gatherer = Gatherer(self.append_all)
        self.appended = asyncio.Event()
        self.failing: str | None = None

    async def append(self, event: ClassificationEvent | LabelEvent) -> None:
        """Return once the event is on disk. Raises OutboxFull, OutboxUnavailable."""
        await self._gatherer.put(Entry.from_event(event))

    async def append_all(self, entries: Sequence[Entry]) -> Sequence[KeyedAnswer | Exception | None]:
        """Return once they are on disk: of each None, or what was recorded under its key before, or why it is not."""
        verdicts: Sequence[KeyedAnswer | Exception | None]
        try:
            verdicts = await self._commit_all(entries)
        except Exception as error:  # noqa: BLE001 - whatever it is, whoever waits must hear of it
            verdicts = [error] * len(entries)
            self._note(str(error))
        else:
            self._note(None)
        self.appended.set()
        return verdicts

    async def _commit_all(self, entries: Sequence[Entry]) -> Sequence[Verdict]:
        if not self._waits:
            try:
                return self._commit(entries, SOON_S)
            except OutboxUnavailable as error:
                if not error.busy:
                    raise
        return await asyncio.to_thread(self._commit, entries, BUSY_S)

    def _note(self, failing: str | None) -> None:
        if failing and failing != self.failing:
            log.error("nothing can be recorded", reason=failing)
        elif self.failing and not failing:
            log.info("events are recorded again")
        self.failing = failing
