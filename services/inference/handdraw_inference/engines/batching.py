"""Batches the glyphs that arrive while an engine is busy into its next call. No timer: a lone glyph leaves at once."""

import asyncio
from collections import deque
from dataclasses import dataclass
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from handdraw_contracts.classifications import ModelReference
from handdraw_inference.engines.classifier import Classifier
from handdraw_inference.engines.scores import Score

MAX_GLYPHS = 32


@dataclass(frozen=True, slots=True, eq=False)
class Prediction:
    """What one glyph's caller gets.

    ``wait_ms``: how long the glyph waited for the previous call to end; ``predict_ms``: how long its own call took.
    """

    score: Score
    model: ModelReference
    wait_ms: float
    predict_ms: float


@dataclass(frozen=True, slots=True, eq=False)
class _Waiting:
    pixels: NDArray[np.uint8]
    since: float
    answer: "asyncio.Future[Prediction]"


class Batcher:
    def __init__(self, classifier: Classifier) -> None:
        self._classifier = classifier
        self._waiting: deque[_Waiting] = deque()
        self._sending: asyncio.Task[None] | None = None

    async def predict(self, pixels: NDArray[np.uint8]) -> Prediction:
        """Score one glyph, uint8 [28, 28]. Raises EngineFailed."""
        waiting = _Waiting(pixels, perf_counter(), asyncio.get_running_loop().create_future())
        self._waiting.append(waiting)
        if self._sending is None:
            self._sending = asyncio.create_task(self._send_all())
        return await waiting.answer

    async def _send_all(self) -> None:
        try:
            while self._waiting:
                count = min(len(self._waiting), MAX_GLYPHS)
                await self._send([self._waiting.popleft() for _ in range(count)])
        finally:
            self._sending = None

    async def _send(self, batch: list[_Waiting]) -> None:
        started = perf_counter()
        images = np.stack([one.pixels for one in batch], dtype=np.float32)
        images /= 255
        try:
            predictions = await self._classifier.classify(images)
        except Exception as error:  # noqa: BLE001 - whatever it is, everyone who waits must be told
            for one in batch:
                if not one.answer.done():
                    one.answer.set_exception(error)
            return
        predict_ms = (perf_counter() - started) * 1000
        for one, score in zip(batch, predictions.scores, strict=True):
            if not one.answer.done():  # its caller may have left
                wait_ms = (started - one.since) * 1000
                one.answer.set_result(Prediction(score, predictions.model, wait_ms, predict_ms))
