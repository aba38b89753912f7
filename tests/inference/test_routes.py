"""The whole gateway in process: real engine, real outbox; no logger, so that every event stays in the outbox."""

import base64
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from PIL import Image
from starlette.testclient import TestClient

from handdraw_contracts.classifications import Classification, LabelReceipt, ModelDescription
from handdraw_contracts.events import ClassificationEvent, LabelData, LabelEvent
from handdraw_inference.engines.model_versions import stable_version

from .calls import PNG, Refusal, classify, refusal
from .conftest import Recorded, Sample
from .pictures import blank, encode, lines, without_colours

HEIC = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(500)
LABEL = f"/v1/classifications/{UUID(int=7)}/label"


@pytest.mark.parametrize("digit", range(10))
def test_the_repositorys_drawings_are_read_and_recorded(
    gateway: TestClient, recorded: Recorded, sample: Sample, digit: int
) -> None:
    answer = Classification.model_validate_json(classify(gateway, sample(digit)).content)

    (event,) = recorded()

    assert isinstance(event, ClassificationEvent)
    assert (answer.digit, event.id, event.data.outcome) == (digit, answer.id, "classified")
    assert (event.data.probabilities, event.data.glyph, event.data.model) == (
        answer.probabilities,
        answer.glyph,
        answer.model,
    )


@pytest.mark.parametrize("form", ["JPEG", "WEBP", "BMP", "GIF"])
def test_every_format_is_read(gateway: TestClient, sample: Sample, form: str) -> None:
    body = encode(Image.open(BytesIO(sample(3))), form)

    answer = classify(gateway, body, **{"Content-Type": f"image/{form.lower()}"}).json()

    assert answer["digit"] == 3


def test_a_photograph_of_12_megapixels_is_read(gateway: TestClient, sample: Sample) -> None:
    photograph = encode(Image.open(BytesIO(sample(3))).resize((3456, 3456)).convert("RGB"), "JPEG")

    assert classify(gateway, photograph, **{"Content-Type": "image/jpeg"}).json()["digit"] == 3


def test_an_answer_says_everything_that_the_wire_promises(gateway: TestClient, sample: Sample) -> None:
    answer = classify(gateway, sample(3)).json()

    assert {name: type(value).__name__ for name, value in answer.items()} == {
        "id": "str",
        "digit": "int",
        "confidence": "float",
        "probabilities": "list",
        "warnings": "list",
        "model": "dict",
        "glyph": "str",
        "timing_ms": "dict",
    }
    assert (UUID(answer["id"]).version, sorted(answer["timing_ms"])) == (7, ["normalise", "predict", "total", "wait"])
    assert (len(base64.b64decode(answer["glyph"])), sum(answer["probabilities"])) == (784, pytest.approx(1))


@pytest.mark.parametrize(
    "drawing",
    [
        pytest.param(lines([(60, 230), (140, 40), (220, 230)], [(95, 160), (185, 160)]), id="A"),
        pytest.param(lines([(60, 50), (220, 230)], [(220, 50), (60, 230)]), id="X"),
        pytest.param(lines([(50, 230), (80, 50), (140, 170), (200, 50), (230, 230)]), id="M"),
        pytest.param(lines([(40 + 22 * n, 60 + 160 * (n % 2)) for n in range(10)]), id="a scribble"),
    ],
)
def test_what_is_no_digit_gets_a_warning(gateway: TestClient, drawing: bytes) -> None:
    answer = classify(gateway, drawing).json()

    assert "unlike_a_digit" in answer["warnings"]


def test_the_repositorys_drawings_get_no_warning(gateway: TestClient, sample: Sample) -> None:
    assert [classify(gateway, sample(digit)).json()["warnings"] for digit in range(10)] == [[]] * 10


def test_the_glyph_can_be_left_out_of_the_answer_but_is_recorded(
    gateway: TestClient, recorded: Recorded, sample: Sample
) -> None:
    answer = classify(gateway, sample(3), "?glyph=false").json()

    (event,) = recorded()

    assert ("glyph" in answer, isinstance(event, ClassificationEvent) and event.data.glyph is not None) == (False, True)


def test_a_preview_is_answered_and_not_recorded(gateway: TestClient, recorded: Recorded, sample: Sample) -> None:
    answers = [classify(gateway, body, "?purpose=preview").status_code for body in (sample(3), blank(), b"")]
    answers.append(classify(gateway, sample(3), "?purpose=preview&glyph=maybe").status_code)

    assert (answers, recorded()) == ([200, 422, 422, 422], [])


def test_the_idempotency_key_becomes_the_id_of_the_answer_and_of_its_event(
    gateway: TestClient, recorded: Recorded, sample: Sample
) -> None:
    key = str(uuid4())
    answers = [classify(gateway, sample(3), **{"Idempotency-Key": key}).json()["id"] for _ in range(2)]

    assert (answers, {str(event.id) for event in recorded()}) == ([key, key], {key})


@pytest.mark.parametrize("key", ["0198B3C4-0000-7000-8000-000000000001", "order 7", "k" * 255])
def test_a_call_repeated_under_its_key_gets_the_same_answer_and_is_one_event(
    gateway: TestClient, recorded: Recorded, sample: Sample, key: str
) -> None:
    first, bare, again = (
        classify(gateway, sample(3), query, **{"Idempotency-Key": key}).json() for query in ("", "?glyph=false", "")
    )

    (event,) = recorded()
    assert isinstance(event, ClassificationEvent)
    assert (again, bare | {"glyph": first["glyph"]}) == (first, first)
    assert (event.id, event.data.idempotency_key) == (UUID(first["id"]), key)


