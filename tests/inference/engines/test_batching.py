import asyncio

import numpy as np
import pytest
from numpy.typing import NDArray

from handdraw_contracts.classifications import ModelReference
from handdraw_contracts.health import Degradation
from handdraw_inference.engines.batching import Batcher
from handdraw_inference.engines.classifier import Images, Predictions
from handdraw_inference.engines.scores import Scores
from handdraw_inference.errors import EngineUnavailable

pytestmark = pytest.mark.anyio
MODEL = ModelReference(name="digits", version="1", engine="embedded")


class FakeEngine:
    """Answers each glyph with its first pixel as the digit, once it may answer; remembers the sizes of its calls.

    With ``says_unlike``, a glyph is the more unlike a digit, the larger its second pixel.
    """

    def __init__(self, failure: Exception | None = None, *, says_unlike: bool = False) -> None:
        self.calls: list[int] = []
        self._says_unlike = says_unlike
        self.may_answer = asyncio.Event()
        self._failure = failure

    async def classify(self, images: Images) -> Predictions:
        self.calls.append(len(images))
        await self.may_answer.wait()
        if self._failure:
            raise self._failure
        digits = (images[:, 0, 0] * 255).round().astype(int)
        unlike = images[:, 0, 1] if self._says_unlike else None
        return Predictions(Scores(np.eye(10, dtype=np.float32)[digits], unlike), MODEL)

    async def check(self) -> None:
        return

    def degradations(self) -> list[Degradation]:
        return []


def glyph(digit: int) -> NDArray[np.uint8]:
    pixels = np.zeros((28, 28), np.uint8)
    pixels[0, 0] = digit
    return pixels


async def start_predicting(batcher: Batcher, digits: list[int]) -> "list[asyncio.Task[int]]":
    async def one(digit: int) -> int:
        return int((await batcher.predict(glyph(digit))).score.probabilities.argmax())

    tasks = [asyncio.create_task(one(digit)) for digit in digits]
    for _ in range(3):
        await asyncio.sleep(0)
    return tasks


async def test_a_lone_glyph_leaves_at_once() -> None:
    engine = FakeEngine()
    engine.may_answer.set()

    prediction = await Batcher(engine).predict(glyph(4))

    assert (engine.calls, int(prediction.score.probabilities.argmax()), prediction.model) == ([1], 4, MODEL)


async def test_what_waits_while_the_engine_is_busy_shares_the_next_call_and_gets_its_own_answer() -> None:
    engine = FakeEngine()
    batcher = Batcher(engine)
    first = await start_predicting(batcher, [9])
    others = await start_predicting(batcher, [digit % 10 for digit in range(40)])
    engine.may_answer.set()

    answers = await asyncio.gather(*first, *others)

    assert (engine.calls, answers) == ([1, 32, 8], [9, *(digit % 10 for digit in range(40))])


async def test_each_caller_learns_how_unlike_a_digit_its_own_glyph_is() -> None:
    engine = FakeEngine(says_unlike=True)
    engine.may_answer.set()
    glyphs = [glyph(1) for _ in range(3)]
    for place, one in enumerate(glyphs):
        one[0, 1] = 51 * place

    predictions = await asyncio.gather(*(Batcher(engine).predict(one) for one in glyphs))

    assert [round(one.score.unlike, 2) for one in predictions] == [0.0, 0.2, 0.4]


async def test_a_version_that_does_not_say_so_finds_nothing_unlike_a_digit() -> None:
    engine = FakeEngine()
    engine.may_answer.set()

    assert (await Batcher(engine).predict(glyph(1))).score.unlike == 0


async def test_a_failure_reaches_everybody_who_shared_the_call_and_the_next_call_is_made() -> None:
    engine = FakeEngine(EngineUnavailable("gone"))
    batcher = Batcher(engine)
    tasks = [*await start_predicting(batcher, [1]), *await start_predicting(batcher, [2, 3])]
    engine.may_answer.set()

    answers = await asyncio.gather(*tasks, return_exceptions=True)

    assert ([type(answer) for answer in answers], engine.calls) == ([EngineUnavailable] * 3, [1, 2])


async def test_a_caller_who_goes_away_disturbs_nobody() -> None:
    engine = FakeEngine()
    batcher = Batcher(engine)
    first = await start_predicting(batcher, [1])
    leaving, staying = await start_predicting(batcher, [2, 3])
    leaving.cancel()
    engine.may_answer.set()

    answers = await asyncio.gather(*first, staying)

    assert answers == [1, 3]
