import asyncio
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from io import BytesIO
from pathlib import Path
from uuid import UUID

import numpy as np
import pytest
from PIL import Image, ImageDraw
from prometheus_client import generate_latest
from starlette.requests import ClientDisconnect

from handdraw_contracts.classifications import ModelReference
from handdraw_contracts.events import EVENT, ClassificationEvent, LabelData, LabelEvent
from handdraw_contracts.health import Degradation
from handdraw_inference import errors
from handdraw_inference.admission import Doors
from handdraw_inference.answering import Answerer
from handdraw_inference.calls import Call
from handdraw_inference.decoders import MIB, THREADS, Decoders, Sent
from handdraw_inference.drawings import light
from handdraw_inference.drawings.compiled import kernel
from handdraw_inference.drawings.decoding import decode, open_drawing
from handdraw_inference.drawings.glyphs import Glyph
from handdraw_inference.drawings.normalisation import Survey, find_glyphs, survey
from handdraw_inference.engines.classifier import Classifier, Images, Predictions
from handdraw_inference.engines.embedded import EmbeddedClassifier
from handdraw_inference.engines.scores import Scores
from handdraw_inference.metrics import Metrics
from handdraw_inference.outbox.queue import Entry
from handdraw_inference.recogniser import Recogniser
from handdraw_inference.turns import AT_ONCE, Turns

from .calls import base64_of
from .conftest import Sample
from .pictures import encode

pytestmark = pytest.mark.anyio
KEY = "0198b3c4-0000-7000-8000-000000000001"
CALL = Call("image/png", key=KEY, client="script/1")
PREVIEW = Call("image/png", preview=True)


class FakeRecorder:
    """Remembers what was recorded; with a ``failure`` it records nothing."""

    def __init__(self) -> None:
        self.events: list[ClassificationEvent | LabelEvent] = []
        self.failure: Exception | None = None

    async def append(self, event: ClassificationEvent | LabelEvent) -> None:
        if self.failure:
            raise self.failure
        self.events.append(event)

    async def append_all(self, entries: Sequence[Entry]) -> Sequence[Exception | None]:
        if self.failure is None:
            self.events += [EVENT.validate_json(entry.body) for entry in entries]
        return [self.failure] * len(entries)

    @property
    def codes(self) -> list[str | None]:
        return [event.data.code for event in self.events if isinstance(event, ClassificationEvent)]


@pytest.fixture
def recorder() -> FakeRecorder:
    return FakeRecorder()


@pytest.fixture
def metrics() -> Metrics:
    return Metrics()


@pytest.fixture
def classifier(models_dir: Path) -> EmbeddedClassifier:
    return EmbeddedClassifier(models_dir)


@pytest.fixture
def decoders() -> Iterator[Decoders]:
    with closing(Decoders(64 * MIB)) as decoders:
        yield decoders


@pytest.fixture
def reads(decoders: Decoders, classifier: EmbeddedClassifier, recorder: FakeRecorder, metrics: Metrics) -> Recogniser:
    return recogniser(decoders, classifier, recorder, metrics)


def recogniser(
    decoders: Decoders, classifier: Classifier, recorder: FakeRecorder, metrics: Metrics, low_confidence: float = 0.6
) -> Recogniser:
    turns = Turns(Answerer(classifier, recorder, low_confidence, "host:1", metrics.stages), metrics.turn_wait.observe)
    return Recogniser(decoders, turns, recorder, metrics, "host:1")


def samples(metrics: Metrics, name: str) -> list[str]:
    lines = generate_latest(metrics.registry).decode().splitlines()
    return [line for line in lines if line.startswith(f"handdraw_{name}_total")]


async def test_an_answer_is_recorded_before_it_is_given(
    reads: Recogniser, recorder: FakeRecorder, metrics: Metrics, sample: Sample
) -> None:
    answer = await reads.classify(sample(3), CALL)

    (event,) = recorder.events

    assert (str(answer.id), str(event.id), event.instance) == (KEY, KEY, "host:1")
    assert isinstance(event, ClassificationEvent)
    assert (answer.digit, event.data.digit, event.data.client) == (3, 3, "script/1")
    assert samples(metrics, "classifications") == ['handdraw_classifications_total{code="",outcome="classified"} 1.0']


