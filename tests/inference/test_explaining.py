"""What an answer stands on: told by an engine made by hand, by the real one, and by the whole gateway."""

import asyncio
from base64 import b64decode, b64encode
from pathlib import Path
from uuid import UUID

import numpy as np
import pytest
from starlette.requests import ClientDisconnect
from starlette.testclient import TestClient

from handdraw_contracts.classifications import Classification, ModelReference, TimingMs
from handdraw_contracts.events import ClassificationEvent
from handdraw_contracts.health import Degradation
from handdraw_inference.app import create_app
from handdraw_inference.calls import Call
from handdraw_inference.engines.classifier import Images, Predictions
from handdraw_inference.engines.scores import Scores
from handdraw_inference.errors import EngineFailed, EngineTimeout, Overloaded
from handdraw_inference.explaining import Explainer
from handdraw_inference.gateway import open_gateway
from handdraw_inference.metrics import Metrics
from handdraw_inference.settings import Settings

from ..own_models import call_stable
from .calls import PNG, Refusal, base64_of, classify, refusal
from .conftest import Recorded, Sample
from .pictures import blank

EXPLAIN = "?explain=occlusion"
KEY = {"Idempotency-Key": "mine"}
MODEL = ModelReference(name="digits", version="5", engine="embedded")
NEWER = ModelReference(name="digits", version="6", engine="embedded")
SERVING = ModelReference(name="digits", version="5", engine="tensorflow_serving")


class OnePlaceEngine:
    """Is sure of a 7 where one place has ink, and otherwise not."""

    def __init__(
        self, place: tuple[int, int], model: ModelReference = MODEL, failure: EngineFailed | None = None
    ) -> None:
        self.calls = 0
        self._place = place
        self._model = model
        self._failure = failure

    async def classify(self, images: Images) -> Predictions:
        raise AssertionError(f"{len(images)} glyphs would hold up the others")

    async def classify_many(self, images: Images) -> Predictions:
        self.calls += 1
        if self._failure:
            raise self._failure
        sure = np.where(images[:, *self._place] > 0, 0.9, 0.15)
        probabilities = np.repeat((1 - sure[:, np.newaxis]) / 9, 10, axis=1).astype(np.float32)
        probabilities[:, 7] = sure
        return Predictions(Scores(probabilities), self._model)

    async def check(self) -> None:
        """Be well."""

    def degradations(self) -> list[Degradation]:
        return []


def a_seven() -> Classification:
    """Say what the engine says of a glyph that is all ink."""
    return Classification(
        id=UUID(int=7),
        digit=7,
        confidence=0.9,
        probabilities=(*(0.1 / 9,) * 7, 0.9, *(0.1 / 9,) * 2),
        model=MODEL,
        glyph=b64encode(b"\xff" * 784).decode(),
        timing_ms=TimingMs(),
    )


def grid(answer: Classification) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    return np.array(answer.saliency).reshape(28, 28)


@pytest.mark.anyio
@pytest.mark.parametrize("place", [(10, 14), (11, 15), (10, 15), (0, 27), (27, 4)])
async def test_an_answer_that_stands_on_one_place_says_which(place: tuple[int, int]) -> None:
    engine = OnePlaceEngine(place)
    answer = await Explainer(engine, Metrics()).explain(a_seven())
    places = grid(answer)
    near = np.argwhere(places == places.max())

    assert (engine.calls, float(places[place]), float(places.min())) == (1, 0.75, 0)
    assert np.abs(near - place).max() <= 1
    assert np.abs(np.argwhere(places) - place).max() <= 4


@pytest.mark.anyio
@pytest.mark.parametrize(
    "engine",
    [
        pytest.param(OnePlaceEngine((3, 3), NEWER), id="another version answers"),
        pytest.param(OnePlaceEngine((3, 3), SERVING), id="another engine answers"),
        pytest.param(OnePlaceEngine((3, 3), failure=EngineTimeout("too slow")), id="none answers"),
    ],
)
async def test_where_its_own_network_cannot_be_asked_an_answer_stays_as_it_is(engine: OnePlaceEngine) -> None:
    metrics = Metrics()
    answer = await Explainer(engine, metrics).explain(a_seven())

    counted = metrics.registry.get_sample_value("handdraw_explanations_total", {"outcome": "unexplained"})
    assert (answer, engine.calls, counted) == (a_seven(), 1, 1)


@pytest.mark.anyio
async def test_one_is_explained_at_a_time_and_who_waits_for_too_long_is_refused() -> None:
    explainer = Explainer(OnePlaceEngine((3, 3)), Metrics(), wait_s=0.01)
    async with explainer.turn():
        with pytest.raises(Overloaded):
            async with explainer.turn():
                raise AssertionError

    async with explainer.turn():
        """It is free again, whoever left in between."""


@pytest.mark.anyio
async def test_who_waits_is_served_in_order_and_who_leaves_holds_up_nobody() -> None:
    explainer, served = Explainer(OnePlaceEngine((3, 3)), Metrics()), list[int]()

    async def take(number: int) -> None:
        async with explainer.turn():
            served.append(number)

    async with explainer.turn():
        waiting = [asyncio.create_task(take(number)) for number in range(3)]
        await asyncio.sleep(0)
        waiting[1].cancel()
    await asyncio.gather(*waiting, return_exceptions=True)

    assert served == [0, 2]


