"""Appends to the outbox from the event loop: what is to be recorded in one turn of the loop shares a commit."""

import asyncio
from collections.abc import Callable, Sequence

import structlog

from handdraw_contracts.events import ClassificationEvent, LabelEvent
from handdraw_inference.outbox.answers import KeyedAnswer
from handdraw_inference.outbox.queue import Entry, Verdict

log = structlog.get_logger()

Commit = Callable[[Sequence[Entry]], Sequence[Verdict]]
_Waiting = list[tuple[Entry, "asyncio.Future[KeyedAnswer | None]"]]


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

    async def append(
        self, event: ClassificationEvent | LabelEvent, answer: KeyedAnswer | None = None
    ) -> KeyedAnswer | None:
        """Return once the event is on disk, or at once what has been recorded under the answer's key before.

        Raises KeyReused, OutboxFull, OutboxUnavailable.
        """
        done: asyncio.Future[KeyedAnswer | None] = asyncio.get_running_loop().create_future()
        self._waiting.append((Entry.from_event(event, answer), done))
        if self._committing is None:
            self._committing = asyncio.create_task(self._commit_all())
        return await done

    async def _commit_all(self) -> None:
        try:
            while self._waiting:
                group, self._waiting = self._waiting, []
                await self._commit(group)
        finally:
            self._committing = None

    async def _commit(self, group: _Waiting) -> None:
        entries = [entry for entry, _ in group]
        verdicts: Sequence[Exception | KeyedAnswer | None]
        try:
            verdicts = await asyncio.to_thread(self._append, entries) if self._waits else self._append(entries)
        except Exception as error:  # noqa: BLE001 - whatever it is, every waiting caller must hear of it
            verdicts = [error] * len(group)
            self._note(str(error))
        else:
            self._note(None)
        self.appended.set()
        for (_, done), verdict in zip(group, verdicts, strict=True):
            if done.done():  # its caller may be gone; the event stays
                continue
            if isinstance(verdict, Exception):
                done.set_exception(verdict)
            else:
                done.set_result(verdict)

    def _note(self, failing: str | None) -> None:
        if failing and failing != self.failing:
            log.error("nothing can be recorded", reason=failing)
        elif self.failing and not failing:
            log.info("events are recorded again")
        self.failing = failing
