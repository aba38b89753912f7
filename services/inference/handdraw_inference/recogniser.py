"""A drawing's way through the gateway: bytes, glyphs, answer; every try that gets none is recorded, too."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from hashlib import sha256
from time import perf_counter
from typing import Protocol
from uuid import UUID

import structlog
from starlette.requests import ClientDisconnect

from handdraw_chassis.presence import work_while_present
from handdraw_chassis.trace_context import current
from handdraw_contracts.classifications import Classification
from handdraw_contracts.events import ClassificationEvent, LabelEvent
from handdraw_inference.admission import OPEN, Doors
from handdraw_inference.answering import Answer, Drawing
from handdraw_inference.calls import Call
from handdraw_inference.decoders import Decoders, Sent, decode_base64
from handdraw_inference.drawings.formats.outline import LIGHT_BYTES
from handdraw_inference.drawings.light import Glyphs, finish, is_light
from handdraw_inference.drawings.normalisation import Survey
from handdraw_inference.errors import Bug, DrawingRefused, EngineFailed, OutboxError, Overloaded, ResourcesExhausted
from handdraw_inference.events import Origin, failure_event, label_event
from handdraw_inference.metrics import Metrics
from handdraw_inference.turns import AT_ONCE, Light, Turns

SOON_HASHED_BYTES = 64 * 1024
LIGHT_CHARACTERS = LIGHT_BYTES * 4 // 3 + 4  # of base64
Failure = DrawingRefused | EngineFailed | ResourcesExhausted | Bug

log = structlog.get_logger()


class Recorder(Protocol):
    async def append(self, event: ClassificationEvent | LabelEvent) -> None:
        """Return once the event is safe. Raises OutboxFull, OutboxUnavailable."""


class Recogniser:
    def __init__(self, decoders: Decoders, turns: Turns, recorder: Recorder, metrics: Metrics, instance: str) -> None:
        self._decoders = decoders
        self._turns = turns
        self._of_batches = asyncio.Semaphore(AT_ONCE)  # else a few batches would fill many turns before any caller's
        self._recorder = recorder
        self._metrics = metrics
        self._outcomes = cache(metrics.outcomes.labels)  # looking them up takes as long as counting
        self._digits = cache(metrics.digits.labels)
        self._instance = instance

    @asynccontextmanager
    async def recording(self, call: Call) -> AsyncIterator[None]:
        """Record a drawing that is refused or fails in the block; the error goes on to the caller."""
        started = perf_counter()
        try:
            yield
        except Exception as error:
            await self.record_failure(error, call, (perf_counter() - started) * 1000)
            raise

    async def record_failure(self, error: Exception, call: Call, total_ms: float) -> None:
        """Record a try that got no digit. An error that is not one of ours is recorded as a bug.

        Overload is only counted, and so is what the outbox has no room for.
        """
        if isinstance(error, Overloaded):
            self._outcomes("failed", error.code).inc()
        elif not isinstance(error, (OutboxError, ClientDisconnect)):
            own = error if isinstance(error, Failure) else Bug()
            await self._record_failure(own, call, total_ms)

    async def _record_failure(self, error: Failure, call: Call, total_ms: float) -> None:
        if call.preview:
            return
        event = failure_event(error, round(total_ms, 3), self._origin(call))
        self._outcomes(event.data.outcome, error.code).inc()
        try:
            await self._recorder.append(event)
        except OutboxError as lost:  # the caller still hears of the error
            self._metrics.unrecorded.inc()
            log.warning("a try without an answer is only counted", code=error.code, reason=str(lost))

    async def classify(self, sent: Sent, call: Call, doors: Doors = OPEN) -> Classification:
        """Read the digit, and record the answer unless it is a preview.

        Raises DrawingRefused, EngineFailed, Overloaded, ResourcesExhausted, OutboxError, ClientDisconnect.
        """
        came = perf_counter()
        picture = await self._digest(sent) if call.key and not call.preview else None
        try:
            answer, repeated = await self._read(sent, call, picture, came, doors)
        except OutboxError as error:
            self._outcomes("failed", error.code).inc()
            raise
        if call.preview:
            self._metrics.previews.inc()
        else:
            self._outcomes("repeated" if repeated else "classified", "").inc()
        self._digits(answer.digit, answer.model.engine).inc()
        self._metrics.seconds.observe(perf_counter() - came)
        return answer

    async def label(self, classification_id: UUID, digit: int, key: str | None = None) -> LabelEvent:
        """Record what a person says that a drawing was; once under one key. Raises OutboxError."""
        event = label_event(classification_id, digit, Origin(self._instance, key, trace=current()))
        await self._recorder.append(event)
        self._metrics.labels.inc()
        return event

    async def _read(self, sent: Sent, call: Call, picture: bytes | None, came: float, doors: Doors) -> Answer:
        """Read a light, plain drawing on the event loop, and others in a thread, where they do not hold it up."""
        light = _light(sent)
        if light is None:
            reading = self._decoders.read(sent, call.media_type)
            glyphs = await (work_while_present(reading, call.departure) if call.departure else reading)
            return await self._answer(glyphs, call, picture, came)
        item = Light(light, call, picture, came)
        with doors.turn:
            seen = await (self._turns.read(item) if isinstance(sent, bytes) else self._read_of_batch(item))
        if isinstance(seen, Answer):
            return seen
        with doors.thread:
            glyphs = await self._decoders.run(finish, seen)
        return await self._answer(glyphs, call, picture, came)

    async def _read_of_batch(self, light: Light) -> Answer | Survey:
        async with self._of_batches:
            return await self._turns.read(light)

    async def _answer(self, glyphs: Glyphs, call: Call, picture: bytes | None, came: float) -> Answer:
        return await self._turns.answer(Drawing(glyphs, call, picture, came, perf_counter()))

    async def _digest(self, sent: Sent) -> bytes:
        picture = sent if isinstance(sent, bytes) else sent.encode()
        soon = len(picture) <= SOON_HASHED_BYTES
        return (sha256(picture) if soon else await self._decoders.run(sha256, picture)).digest()

    def _origin(self, call: Call) -> Origin:
        return Origin(self._instance, call.key, call.client, call.trace)


def _light(sent: Sent) -> bytes | None:
    """Return the drawing where it is light. Raises UnreadableDrawing."""
    if isinstance(sent, str):
        if len(sent) > LIGHT_CHARACTERS:
            return None
        sent = decode_base64(sent)
    return sent if is_light(sent) else None