async def test_without_a_key_each_answer_has_an_id_of_its_own(reads: Recogniser, sample: Sample) -> None:
    ids = {(await reads.classify(sample(3), Call())).id for _ in range(2)}

    assert {one.version for one in ids} == {7}
    assert len(ids) == 2


async def test_what_cannot_be_recorded_is_not_answered_but_counted(
    reads: Recogniser, recorder: FakeRecorder, metrics: Metrics, sample: Sample
) -> None:
    recorder.failure = errors.OutboxFull("no room")
    with pytest.raises(errors.OutboxFull):
        await reads.classify(sample(3), CALL)

    assert samples(metrics, "classifications") == [
        'handdraw_classifications_total{code="outbox_full",outcome="failed"} 1.0'
    ]
    assert samples(metrics, "digits") == []


async def test_a_preview_is_answered_and_counted_alone(
    reads: Recogniser, recorder: FakeRecorder, metrics: Metrics, sample: Sample
) -> None:
    answer = await reads.classify(sample(3), PREVIEW)

    assert (answer.digit, recorder.events, samples(metrics, "previews")) == (3, [], ["handdraw_previews_total 1.0"])


@pytest.mark.parametrize(("low_confidence", "warnings"), [(1.0, ("low_confidence",)), (0.0, ())])
async def test_below_its_limit_a_confidence_is_warned_of(
    decoders: Decoders,
    classifier: EmbeddedClassifier,
    recorder: FakeRecorder,
    metrics: Metrics,
    sample: Sample,
    low_confidence: float,
    warnings: tuple[str, ...],
) -> None:
    reads = recogniser(decoders, classifier, recorder, metrics, low_confidence)
    answer = await reads.classify(sample(3), CALL)

    assert answer.warnings == warnings


@pytest.mark.parametrize(
    ("side", "form", "sent", "place"),
    [
        pytest.param(280, "PNG", bytes, "MainThread", id="a small PNG at once"),
        pytest.param(280, "JPEG", bytes, "MainThread", id="a small JPEG at once"),
        pytest.param(400, "PNG", bytes, "decoder_0", id="a larger PNG in a thread"),
        pytest.param(1500, "PNG", bytes, "decoder_0", id="one within the budget in a thread"),
        pytest.param(280, "PNG", base64_of, "MainThread", id="a small one of a batch at once"),
        pytest.param(400, "PNG", base64_of, "decoder_0", id="a larger one of a batch in a thread"),
    ],
)
async def test_what_would_hold_up_the_others_is_read_in_a_thread(
    reads: Recogniser,
    sample: Sample,
    monkeypatch: pytest.MonkeyPatch,
    side: int,
    form: str,
    sent: Callable[[bytes], Sent],
    place: str,
) -> None:
    places: list[str] = []

    def looking(picture: Image.Image) -> Survey:
        places.append(threading.current_thread().name)
        return survey(picture)

    monkeypatch.setattr(kernel, "load", lambda: None)
    monkeypatch.setattr(light, "survey", looking)
    canvas = Image.new("L", (side, side), 255)
    canvas.paste(Image.open(BytesIO(sample(3))))
    await reads.classify(sent(encode(canvas, form)), Call())

    assert places == [place]


