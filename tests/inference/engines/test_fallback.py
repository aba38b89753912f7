import numpy as np
import pytest

from handdraw_contracts.classifications import ModelReference
from handdraw_contracts.health import Degradation
from handdraw_contracts.wire import Engine
from handdraw_inference.engines.classifier import Images, Predictions
from handdraw_inference.engines.fallback import FallbackClassifier
from handdraw_inference.engines.scores import Scores
from handdraw_inference.errors import EngineFailed, EngineTimeout, EngineUnavailable

pytestmark = pytest.mark.anyio
BLANK = np.zeros((1, 28, 28), np.float32)


class FakeEngine:
    def __init__(self, engine: Engine, failure: EngineFailed | None = None) -> None:
        self.failure = failure
        self.calls = 0
        self._model = ModelReference(name="digits", version="1", engine=engine)

    async def classify(self, images: Images) -> Predictions:
        self.calls += 1
        await self.check()
        return Predictions(Scores(np.full((len(images), 10), 0.1, np.float32)), self._model)

    classify_many = classify

    async def check(self) -> None:
        if self.failure:
            raise self.failure

    def degradations(self) -> list[Degradation]:
        return []


async def test_the_first_engine_answers_once_its_health_is_known() -> None:
    fallback = FallbackClassifier(FakeEngine("tensorflow_serving"), FakeEngine("embedded"))
    before = await fallback.classify(BLANK)
    await fallback.probe()

    after = await fallback.classify(BLANK)

    assert (before.model.engine, after.model.engine, fallback.degradations()) == ("embedded", "tensorflow_serving", [])


async def test_a_call_that_fails_is_answered_by_the_second_and_nobody_asks_the_first_again_until_it_is_well() -> None:
    first = FakeEngine("tensorflow_serving")
    fallback = FallbackClassifier(first, FakeEngine("embedded"))
    await fallback.probe()
    first.failure = EngineTimeout("too slow")
    engines = [(await fallback.classify(BLANK)).model.engine for _ in range(3)]
    degraded = fallback.degradations()
    first.failure = None
    await fallback.probe()

    engines.append((await fallback.classify(BLANK)).model.engine)

    assert (engines, first.calls, degraded) == (
        ["embedded", "embedded", "embedded", "tensorflow_serving"],
        2,
        [Degradation(dependency="tensorflow_serving", reason="too slow")],
    )


async def test_it_is_ready_while_either_answers_and_not_when_neither_does() -> None:
    first, second = FakeEngine("tensorflow_serving"), FakeEngine("embedded", EngineUnavailable("no model"))
    fallback = FallbackClassifier(first, second)
    await fallback.check()
    first.failure = EngineUnavailable("gone")

    with pytest.raises(EngineUnavailable, match="no model"):
        await fallback.check()


async def test_many_ask_the_engine_that_answers_now_and_do_not_mark_it_down() -> None:
    first = FakeEngine("tensorflow_serving")
    fallback = FallbackClassifier(first, FakeEngine("embedded"))
    engines = [(await fallback.classify_many(BLANK)).model.engine]
    await fallback.probe()
    engines.append((await fallback.classify_many(BLANK)).model.engine)
    first.failure = EngineTimeout("too many")

    with pytest.raises(EngineTimeout):
        await fallback.classify_many(BLANK)

    assert (engines, fallback.degradations()) == (["embedded", "tensorflow_serving"], [])
