"""Delivers events from the outbox to the logger, in order; each stays until the logger has answered 202."""

import asyncio
import os
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import httpx
import structlog
from pydantic import ValidationError
from tenacity import AsyncRetrying, RetryCallState, retry_if_exception_type, wait_random_exponential

from handdraw_chassis.errors import map_errors
from handdraw_chassis.keys.showing import explain_refusal
from handdraw_chassis.locks import lock
from handdraw_contracts.events import CLOUDEVENTS_BATCH_JSON, MAX_BATCH_BYTES, MAX_BATCH_EVENTS
from handdraw_contracts.log import IntakeReceipt
from handdraw_inference.metrics import Metrics
from handdraw_inference.outbox.queue import Entry, Outbox
from handdraw_inference.outbox.unreadable import UNREADABLE, is_unreadable

log = structlog.get_logger()

IDLE_S = 0.2  # another process may have appended: look again after this long
GATHER_S = 0.2  # between batches that are not full: a call to the logger costs as much as a hundred events
MAX_WAIT_S = 5.0
MAX_ASKED_S = 60  # of a Retry-After: a logger that asks for a day is not believed
BRACKETS_BYTES = 2
_BACKOFF = wait_random_exponential(multiplier=0.1, max=MAX_WAIT_S)


class _NotDelivered(Exception):
    """The logger did not answer 202 with a receipt for the whole batch; it may have asked for a pause."""

    def __init__(self, reason: str, asked_s: int = 0) -> None:
        super().__init__(reason)
        self.asked_s = asked_s


def lock_file_of(outbox: Path) -> Path:
    """Return the file that whoever forwards from this outbox holds locked."""
    return outbox.with_name(outbox.name + ".lock")


