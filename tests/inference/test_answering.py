from collections.abc import Sequence
from time import perf_counter
from uuid import UUID

import numpy as np
import pytest

from handdraw_contracts.classifications import ModelReference
from handdraw_contracts.events import EVENT, Ink
from handdraw_contracts.health import Degradation
from handdraw_inference.answering import Answer, Answerer, Drawing
from handdraw_inference.calls import Call
from handdraw_inference.drawings.glyphs import Glyph
from handdraw_inference.engines.classifier import Images, Predictions
from handdraw_inference.engines.scores import Scores
from handdraw_inference.errors import Bug, EngineUnavailable, KeyReused, OutboxFull
from handdraw_inference.metrics import Metrics
from handdraw_inference.outbox.answers import KeyedAnswer
from handdraw_inference.outbox.queue import Entry

pytestmark = pytest.mark.anyio
MODEL = ModelReference(name="digits", version="1", engine="embedded")
INK = Ink(width_px=1, height_px=1, share=0.1, stroke_px=1, offset_px=0)
PREVIEW = Call(preview=True)
PICTURE = bytes(32)


class FakeEngine:
    """Answers each glyph with its first pixel as the digit; remembers the sizes of its calls.

    With ``says_unlike``, a glyph is the more unlike a digit, the larger its second pixel.
    """

    def __init__(self, failure: Exception | None = None, *, says_unlike: bool = False) -> None:
        self.calls: list[int] = []
        self._failure = failure
        self._says_unlike = says_unlike

    async def classify(self, images: Images) -> Predictions:
        self.calls.append(len(images))
        if self._failure:
            raise self._failure
        digits = (images[:, 0, 0] * 255).round().astype(int)
        unlike = images[:, 0, 1] if self._says_unlike else None
        return Predictions(Scores(np.eye(10, dtype=np.float32)[digits], unlike), MODEL)

    classify_many = classify

    async def check(self) -> None:
        return

    def degradations(self) -> list[Degradation]:
        return []


class FakeRecorder:
    """Remembers what was recorded together, and says of each entry what it is told to."""

    def __init__(self, *said: KeyedAnswer | Exception) -> None:
        self.commits: list[list[Entry]] = []
        self._said = said

    async def append_all(self, entries: Sequence[Entry]) -> Sequence[KeyedAnswer | Exception | None]:
        self.commits.append([*entries])
        return self._said or [None] * len(entries)


def drawing(digit: int, call: Call = Call(), *, unlike: int = 0, picture: bytes | None = None) -> Drawing:  # noqa: B008
    pixels = np.zeros((28, 28), np.uint8)
    pixels[0, :2] = digit, unlike
    return Drawing((Glyph(pixels, INK, ()),), call, picture, perf_counter(), perf_counter())


async def answer_all(
    engine: FakeEngine, recorder: FakeRecorder, drawings: Sequence[Drawing]
) -> list[Answer | Exception]:
    return await Answerer(engine, recorder, 0.6, "host:1", Metrics().stages).answer_all(drawings)


def digits(answers: Sequence[Answer | Exception]) -> list[int | type[Exception]]:
    return [one.classification.digit if isinstance(one, Answer) else type(one) for one in answers]


async def test_all_share_a_call_and_a_commit_and_each_gets_its_own_answer() -> None:
    engine, recorder = FakeEngine(), FakeRecorder()
    answers = await answer_all(engine, recorder, [drawing(number % 10) for number in range(20)])
    events = [EVENT.validate_json(entry.body) for commit in recorder.commits for entry in commit]

    assert digits(answers) == [number % 10 for number in range(20)]
    assert (engine.calls, [len(commit) for commit in recorder.commits]) == ([20], [20])
    assert [event.id for event in events] == [one.classification.id for one in answers if isinstance(one, Answer)]


async def test_each_caller_learns_how_unlike_a_digit_its_own_drawing_is() -> None:
    answers = await answer_all(
        FakeEngine(says_unlike=True), FakeRecorder(), [drawing(1, unlike=0), drawing(1, unlike=200)]
    )

    assert [one.classification.warnings for one in answers if isinstance(one, Answer)] == [(), ("unlike_a_digit",)]


async def test_a_version_that_does_not_say_so_finds_nothing_unlike_a_digit() -> None:
    (answer,) = await answer_all(FakeEngine(), FakeRecorder(), [drawing(1, unlike=200)])

    assert isinstance(answer, Answer)
    assert answer.classification.warnings == ()


async def test_where_the_engine_fails_nothing_is_recorded() -> None:
    recorder = FakeRecorder()
    with pytest.raises(EngineUnavailable, match="gone"):
        await answer_all(FakeEngine(EngineUnavailable("gone")), recorder, [drawing(1), drawing(2, PREVIEW)])

    assert recorder.commits == []


async def test_what_cannot_be_recorded_is_not_answered_but_a_preview_beside_it_is() -> None:
    answers = await answer_all(
        FakeEngine(), FakeRecorder(OutboxFull("no room")), [drawing(1, PREVIEW), drawing(2), drawing(3, PREVIEW)]
    )

    assert digits(answers) == [1, OutboxFull, 3]


async def test_previews_alone_need_no_commit() -> None:
    recorder = FakeRecorder()

    assert (digits(await answer_all(FakeEngine(), recorder, [drawing(1, PREVIEW)])), recorder.commits) == ([1], [])


async def test_the_same_drawing_under_the_same_key_gets_its_first_answer_and_another_is_refused() -> None:
    recorder = FakeRecorder()
    (first,) = await answer_all(FakeEngine(), recorder, [drawing(1, Call(key="order 7"), picture=PICTURE)])
    kept = recorder.commits[0][0].answer
    assert isinstance(first, Answer)
    assert kept is not None

    again, reused = await answer_all(
        FakeEngine(),
        FakeRecorder(kept, KeyReused("another drawing")),
        [drawing(2, Call(key="order 7"), picture=PICTURE), drawing(3, Call(key="order 7"), picture=bytes(31) + b"1")],
    )

    assert isinstance(again, Answer)
    assert (again.repeated, again.classification.id, again.classification.digit) == (True, first.classification.id, 1)
    assert isinstance(reused, KeyReused)


async def test_where_the_first_answer_is_spoilt_nobody_beside_it_notices() -> None:
    spoilt = KeyedAnswer(UUID(int=1), PICTURE, b'{"digit": 77}')
    recorder = FakeRecorder(spoilt, OutboxFull("no room"))
    answers = await answer_all(
        FakeEngine(), recorder, [drawing(1, Call(key="a"), picture=PICTURE), drawing(2), drawing(3, PREVIEW)]
    )

    assert digits(answers) == [Bug, OutboxFull, 3]
