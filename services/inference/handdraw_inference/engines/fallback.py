"""TensorFlow Serving first, the embedded engine while that is down; the answer says which."""

import asyncio

import structlog

from handdraw_contracts.health import Degradation
from handdraw_inference.engines.classifier import Classifier, Images, Scores
from handdraw_inference.errors import EngineFailed

log = structlog.get_logger()


class FallbackClassifier:
    """``first`` is asked only while its last check or call went well, so that nobody waits for a dead server twice."""

    def __init__(self, first: Classifier, second: Classifier) -> None:
        self._first = first
        self._second = second
        self._down: str | None = "not asked yet"

    async def classify(self, images: Images) -> Scores:
        if self._down is None:
            try:
                return await self._first.classify(images)
            except EngineFailed as error:
                self._mark_down(str(error))
        return await self._second.classify(images)

    async def check(self) -> None:
        """Raises EngineFailed where neither would answer."""
        await self.probe()
        if self._down is not None:
            await self._second.check()

    def degraded(self) -> list[Degradation]:
        first = [] if self._down is None else [Degradation(dependency="tensorflow_serving", reason=self._down)]
        return [*first, *self._second.degraded()]

    async def probe(self) -> None:
        """Ask the first engine for its health."""
        try:
            await self._first.check()
        except EngineFailed as error:
            self._mark_down(str(error))
        else:
            if self._down is not None:
                log.info("tensorflow serving answers")
            self._down = None

    async def watch(self, every_s: float) -> None:
        while True:
            await self.probe()
            await asyncio.sleep(every_s)

    def _mark_down(self, reason: str) -> None:
        if reason != self._down:
            log.warning("tensorflow serving is down, the embedded engine answers", reason=reason)
        self._down = reason
