"""Says what of a glyph an answer stands on. One drawing at a time: each costs as many glyphs as eighty callers send."""

import asyncio
from base64 import b64decode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import numpy as np
import structlog
from numpy.typing import NDArray

from handdraw_chassis.errors import map_errors
from handdraw_contracts.classifications import Classification
from handdraw_inference.drawings.glyphs import SIDE
from handdraw_inference.engines.classifier import Classifier
from handdraw_inference.engines.occlusion import cover, spread
from handdraw_inference.errors import EngineFailed, Overloaded
from handdraw_inference.metrics import Metrics

WAIT_S = 2.0
DECIMALS = 4

log = structlog.get_logger()


class Explainer:
    """``wait_s``: how long a drawing waits for the one before it."""

    def __init__(self, classifier: Classifier, metrics: Metrics, wait_s: float = WAIT_S) -> None:
        self._classifier = classifier
        self._metrics = metrics
        self._wait_s = wait_s
        self._busy = asyncio.Lock()

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Hold all others back during the block. Raises Overloaded."""
        with map_errors(TimeoutError, lambda _: Overloaded("Other drawings are being explained: send it again")):
            async with asyncio.timeout(self._wait_s):
                await self._busy.acquire()
        try:
            yield
        finally:
            self._busy.release()

    async def explain(self, answer: Classification) -> Classification:
        """Return an answer, which has its glyph, with its saliency.

        Without, if the network that it names cannot be asked: another answers now, or none. It may be recorded already,
        and is true all the same.
        """
        saliency = await self._saliency(answer)
        self._metrics.explanations.labels("unexplained" if saliency is None else "explained").inc()
        return answer if saliency is None else answer.model_copy(update={"saliency": saliency})

    async def _saliency(self, answer: Classification) -> tuple[float, ...] | None:
        covered, inked = cover(_pixels(answer))
        try:
            predictions = await self._classifier.classify_many(covered)
        except EngineFailed as error:
            log.warning("an answer is not explained", reason=str(error))
            return None
        if predictions.model != answer.model:
            return None
        places = spread(answer.confidence - predictions.scores.probabilities[:, answer.digit], inked)
        return tuple(places.astype(np.float64).round(DECIMALS).ravel().tolist())


def _pixels(answer: Classification) -> NDArray[np.uint8]:
    return np.frombuffer(b64decode(answer.glyph or ""), np.uint8).reshape(SIDE, SIDE)