async def test_a_small_png_that_shows_more_than_a_digit_is_looked_through_in_a_thread(
    reads: Recogniser, framed: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    places: list[str] = []

    def noting(seen: Survey) -> tuple[Glyph, ...]:
        places.append(threading.current_thread().name)
        return find_glyphs(seen)

    monkeypatch.setattr(light, "find_glyphs", noting)
    answer = await reads.classify(framed, CALL)

    assert (answer.digit, answer.warnings, places) == (3, ("something_left_out",), ["decoder_0"])


async def test_a_caller_waits_for_two_turns_at_most_however_many_batches_came_before(
    reads: Recogniser, sample: Sample
) -> None:
    in_batches = [asyncio.create_task(reads.classify(base64_of(sample(3)), PREVIEW)) for _ in range(5 * AT_ONCE)]
    await asyncio.sleep(0)
    await reads.classify(sample(3), PREVIEW)
    answered = sum(one.done() for one in in_batches)
    await asyncio.gather(*in_batches)

    assert 0 < answered <= 2 * AT_ONCE


class Door:
    """Counts who is inside."""

    inside = 0

    def __enter__(self) -> None:
        self.inside += 1

    def __exit__(self, *_: object) -> None:
        self.inside -= 1


async def test_a_drawing_that_waits_for_a_thread_is_none_of_those_who_wait_for_a_turn(
    reads: Recogniser, framed: bytes, decoders: Decoders
) -> None:
    turn, thread = Door(), Door()
    for _ in range(THREADS):
        await decoders._idle.acquire()
    reading = asyncio.create_task(reads.classify(framed, CALL, Doors(turn, thread)))
    async with asyncio.timeout(30):
        while not thread.inside:
            await asyncio.sleep(0.001)
    waiting = (turn.inside, thread.inside)
    decoders._idle.release()

    assert (waiting, (await reading).digit, turn.inside, thread.inside) == ((0, 1), 3, 0, 0)


@pytest.fixture
def framed(sample: Sample) -> bytes:
    """A 3 in a frame."""
    picture = Image.open(BytesIO(sample(3)))
    ImageDraw.Draw(picture).rectangle((10, 10, 269, 269), outline=0, width=4)
    return encode(picture)


class FakeClassifier:
    """Scores the glyphs of each call in turn as it is told: how probable an 8 is, and how unlike a digit it looks."""

    def __init__(self, *scores: tuple[float, float]) -> None:
        self._scores = scores
        self.calls: list[int] = []

    async def classify(self, images: Images) -> Predictions:
        self.calls.append(len(images))
        said = self._scores[: len(images)]
        probabilities = np.array([[(1 - sure) / 9] * 8 + [sure] + [(1 - sure) / 9] for sure, _ in said], np.float32)
        unlike = np.array([unlike for _, unlike in said], np.float32)
        return Predictions(Scores(probabilities, unlike), ModelReference(name="digits", version="9", engine="embedded"))

    classify_many = classify

    async def check(self) -> None:
        """Be well."""

    def degradations(self) -> list[Degradation]:
        return []


@pytest.fixture
def doubtful(sample: Sample) -> bytes:
    """A 7 with a stroke beside it that may be a part of it."""
    picture = Image.open(BytesIO(sample(7)))
    ImageDraw.Draw(picture).line([(262, 180), (262, 240)], fill=0, width=14)
    return encode(picture)


@pytest.mark.parametrize(
    ("scores", "kept", "confidence", "warnings"),
    [
        pytest.param([(0.9, 0.0), (0.8, 0.0)], 0, 0.9, ["something_left_out"], id="the likelier is surer"),
        pytest.param([(0.8, 0.0), (0.9, 0.0)], 1, 0.9, [], id="the other is surer"),
        pytest.param([(0.9, 0.4), (0.7, 0.1)], 1, 0.7, [], id="the other is surer to be a digit at all"),
        pytest.param([(0.9, 0.8), (0.7, 0.9)], 0, 0.9, ["something_left_out", "unlike_a_digit"], id="both are none"),
        pytest.param([(0.5, 0.0), (0.5, 0.0)], 0, 0.5, ["something_left_out", "low_confidence"], id="alike"),
    ],
)
async def test_of_two_readings_the_surer_is_kept_with_its_warnings_and_one_call_scores_both(
    decoders: Decoders,
    recorder: FakeRecorder,
    metrics: Metrics,
    doubtful: bytes,
    scores: Sequence[tuple[float, float]],
    kept: int,
    confidence: float,
    warnings: list[str],
) -> None:
    classifier = FakeClassifier(*scores)
    reads = recogniser(decoders, classifier, recorder, metrics)
    glyph = find_glyphs(survey(decode(open_drawing(doubtful))))[kept]

    answer = await reads.classify(doubtful, CALL)

    (event,) = recorder.events
    assert isinstance(event, ClassificationEvent)
    assert (classifier.calls, answer.digit, round(answer.confidence, 6)) == ([2], 8, confidence)
    assert (list(answer.warnings), answer.glyph) == (warnings, glyph.base64())
    assert (list(event.data.warnings), event.data.glyph, event.data.ink) == (warnings, glyph.base64(), glyph.ink)


async def test_a_plain_drawing_is_one_glyph_to_the_engine(
    decoders: Decoders, recorder: FakeRecorder, metrics: Metrics, sample: Sample
) -> None:
    classifier = FakeClassifier((0.9, 0.0))
    await recogniser(decoders, classifier, recorder, metrics).classify(sample(7), CALL)

    assert classifier.calls == [1]


async def test_a_drawing_whose_caller_leaves_waits_no_longer_and_is_not_recorded(
    reads: Recogniser, recorder: FakeRecorder, decoders: Decoders, sample: Sample
) -> None:
    memory = decoders._memory
    await memory.take(memory.limit_bytes)
    large = encode(Image.open(BytesIO(sample(3))).resize((1500, 1500)).convert("RGBA"))

    async def departure() -> None:
        async with asyncio.timeout(30):
            while not memory._queue:
                await asyncio.sleep(0.001)

    with pytest.raises(ClientDisconnect):
        async with reads.recording(CALL):
            await reads.classify(large, Call(departure=departure))

    assert (recorder.events, len(memory._queue)) == ([], 0)


@pytest.mark.parametrize(
    ("error", "codes", "outcome"),
    [
        (errors.BlankDrawing("no ink"), ["blank_drawing"], 'code="blank_drawing",outcome="refused"'),
        (errors.EngineTimeout("slow"), ["engine_timeout"], 'code="engine_timeout",outcome="failed"'),
        (RuntimeError("a mistake"), ["internal_error"], 'code="internal_error",outcome="failed"'),
        (errors.ResourcesExhausted("full"), ["resources_exhausted"], 'code="resources_exhausted",outcome="failed"'),
        (errors.Overloaded("later"), [], 'code="overloaded",outcome="failed"'),
        (errors.OutboxFull("no room"), [], None),
        (ClientDisconnect(), [], None),
    ],
)
async def test_a_failure_is_recorded_or_only_counted_and_goes_on_to_the_caller(
    reads: Recogniser,
    recorder: FakeRecorder,
    metrics: Metrics,
    error: Exception,
    codes: list[str],
    outcome: str | None,
) -> None:
    with pytest.raises(type(error)) as raised:
        async with reads.recording(CALL):
            raise error

    assert (raised.value, recorder.codes) == (error, codes)
    assert samples(metrics, "classifications") == (
        [f"handdraw_classifications_total{{{outcome}}} 1.0"] if outcome else []
    )


@pytest.mark.parametrize("error", [errors.BlankDrawing(), errors.EngineTimeout(), RuntimeError()])
async def test_the_failure_of_a_preview_is_nowhere(
    reads: Recogniser, recorder: FakeRecorder, metrics: Metrics, error: Exception
) -> None:
    await reads.record_failure(error, PREVIEW, 0)

    assert (recorder.events, samples(metrics, "classifications")) == ([], [])


async def test_a_failure_that_cannot_be_recorded_is_counted_as_that(
    reads: Recogniser, recorder: FakeRecorder, metrics: Metrics
) -> None:
    recorder.failure = errors.OutboxFull("no room")
    await reads.record_failure(errors.BlankDrawing(), CALL, 0)

    assert samples(metrics, "unrecorded") == ["handdraw_unrecorded_total 1.0"]


async def test_a_label_is_recorded_and_counted(reads: Recogniser, recorder: FakeRecorder, metrics: Metrics) -> None:
    event = await reads.label(UUID(KEY), 8)

    assert (recorder.events, event.data, event.instance) == (
        [event],
        LabelData(classification_id=UUID(KEY), digit=8),
        "host:1",
    )
    assert samples(metrics, "labels") == ["handdraw_labels_total 1.0"]