@pytest.mark.parametrize("digit", [0, 1, 2, 3, 4, 6, 7, 8, 9])
def test_the_network_needs_ink_where_covering_lowers_the_probability(
    gateway: TestClient, sample: Sample, digit: int
) -> None:
    answer = Classification.model_validate_json(classify(gateway, sample(digit), EXPLAIN).content)
    places, ink = grid(answer), np.frombuffer(b64decode(answer.glyph or ""), np.uint8).reshape(28, 28)
    top, left = np.unravel_index(places.argmax(), places.shape)

    assert (answer.digit, places.max() > 0.1, ink[top - 1 : top + 2, left - 1 : left + 2].max() > 200) == (
        digit,
        True,
        True,
    )


@pytest.mark.parametrize("query", ["", "?glyph=false", "?purpose=preview", "?purpose=preview&glyph=false"])
def test_an_explained_answer_is_the_same_answer_but_for_its_saliency(
    gateway: TestClient, recorded: Recorded, sample: Sample, query: str
) -> None:
    usual = classify(gateway, sample(3), query).json()
    explained = classify(gateway, sample(3), f"{query}&explain=occlusion" if query else EXPLAIN).json()
    order = [*explained]
    saliency = explained.pop("saliency")

    assert (len(saliency), order[:-1]) == (784, [name for name in order if name != "timing_ms"])
    for answer in (usual, explained):
        del answer["id"], answer["timing_ms"]
    assert explained == usual
    data = [event.data for event in recorded() if isinstance(event, ClassificationEvent)]
    assert len(data) == (0 if "preview" in query else 2)
    assert {one.model_copy(update={"timing_ms": None}) for one in data} == {
        one.model_copy(update={"timing_ms": None}) for one in data[:1]
    }


@pytest.mark.parametrize("value", ["", "gradient", "OCCLUSION", "true"])
def test_what_cannot_be_explained_that_way_is_refused(gateway: TestClient, sample: Sample, value: str) -> None:
    assert refusal(classify(gateway, sample(3), f"?explain={value}")) == Refusal(422, "invalid_request")


def test_a_drawing_that_is_refused_is_recorded_once_explained_or_not(gateway: TestClient, recorded: Recorded) -> None:
    told = refusal(classify(gateway, blank(), EXPLAIN))

    assert (told, len(recorded())) == (Refusal(422, "blank_drawing"), 1)


def test_a_call_repeated_under_its_key_is_explained_anew_where_it_is_asked_for(
    gateway: TestClient, recorded: Recorded, sample: Sample
) -> None:
    first, bare, again = (classify(gateway, sample(3), query, **KEY).json() for query in (EXPLAIN, "", EXPLAIN))

    assert (again, bare | {"saliency": first["saliency"]}, len(recorded())) == (first, first, 1)


def test_an_answer_that_was_kept_is_not_explained_by_the_network_that_came_after_it(
    settings: Settings, own_models: Path, sample: Sample
) -> None:
    own = settings.model_copy(update={"models_dir": own_models})
    with TestClient(create_app(own), base_url="http://localhost") as gateway:
        first = classify(gateway, sample(3), EXPLAIN, **KEY).json()
    call_stable(own_models, 2)
    with TestClient(create_app(own), base_url="http://localhost") as gateway:
        again = classify(gateway, sample(3), EXPLAIN, **KEY).json()
        anew = classify(gateway, sample(3), EXPLAIN).json()

    assert (first.pop("saliency") is not None, again, "saliency" in anew) == (True, first, True)


def test_who_waits_for_a_turn_in_vain_is_refused_and_nothing_is_recorded(
    gateway: TestClient, recorded: Recorded, sample: Sample, monkeypatch: pytest.MonkeyPatch
) -> None:
    def waits_no_longer(*_: object) -> None:
        raise Overloaded("Other drawings are being explained: send it again")

    monkeypatch.setattr(Explainer, "turn", waits_no_longer)
    response = gateway.post(f"/v1/classify{EXPLAIN}", content=sample(3), headers=PNG)

    assert (refusal(response), response.headers["Retry-After"], recorded()) == (Refusal(429, "overloaded"), "2", [])


@pytest.mark.anyio
async def test_who_leaves_while_waiting_for_a_turn_is_not_classified_and_who_stays_is(
    settings: Settings, recorded: Recorded, sample: Sample
) -> None:
    async def left() -> None:
        """Return at once."""

    async with open_gateway(settings) as gateway:
        async with gateway.explainer.turn():
            with pytest.raises(ClientDisconnect):
                await gateway.explain(sample(3), Call("image/png", departure=left))
        before = len(recorded())
        answer = await gateway.explain(sample(3), Call("image/png", with_glyph=False))

    assert (before, len(recorded()), answer.glyph, answer.saliency is None) == (0, 1, None, False)


def test_of_a_batch_none_is_explained(gateway: TestClient, sample: Sample) -> None:
    refused = gateway.post(f"/v1/classify/batch{EXPLAIN}", json={"drawings": [base64_of(sample(3))]})

    assert (refused.status_code, refused.json()["code"]) == (422, "invalid_request")
