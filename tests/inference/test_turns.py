import asyncio
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from time import perf_counter

import pytest
from PIL import Image, ImageDraw

from handdraw_chassis.trace_context import TraceContext, add_trace, within
from handdraw_contracts.health import Degradation
from handdraw_inference.answering import Answer, Answerer, Drawing
from handdraw_inference.calls import Call
from handdraw_inference.drawings.light import finish
from handdraw_inference.drawings.normalisation import Survey
from handdraw_inference.engines.classifier import Images, Predictions
from handdraw_inference.engines.embedded import EmbeddedClassifier
from handdraw_inference.errors import BlankDrawing, EngineUnavailable, UnreadableDrawing
from handdraw_inference.metrics import Metrics
from handdraw_inference.outbox.answers import KeyedAnswer
from handdraw_inference.outbox.queue import Entry
from handdraw_inference.turns import AT_ONCE, Light, Turns

from .conftest import Sample
from .pictures import blank, encode

pytestmark = pytest.mark.anyio
CALL = Call()


class Counting:
    """The engine and the recorder; remembers how much each was given at a time."""

    def __init__(self, engine: EmbeddedClassifier) -> None:
        self.calls: list[int] = []
        self.commits: list[int] = []
        self.lines: list[object] = []
        self.failure: Exception | None = None
        self._engine = engine

    async def classify(self, images: Images) -> Predictions:
        self.calls.append(len(images))
        self.lines.append(add_trace(None, "info", {}))
        if self.failure:
            raise self.failure
        return await self._engine.classify(images)

    async def classify_many(self, images: Images) -> Predictions:
        return await self.classify(images)

    async def check(self) -> None:
        return

    def degradations(self) -> list[Degradation]:
        return []

    async def append_all(self, entries: Sequence[Entry]) -> Sequence[KeyedAnswer | Exception | None]:
        self.commits.append(len(entries))
        return [None] * len(entries)


@pytest.fixture
def counting(models_dir: Path) -> Counting:
    return Counting(EmbeddedClassifier(models_dir))


@pytest.fixture
def turns(counting: Counting) -> Turns:
    return Turns(Answerer(counting, counting, 0.6, "host:1", Metrics().stages), lambda _: None)


def light(body: bytes) -> Light:
    return Light(body, CALL, None, perf_counter())


def in_a_frame(drawing: bytes) -> bytes:
    with Image.open(BytesIO(drawing)) as picture:
        ImageDraw.Draw(picture).rectangle((4, 4, picture.width - 5, picture.height - 5), outline=0, width=2)
        return encode(picture)


async def read_all(turns: Turns, bodies: Sequence[bytes]) -> list[object]:
    seen = await asyncio.gather(*(turns.read(light(body)) for body in bodies), return_exceptions=True)
    return [one.classification.digit if isinstance(one, Answer) else type(one) for one in seen]


async def test_those_of_a_turn_share_a_call_and_a_commit_and_each_gets_its_own_answer(
    turns: Turns, counting: Counting, sample: Sample
) -> None:
    digits = [number % 10 for number in range(AT_ONCE + 4)]

    assert await read_all(turns, [sample(digit) for digit in digits]) == digits
    assert (counting.calls, counting.commits) == ([AT_ONCE, 4], [AT_ONCE, 4])


async def test_others_have_their_turn_between_two(turns: Turns, counting: Counting, sample: Sample) -> None:
    reading = asyncio.create_task(read_all(turns, [sample(3)] * 3 * AT_ONCE))
    seen = list[int]()
    while not reading.done():
        seen.append(len(counting.calls))
        await asyncio.sleep(0)

    assert sorted(set(seen)) == [0, 1, 2, 3]


async def test_what_is_no_drawing_is_refused_alone(turns: Turns, counting: Counting, sample: Sample) -> None:
    assert await read_all(turns, [sample(3), blank(), b"no picture", sample(5)]) == [
        3,
        BlankDrawing,
        UnreadableDrawing,
        5,
    ]
    assert counting.commits == [2]


async def test_where_none_can_be_read_the_engine_is_not_asked(turns: Turns, counting: Counting) -> None:
    assert (await read_all(turns, [blank()]), counting.calls) == ([BlankDrawing], [])


async def test_what_takes_longer_comes_back_to_be_finished_and_is_answered_then(turns: Turns, sample: Sample) -> None:
    seen = await turns.read(light(in_a_frame(sample(7))))
    assert isinstance(seen, Survey)
    answer = await turns.answer(Drawing(finish(seen), CALL, None, perf_counter(), perf_counter()))

    assert (answer.classification.digit, answer.classification.warnings) == (7, ("something_left_out",))


async def test_what_is_logged_in_a_turn_says_whom_it_is_of_and_nobody_of_another_turn(
    turns: Turns, counting: Counting, sample: Sample
) -> None:
    traces = [TraceContext(str(number), f"00-{number:032x}-{'b' * 16}-00") for number in range(1, 4)]
    counting.failure = EngineUnavailable("gone")
    with within(TraceContext.begin()):  # whoever is first begins the turns, which are not of them alone
        for some in (traces[:2], traces[2:], [None]):
            calls = (turns.read(Light(sample(3), Call(trace=trace), None, perf_counter())) for trace in some)
            await asyncio.gather(*calls, return_exceptions=True)

    assert counting.lines == [
        {"request_ids": ["1", "2"], "trace_ids": [traces[0].trace_id, traces[1].trace_id]},
        {"request_id": "3", "trace_id": traces[2].trace_id},
        {},
    ]


async def test_a_turn_says_how_long_its_first_waited(counting: Counting, sample: Sample) -> None:
    waited: list[float] = []
    turns = Turns(Answerer(counting, counting, 0.6, "host:1", Metrics().stages), waited.append)
    await turns.read(Light(sample(3), CALL, None, perf_counter() - 5))

    assert [int(seconds) for seconds in waited] == [5]


async def test_a_failure_of_the_engine_reaches_everybody_whose_drawing_was_read(
    turns: Turns, counting: Counting, sample: Sample
) -> None:
    counting.failure = EngineUnavailable("gone")

    assert await read_all(turns, [sample(3), sample(4)]) == [EngineUnavailable, EngineUnavailable]