def test_another_drawing_under_a_key_is_refused_and_a_preview_takes_none(
    gateway: TestClient, recorded: Recorded, sample: Sample
) -> None:
    key = {"Idempotency-Key": "mine"}
    preview = classify(gateway, sample(5), "?purpose=preview", **key)
    first = classify(gateway, sample(3), **key)
    reused = classify(gateway, sample(4), **key)

    outcomes = [(event.data.outcome, event.data.code) for event in recorded() if isinstance(event, ClassificationEvent)]
    assert (preview.json()["digit"], first.json()["digit"], refusal(reused)) == (5, 3, Refusal(422, "key_reused"))
    assert outcomes == [("classified", None), ("refused", "key_reused")]


def test_a_refused_try_has_an_id_of_its_own_and_carries_the_key_beside_it(
    gateway: TestClient, recorded: Recorded
) -> None:
    key = str(uuid4())
    classify(gateway, blank(), **{"Idempotency-Key": key})

    (event,) = recorded()

    assert isinstance(event, ClassificationEvent)
    assert (str(event.id) != key, event.data.idempotency_key, event.data.code) == (True, key, "blank_drawing")


@pytest.mark.parametrize(
    ("body", "headers", "answer"),
    [
        pytest.param(b"", {}, Refusal(422, "empty_body"), id="no body"),
        pytest.param(b"a seven, please", {}, Refusal(422, "unreadable_drawing"), id="a text file"),
        pytest.param(blank(), {}, Refusal(422, "blank_drawing"), id="blank"),
        pytest.param(without_colours(), {}, Refusal(422, "unreadable_drawing"), id="a palette without colours"),
        pytest.param(HEIC, {"Content-Type": "image/heic"}, Refusal(415, "unsupported_media_type"), id="HEIC"),
        pytest.param(HEIC, {"Content-Type": "image/jpeg"}, Refusal(415, "unsupported_media_type"), id="HEIC in a JPEG"),
        pytest.param(blank(), {"Content-Type": "text/plain"}, Refusal(415, "unsupported_media_type"), id="wrong type"),
        pytest.param(blank(), {"Content-Type": "image/jpeg"}, Refusal(415, "unsupported_media_type"), id="a lie"),
        pytest.param(bytes(17_000_000), {}, Refusal(413, "body_too_large"), id="17 MB"),
        pytest.param(blank(), {"Idempotency-Key": "k" * 256}, Refusal(422, "invalid_request"), id="a long key"),
        pytest.param(blank(), {"Idempotency-Key": ""}, Refusal(422, "invalid_request"), id="an empty key"),
    ],
)
def test_what_is_refused_is_told_in_the_callers_terms_and_recorded(
    gateway: TestClient, recorded: Recorded, body: bytes, headers: dict[str, str], answer: Refusal
) -> None:
    told = refusal(gateway.post("/v1/classify", content=body, headers=PNG | headers))

    (event,) = recorded()

    assert isinstance(event, ClassificationEvent)
    assert (told, event.data.outcome, Refusal(event.data.status, str(event.data.code))) == (answer, "refused", answer)


def test_a_label_is_an_event_of_its_own_for_any_id(gateway: TestClient, recorded: Recorded) -> None:
    drawing = uuid4()
    response = gateway.put(f"/v1/classifications/{drawing}/label", json={"digit": 7})

    (event,) = recorded()

    assert isinstance(event, LabelEvent)
    assert (response.status_code, LabelReceipt.model_validate_json(response.content)) == (
        202,
        LabelReceipt(id=event.id, classification_id=drawing, digit=7),
    )
    assert event.data == LabelData(classification_id=drawing, digit=7)


def test_a_label_said_again_under_its_key_has_the_same_id(gateway: TestClient, recorded: Recorded) -> None:
    path, headers = f"/v1/classifications/{uuid4()}/label", {"Idempotency-Key": "its own"}
    for digit, keyed in ((7, headers), (7, headers), (8, headers), (7, {})):
        gateway.put(path, json={"digit": digit}, headers=keyed)
    first, again, corrected, another = (event.id for event in recorded())

    assert (again, len({first, corrected, another})) == (first, 3)


@pytest.mark.parametrize(
    ("path", "body"),
    [
        (LABEL, {"digit": 12}),
        (LABEL, {"digit": -1}),
        (LABEL, {"digit": "seven"}),
        (LABEL, {"digit": 7.5}),
        (LABEL, {"digit": True}),
        (LABEL, {}),
        (LABEL, []),
        (LABEL, None),
        ("/v1/classifications/the-last-one/label", {"digit": 7}),
    ],
)
def test_a_label_that_makes_no_sense_is_told_and_not_recorded(
    gateway: TestClient, recorded: Recorded, path: str, body: Any
) -> None:
    answer = refusal(gateway.put(path, json=body))

    assert (answer, recorded()) == (Refusal(422, "invalid_request"), [])


def test_the_model_in_service_is_described_from_its_card(gateway: TestClient, models_dir: Path) -> None:
    stable = str(stable_version(models_dir).version)
    model = ModelDescription.model_validate_json(gateway.get("/v1/model").content)
    named = model.model_dump(include={"name", "version", "engine", "state"})

    assert named == {"name": "digits", "version": stable, "engine": "embedded", "state": "available"}
    assert (model.input.shape, model.input.polarity, model.metrics["test_accuracy"] > 0.98) == (
        (28, 28, 1),
        "white ink on black",
        True,
    )


def test_it_lives_without_asking_anybody(gateway: TestClient) -> None:
    assert gateway.get("/healthz").json() == {"status": "alive"}


def test_it_is_ready_without_its_logger_and_says_so(gateway: TestClient) -> None:
    response = gateway.get("/readyz")

    assert (
        response.status_code,
        response.json()["status"],
        [d["dependency"] for d in response.json()["degraded"]],
    ) == (
        200,
        "ready",
        ["logger"],
    )
