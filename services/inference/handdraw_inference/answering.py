"""Answers drawings whose glyphs have been found: together, in one call of the engine and one commit of their events."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import NamedTuple, Protocol

import numpy as np
import structlog
from pydantic import ValidationError
from uuid_utils.compat import uuid7

from handdraw_chassis.tally import Tally
from handdraw_chassis.trace_context import within
from handdraw_contracts.classifications import Classification, ModelReference, TimingMs
from handdraw_contracts.wire import WarningCode
from handdraw_inference.calls import Call
from handdraw_inference.drawings.glyphs import Glyph
from handdraw_inference.engines.classifier import Classifier, Images
from handdraw_inference.engines.scores import NO_DIGIT_ABOVE, Score
from handdraw_inference.errors import Bug
from handdraw_inference.events import Origin, classified_event
from handdraw_inference.keys import answer_id
from handdraw_inference.outbox.answers import KeyedAnswer
from handdraw_inference.outbox.queue import Entry

log = structlog.get_logger()


class Recorder(Protocol):
    async def append_all(self, entries: Sequence[Entry]) -> Sequence[KeyedAnswer | Exception | None]:
        """Return once they are safe: of each None, or what was recorded under its key before, or why it is not."""


@dataclass(frozen=True, slots=True, eq=False)
class Drawing:
    """``glyphs``: one, or two of which the surer is kept. ``picture``: SHA-256 of what was sent, if it has a key."""

    glyphs: tuple[Glyph, ...]
    call: Call
    picture: bytes | None
    came: float
    normalised: float


class Answer(NamedTuple):
    """``repeated``: the same drawing had it under the same key before."""

    classification: Classification
    repeated: bool = False


class _EngineCall(NamedTuple):
    model: ModelReference
    began: float
    ended: float


class Answerer:
    """``stages``: adds up the time that drawings take, as metrics.py names them."""

    def __init__(
        self, classifier: Classifier, recorder: Recorder, low_confidence: float, instance: str, stages: Tally
    ) -> None:
        self._classifier = classifier
        self._recorder = recorder
        self._low_confidence = low_confidence
        self._instance = instance
        self._stages = stages

    async def answer_all(self, drawings: Sequence[Drawing]) -> list[Answer | Exception]:
        """Score drawings, and record the answers unless they are previews. Returns of each its answer, or its error.

        Raises EngineFailed.
        """
        began = perf_counter()
        predictions = await self._classifier.classify(_images(drawings))
        engine = _EngineCall(predictions.model, began, perf_counter())
        scores = iter(predictions.scores)
        chosen = [max(((glyph, next(scores)) for glyph in one.glyphs), key=_sureness) for one in drawings]
        answers = [self._answer(one, *said, engine) for one, said in zip(drawings, chosen, strict=True)]
        entries = {
            place: self._entry(answer, glyph, one)
            for place, (answer, (glyph, _), one) in enumerate(zip(answers, chosen, drawings, strict=True))
            if not one.call.preview
        }
        written = perf_counter()
        recorded = await self._recorder.append_all(list(entries.values())) if entries else []
        self._add_up(drawings, engine, written, len(entries))
        verdicts = dict(zip(entries, recorded, strict=True))
        return [
            _verdict(answer, verdicts.get(place), one.call)
            for place, (answer, one) in enumerate(zip(answers, drawings, strict=True))
        ]

    def _add_up(self, drawings: Sequence[Drawing], engine: _EngineCall, written: float, entries: int) -> None:
        normalise = wait = 0.0
        for one in drawings:
            normalise += one.normalised - one.came
            wait += engine.began - one.normalised
        now = perf_counter()
        self._stages.add(now, normalise, wait, len(drawings) * (engine.ended - engine.began), entries * (now - written))

    def _answer(self, drawing: Drawing, glyph: Glyph, score: Score, engine: _EngineCall) -> Classification:
        call, digit = drawing.call, int(score.probabilities.argmax())
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
            model=engine.model,
            glyph=glyph.base64() if call.with_glyph else None,
            timing_ms=TimingMs(
                normalise=_ms(drawing.came, drawing.normalised),
                wait=_ms(drawing.normalised, engine.began),
                predict=_ms(engine.began, engine.ended),
                total=_ms(drawing.came, perf_counter()),
            ),
        )

    def _entry(self, answer: Classification, glyph: Glyph, drawing: Drawing) -> Entry:
        event = classified_event(answer, glyph, self._origin(drawing.call))
        return Entry.from_event(event, _keyed(answer, drawing.picture) if drawing.picture else None)

    def _origin(self, call: Call) -> Origin:
        return Origin(self._instance, call.key, call.client, call.trace)


def _images(drawings: Iterable[Drawing]) -> Images:
    images = np.stack([glyph.pixels for one in drawings for glyph in one.glyphs], dtype=np.float32)
    images /= 255
    return images


def _sureness(read: tuple[Glyph, Score]) -> float:
    return read[1].sureness


def _ms(since: float, until: float) -> float:
    return round((until - since) * 1000, 3)


def _keyed(answer: Classification, picture: bytes) -> KeyedAnswer:
    return KeyedAnswer(answer.id, picture, answer.model_dump_json(exclude={"glyph"}, exclude_none=True).encode())


def _verdict(answer: Classification, found: KeyedAnswer | Exception | None, call: Call) -> Answer | Exception:
    if not isinstance(found, KeyedAnswer):
        return found or Answer(answer)
    try:
        first = Classification.model_validate_json(found.body)
    except ValidationError as error:
        with within(*filter(None, [call.trace])):
            log.error("what was answered under a key is spoilt", id=str(found.id), reason=str(error))
        return Bug("What was answered under this Idempotency-Key before cannot be read any more")
    return Answer(first.model_copy(update={"glyph": answer.glyph}), repeated=True)
