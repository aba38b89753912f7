"""TensorFlow Serving first, and the embedded engine while it is down; the prediction names the one that answered."""

import asyncio

import structlog

from handdraw_contracts.health import Degradation
from handdraw_inference.engines.classifier import Classifier, Images, Predictions
from handdraw_inference.errors import EngineFailed

log = structlog.get_logger()


class FallbackClassifier:
    """Asks ``first`` only while its last check or call succeeded, so that nobody waits for a dead server twice."""

    def __init__(self, first: Classifier, second: Classifier) -> None:
        self._first = first
        self._second = second
        self._down: str | None = "not asked yet"

    async def classify(self, images: Images) -> Predictions:
        if self._down is None:
            try:
                return await self._first.classify(images)
            except EngineFailed as error:
                self._mark_down(str(error))
        return await self._second.classify(images)

    async def classify_many(self, images: Images) -> Predictions:
        """Ask the engine that answers now. If it fails, it is not down: it may be too many for it at once."""
        engine = self._first if self._down is None else self._second
        return await engine.classify_many(images)

    async def check(self) -> None:
        """Raise EngineFailed if neither engine would answer."""
        await self.probe()
        if self._down is not None:
            await self._second.check()

    def degradations(self) -> list[Degradation]:
        first = [] if self._down is None else [Degradation(dependency="tensorflow_serving", reason=self._down)]
        return [*first, *self._second.degradations()]

    async def probe(self) -> None:
        """Check the first engine, and use it again once it is well."""
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
            log.warning("tensorflow serving is not asked, the embedded engine answers", reason=reason)
        self._down = reason
