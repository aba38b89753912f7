"""A drawing's way through the gateway: bytes, glyph, score, answer; its event is recorded before the answer leaves."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from hashlib import sha256
from time import perf_counter
from typing import Protocol
from uuid import UUID

import structlog
from starlette.requests import ClientDisconnect
from uuid_utils.compat import uuid7

from handdraw_contracts.classifications import Classification, TimingMs
from handdraw_contracts.events import ClassificationEvent, LabelEvent
from handdraw_contracts.wire import WarningCode
from handdraw_inference.decoders import Decoders, Sent, decode_base64
from handdraw_inference.drawings.formats.outline import LIGHT_BYTES
from handdraw_inference.drawings.glyphs import Glyph
from handdraw_inference.drawings.light import finish, is_light, read_light
from handdraw_inference.engines.batching import Batcher, Prediction
from handdraw_inference.engines.scores import NO_DIGIT_ABOVE
from handdraw_inference.errors import Bug, DrawingRefused, EngineFailed, OutboxError, Overloaded, ResourcesExhausted
from handdraw_inference.events import Origin, classified_event, failure_event, label_event
from handdraw_inference.keys import answer_id
from handdraw_inference.metrics import Metrics
from handdraw_inference.outbox.answers import KeyedAnswer
from handdraw_inference.presence import Departure, work_while_present

SOON_HASHED_BYTES = 64 * 1024
LIGHT_CHARACTERS = LIGHT_BYTES * 4 // 3 + 4  # of base64
Failure = DrawingRefused | EngineFailed | ResourcesExhausted | Bug

log = structlog.get_logger()


class Recorder(Protocol):
    async def append(
        self, event: ClassificationEvent | LabelEvent, answer: KeyedAnswer | None = None
    ) -> KeyedAnswer | None:
        """Return once the event is safe, or what has been recorded under the answer's key before.

        Raises KeyReused, OutboxFull, OutboxUnavailable.
        """


@dataclass(frozen=True, slots=True)
class Call:
    """What a caller says along with a drawing. ``media_type`` None: the bytes speak for themselves.

    ``departure``, if given, tells when the caller has left, so that nobody's drawing waits to be decoded.
    """

    media_type: str | None = None
    preview: bool = False
    with_glyph: bool = True
    key: str | None = None
    client: str | None = None
    departure: Departure | None = None


class Recogniser:
    def __init__(  # noqa: PLR0913, PLR0917 a part each
        self,
        decoders: Decoders,
        batcher: Batcher,
        recorder: Recorder,
        metrics: Metrics,
        low_confidence: float,
        instance: str,
    ) -> None:
        self._decoders = decoders
        self._batcher = batcher
        self._recorder = recorder
        self._metrics = metrics
        self._low_confidence = low_confidence
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
            self._metrics.outcomes.labels("failed", error.code).inc()
        elif not isinstance(error, (OutboxError, ClientDisconnect)):
            own = error if isinstance(error, Failure) else Bug()
            await self._record_failure(own, call, total_ms)

    async def _record_failure(self, error: Failure, call: Call, total_ms: float) -> None:
        if call.preview:
            return
        event = failure_event(error, round(total_ms, 3), self._origin(call))
        self._metrics.outcomes.labels(event.data.outcome, error.code).inc()
        try:
            await self._recorder.append(event)
        except OutboxError as lost:  # the caller still hears of the error
            self._metrics.unrecorded.inc()
            log.warning("a try without an answer is only counted", code=error.code, reason=str(lost))

    async def classify(self, sent: Sent, call: Call) -> Classification:
        """Read the digit, and record the answer unless it is a preview.

        Raises DrawingRefused, EngineFailed, Overloaded, ResourcesExhausted, OutboxError, ClientDisconnect.
        """
        started = perf_counter()
        glyphs = await self._glyphs(sent, call)
        normalised = perf_counter()
        glyph, prediction = await self._read(glyphs)
        answer = self._answer(glyph, prediction, call, (normalised - started) * 1000, started)
        if call.preview:
            self._metrics.previews.inc()
        else:
            answer = await self._record(answer, glyph, call, sent)
        self._metrics.digits.labels(answer.digit, answer.model.engine).inc()
        self._metrics.seconds.observe(perf_counter() - started)
        return answer

    async def label(self, classification_id: UUID, digit: int) -> LabelEvent:
        """Record what a person says that a drawing was. Raises OutboxError."""
        event = label_event(classification_id, digit, Origin(self._instance))
        await self._recorder.append(event)
        self._metrics.labels.inc()
        return event

    async def _glyphs(self, sent: Sent, call: Call) -> tuple[Glyph, ...]:
        """Read a light, plain drawing at once, and others in a thread, where they do not hold up the event loop."""
        light = _light(sent)
        if light is not None:
            seen = read_light(light, call.media_type)
            return seen if isinstance(seen, tuple) else await self._decoders.run(finish, seen)
        reading = self._decoders.read(sent, call.media_type)
        return await (work_while_present(reading, call.departure) if call.departure else reading)

    async def _read(self, glyphs: tuple[Glyph, ...]) -> tuple[Glyph, Prediction]:
        """Have the engine read the glyph; of two, in one call, the surer is kept."""
        if len(glyphs) == 1:
            return glyphs[0], await self._batcher.predict(glyphs[0].pixels)
        predictions = await asyncio.gather(*(self._batcher.predict(glyph.pixels) for glyph in glyphs))
        return max(zip(glyphs, predictions, strict=True), key=lambda one: one[1].score.sureness)

    def _answer(
        self, glyph: Glyph, prediction: Prediction, call: Call, normalise_ms: float, started: float
    ) -> Classification:
        score = prediction.score
        digit = int(score.probabilities.argmax())
        confidence = float(score.probabilities[digit])
        warnings: list[WarningCode] = [*glyph.warnings]
        if confidence < self._low_confidence:
            warnings.append("low_confidence")
        if score.unlike > NO_DIGIT_ABOVE:
            warnings.append("unlike_a_digit")
        return Classification(
            id=answer_id(call.key) if call.key else uuid7(),
            digit=digit,
            confidence=confidence,
            probabilities=tuple(score.probabilities.tolist()),
            warnings=tuple(warnings),
            model=prediction.model,
            glyph=glyph.base64() if call.with_glyph else None,
            timing_ms=TimingMs(
                normalise=round(normalise_ms, 3),
                wait=round(prediction.wait_ms, 3),
                predict=round(prediction.predict_ms, 3),
                total=round((perf_counter() - started) * 1000, 3),
            ),
        )

    async def _record(self, answer: Classification, glyph: Glyph, call: Call, sent: Sent) -> Classification:
        """Return the answer, or the one that the same drawing had under the same key before."""
        keyed = await self._keyed(answer, sent) if call.key else None
        try:
            known = await self._recorder.append(classified_event(answer, glyph, self._origin(call)), keyed)
        except OutboxError as error:
            self._metrics.outcomes.labels("failed", error.code).inc()
            raise
        self._metrics.outcomes.labels("repeated" if known else "classified", "").inc()
        if known is None:
            return answer
        return Classification.model_validate_json(known.body).model_copy(update={"glyph": answer.glyph})

    async def _keyed(self, answer: Classification, sent: Sent) -> KeyedAnswer:
        picture = sent if isinstance(sent, bytes) else sent.encode()
        digest = sha256(picture) if len(picture) <= SOON_HASHED_BYTES else await self._decoders.run(sha256, picture)
        return KeyedAnswer(
            answer.id, digest.digest(), answer.model_dump_json(exclude={"glyph"}, exclude_none=True).encode()
        )

    def _origin(self, call: Call) -> Origin:
        return Origin(self._instance, call.key, call.client)


def _light(sent: Sent) -> bytes | None:
    """Return the drawing where it is light. Raises UnreadableDrawing."""
    if isinstance(sent, str):
        if len(sent) > LIGHT_CHARACTERS:
            return None
        sent = decode_base64(sent)
    return sent if is_light(sent) else None
