"""Appends to the outbox from the event loop: what is to be recorded in one turn of the loop shares a commit."""

import asyncio
from collections.abc import Callable, Sequence

import structlog

from handdraw_contracts.events import ClassificationEvent, LabelEvent
from handdraw_inference.errors import OutboxFull
from handdraw_inference.outbox.queue import Entry

log = structlog.get_logger()

Commit = Callable[[Sequence[Entry]], list[OutboxFull | None]]
_Waiting = list[tuple[Entry, "asyncio.Future[None]"]]


class OutboxWriter:
    """``appended`` is set after each commit. ``failing`` says why the last failed; a lasting failure is logged once.

    A commit takes less than handing it to a thread and back, unless it waits for the disk (``waits``): then it is made
    in one, and events that arrive meanwhile share the next.
    """

    def __init__(self, commit: Commit, *, waits: bool = False) -> None:
        self._append = commit
        self._waits = waits
        self._waiting: _Waiting = []
        self._committing: asyncio.Task[None] | None = None
        self.appended = asyncio.Event()
        self.failing: str | None = None

    async def append(self, event: ClassificationEvent | LabelEvent) -> None:
        """Return once the event is on disk. Raises OutboxFull, OutboxUnavailable."""
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((Entry.from_event(event), done))
        if self._committing is None:
            self._committing = asyncio.create_task(self._commit_all())
        await done

    async def _commit_all(self) -> None:
        try:
            while self._waiting:
                group, self._waiting = self._waiting, []
                await self._commit(group)
        finally:
            self._committing = None

    async def _commit(self, group: _Waiting) -> None:
        entries = [entry for entry, _ in group]
        answers: Sequence[Exception | None]
        try:
            answers = await asyncio.to_thread(self._append, entries) if self._waits else self._append(entries)
        except Exception as error:  # noqa: BLE001 - whatever it is, every waiting caller must hear of it
            answers = [error] * len(group)
            self._note(str(error))
        else:
            self._note(None)
        self.appended.set()
        for (_, done), answer in zip(group, answers, strict=True):
            if done.done():  # its caller may be gone; the event stays
                continue
            if answer is None:
                done.set_result(None)
            else:
                done.set_exception(answer)

    def _note(self, failing: str | None) -> None:
        if failing and failing != self.failing:
            log.error("nothing can be recorded", reason=failing)
        elif self.failing and not failing:
            log.info("events are recorded again")
        self.failing = failing