class Forwarder:
    """``appended`` wakes it. Of several processes on one outbox, the one that holds the lock file forwards.

    ``failing`` says why its last delivery did not succeed; ``explain`` says so of whichever process forwards, which
    writes it into the lock file.
    """

    def __init__(
        self,
        outbox: Outbox,
        appended: asyncio.Event,
        logger: httpx.AsyncClient,
        metrics: Metrics,
        idle_s: float = IDLE_S,
    ) -> None:
        self._outbox = outbox
        self._appended = appended
        self._logger = logger
        self._lock_file = lock_file_of(outbox.file)
        self._metrics = metrics
        self._idle_s = idle_s
        self._batch_events = MAX_BATCH_EVENTS
        self._misunderstood = False  # the last batch: the entries of the next must be checked one by one
        self._held: int | None = None  # the lock file, open and locked
        self.failing: str | None = None

    def explain(self) -> str | None:
        """Return why nothing is delivered, whoever forwards; None where it is."""
        if self._held is None:
            with suppress(OSError):  # without a lock nobody forwards, and only this process says why
                return self._lock_file.read_text(errors="replace") or None
        return self.failing

    async def run(self) -> None:
        await self._retrying(Exception)(self._forward_all)

    async def _forward_all(self) -> None:
        """Deliver batch after batch. Releases the lock if the outbox cannot be read: another process may try."""
        async with _sole_holder(self._lock_file) as held:
            self._held = held
            self._tell(None)
            try:
                while True:
                    more: bool = await self._retrying(_NotDelivered)(self._forward_next)
                    if not more:
                        await asyncio.sleep(GATHER_S)
            finally:
                self._held = None

    def _retrying(self, error: type[Exception]) -> AsyncRetrying:
        return AsyncRetrying(retry=retry_if_exception_type(error), wait=_pause_s, before_sleep=self._note_retry)

    def _note_retry(self, state: RetryCallState) -> None:
        self._metrics.forward_retries.inc()
        reason = str(state.outcome.exception()) if state.outcome else "not known"
        if reason != self.failing:
            log.warning("events are not delivered, and kept", reason=reason)
            self._tell(reason)

    def _tell(self, reason: str | None) -> None:
        self.failing = reason
        if self._held is not None:
            with suppress(OSError):  # a full disk; the event's age tells as well
                os.ftruncate(self._held, 0)
                os.pwrite(self._held, (reason or "").encode(), 0)

    async def _forward_next(self) -> bool:
        """Deliver one batch, or wait a moment if there is none. Returns whether the next may follow at once."""
        self._appended.clear()
        batch = await asyncio.to_thread(self._outbox.oldest, self._batch_events, MAX_BATCH_BYTES - BRACKETS_BYTES)
        if self._misunderstood:
            batch = await asyncio.to_thread(self._without_unreadable, batch)
        if not batch:
            await asyncio.to_thread(self._outbox.shrink)
            await self._idle()
            return True
        receipt = await self._deliver([entry for _, entry in batch])
        if self.failing is not None:
            log.info("events are delivered again")
            self._tell(None)
        rejected = {str(rejection.id): rejection.code for rejection in receipt.rejected}
        await asyncio.to_thread(self._outbox.settle, [seq for seq, _ in batch], rejected)
        self._metrics.forwarded.inc(len(batch) - len(rejected))
        self._metrics.rejected.inc(len(rejected))
        if rejected:
            log.error("the logger rejected events: they lie in the quarantine", rejected=rejected)
        is_full = len(batch) == self._batch_events
        if not is_full:
            await asyncio.to_thread(self._outbox.shrink)
        return is_full

    def _without_unreadable(self, batch: list[tuple[int, Entry]]) -> list[tuple[int, Entry]]:
        """Move spoilt entries to the quarantine: one of them must not hold up all that follow."""
        spoilt = {seq: entry for seq, entry in batch if is_unreadable(entry)}
        for seq, entry in spoilt.items():
            self._outbox.settle([seq], {entry.event_id: UNREADABLE})
            self._metrics.rejected.inc()
            log.error("an event is spoilt: it lies in the quarantine", event_id=entry.event_id)
        return [(seq, entry) for seq, entry in batch if seq not in spoilt]

    async def _deliver(self, entries: Sequence[Entry]) -> IntakeReceipt:
        body = b"[" + b",".join(entry.body for entry in entries) + b"]"
        with map_errors(httpx.HTTPError, lambda error: _NotDelivered(f"{type(error).__name__}: {error}")):
            response = await self._logger.post(
                "/v1/events", content=body, headers={"Content-Type": CLOUDEVENTS_BATCH_JSON}
            )
        self._misunderstood = response.status_code in (httpx.codes.ACCEPTED, httpx.codes.UNPROCESSABLE_ENTITY)
        if response.status_code == httpx.codes.REQUEST_ENTITY_TOO_LARGE:
            self._batch_events = max(1, len(entries) // 2)
            raise _NotDelivered("the batch was too large: halved")
        if response.status_code != httpx.codes.ACCEPTED:
            raise _NotDelivered(_refusal(response), _asked_s(response))
        self._batch_events = min(MAX_BATCH_EVENTS, 2 * self._batch_events)
        receipt = _receipt(response.content, entries)
        self._misunderstood = False
        return receipt

    async def _idle(self) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(self._idle_s):  # not wait_for, which on Python 3.11 may swallow a cancellation
                await self._appended.wait()


def _pause_s(state: RetryCallState) -> float:
    error = state.outcome.exception() if state.outcome else None
    return max(_BACKOFF(state), error.asked_s if isinstance(error, _NotDelivered) else 0)


def _refusal(response: httpx.Response) -> str:
    why = explain_refusal(response.content, "INFERENCE_LOGGER_KEY_FILE")
    return f"the logger answered {response.status_code}" + (f": {why}" if why else "")


def _asked_s(response: httpx.Response) -> int:
    asked = response.headers.get("Retry-After", "")
    return min(int(asked[:9]), MAX_ASKED_S) if asked.isdecimal() else 0


def _receipt(content: bytes, entries: Sequence[Entry]) -> IntakeReceipt:
    with map_errors(ValidationError, lambda _: _NotDelivered("what answered 202 is no logger")):
        receipt = IntakeReceipt.model_validate_json(content)
    sent = {entry.event_id for entry in entries}
    known = all(rejection.id in sent for rejection in receipt.rejected)
    counts = (receipt.accepted, receipt.duplicates, len(receipt.rejected))
    if not known or min(counts) < 0 or sum(counts) != len(entries):
        raise _NotDelivered(f"the receipt does not account for all of {len(entries)} events")
    return receipt


@asynccontextmanager
async def _sole_holder(lock_file: Path) -> AsyncIterator[int]:
    """Wait until this process alone holds the lock, and yield the open file."""
    handle = os.open(lock_file, os.O_CREAT | os.O_RDWR, 0o600)
    try:
        while not lock(handle, wait=False):  # noqa: ASYNC110 - another process holds it: nothing here can wake us
            await asyncio.sleep(IDLE_S)
        yield handle
    finally:
        os.close(handle)
