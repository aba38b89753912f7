"""A drawing's walk through the gateway: bytes, glyph, scores, answer; and its event in the outbox before it leaves."""

import asyncio
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass
from time import perf_counter
from typing import Protocol
from uuid import UUID

import structlog
from starlette.requests import ClientDisconnect
from uuid_utils.compat import uuid7

from handdraw_contracts.classifications import Classification, TimingMs
from handdraw_contracts.events import ClassificationEvent, LabelEvent
from handdraw_contracts.wire import WarningCode
from handdraw_inference import events
from handdraw_inference.drawings.decoding import open_drawing
from handdraw_inference.drawings.normalisation import Glyph, normalise
from handdraw_inference.engines.batching import Batcher, Score
from handdraw_inference.errors import Bug, DrawingRefused, EngineFailed, OutboxError, Overloaded
from handdraw_inference.metrics import Metrics

log = structlog.get_logger()

INLINE_PIXELS, INLINE_BYTES = 512 * 512, 64 * 1024  # a larger drawing goes to a thread, for it would hold up the others
UNLIKE = 0.5  # where the network itself puts the border between a digit and what is none
DECODERS = 2  # and at most so many at once, each with up to 16 MiB of pixels


class Recorder(Protocol):
    async def append(self, event: ClassificationEvent | LabelEvent) -> None:
        """Return once the event is safe. Raises OutboxFull, OutboxUnavailable."""


@dataclass(frozen=True, slots=True)
class Call:
    """What a caller said beside the drawing. ``media_type`` None: the bytes speak for themselves."""

    media_type: str | None = None
    preview: bool = False
    with_glyph: bool = True
    key: UUID | None = None
    client: str | None = None
    among_many: bool = False


class Recogniser:
    def __init__(
        self, batcher: Batcher, recorder: Recorder, metrics: Metrics, low_confidence: float, instance: str
    ) -> None:
        self._batcher = batcher
        self._recorder = recorder
        self._metrics = metrics
        self._low_confidence = low_confidence
        self._instance = instance
        self._decoders = ThreadPoolExecutor(DECODERS, thread_name_prefix="decoder")

    @asynccontextmanager
    async def recording(self, call: Call) -> AsyncIterator[None]:
        """Record what is refused or fails within, and let it go on to the caller."""
        started = perf_counter()
        try:
            yield
        except (DrawingRefused, EngineFailed) as error:
            await self.refuse(error, call, (perf_counter() - started) * 1000)
            raise
        except Overloaded as error:
            self._metrics.outcomes.labels("failed", error.code).inc()
            raise
        except (OutboxError, ClientDisconnect):
            raise
        except Exception:
            await self.refuse(Bug(), call, (perf_counter() - started) * 1000)
            raise

    async def refuse(self, error: DrawingRefused | EngineFailed | Bug, call: Call, total_ms: float = 0) -> None:
        """Record a try that got no digit. It is lost only where the outbox is full; the caller hears of it anyway."""
        if call.preview:
            return
        event = events.unanswered(error, round(total_ms, 3), call.key, call.client, self._instance)
        self._metrics.outcomes.labels(event.data.outcome, error.code).inc()
        try:
            await self._recorder.append(event)
        except OutboxError as lost:
            self._metrics.unrecorded.inc()
            log.warning("a try without an answer is only counted", code=error.code, reason=str(lost))

    async def classify(self, body: bytes, call: Call) -> Classification:
        """Raises DrawingRefused, EngineFailed, Overloaded, OutboxError."""
        started = perf_counter()
        glyph = await self._glyph(body, call)
        normalised = perf_counter()
        score = await self._batcher.score(glyph.pixels)
        answer = self._answer(glyph, score, call, (normalised - started) * 1000, started)
        if call.preview:
            self._metrics.previews.inc()
        else:
            await self._record(answer, glyph, call)
        self._metrics.digits.labels(answer.digit, answer.model.engine).inc()
        self._metrics.seconds.observe(perf_counter() - started)
        return answer

    async def label(self, classification_id: UUID, digit: int) -> LabelEvent:
        """Raises OutboxError."""
        event = events.labelled(classification_id, digit, self._instance)
        await self._recorder.append(event)
        self._metrics.labels.inc()
        return event

    async def _glyph(self, body: bytes, call: Call) -> Glyph:
        if len(body) <= INLINE_BYTES and not call.among_many:
            image = open_drawing(body, call.media_type)
            if image.width * image.height <= INLINE_PIXELS:
                return normalise(image)
        return await asyncio.get_running_loop().run_in_executor(self._decoders, _read, body, call.media_type)

    def _answer(self, glyph: Glyph, score: Score, call: Call, normalise_ms: float, started: float) -> Classification:
        digit = int(score.probabilities.argmax())
        confidence = float(score.probabilities[digit])
        warnings: list[WarningCode] = [*glyph.warnings]
        if confidence < self._low_confidence:
            warnings.append("low_confidence")
        if score.unlike > UNLIKE:
            warnings.append("unlike_a_digit")
        return Classification(
            id=call.key or uuid7(),
            digit=digit,
            confidence=confidence,
            probabilities=tuple(score.probabilities.tolist()),
            warnings=tuple(warnings),
            model=score.model,
            glyph=glyph.base64() if call.with_glyph else None,
            timing_ms=TimingMs(
                normalise=round(normalise_ms, 3),
                wait=round(score.wait_ms, 3),
                predict=round(score.predict_ms, 3),
                total=round((perf_counter() - started) * 1000, 3),
            ),
        )

    async def _record(self, answer: Classification, glyph: Glyph, call: Call) -> None:
        try:
            await self._recorder.append(events.classified(answer, glyph, call.key, call.client, self._instance))
        except OutboxError as error:
            self._metrics.outcomes.labels("failed", error.code).inc()
            raise
        self._metrics.outcomes.labels("classified", "").inc()

    def close(self) -> None:
        self._decoders.shutdown()


def _read(body: bytes, media_type: str | None) -> Glyph:
    return normalise(open_drawing(body, media_type))
