"""The whole gateway in process: real engine, real outbox; no logger, so that every event stays in the outbox."""

import base64
import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from httpx2 import Response
from PIL import Image, ImageDraw
from pydantic import HttpUrl
from starlette.testclient import TestClient

from handdraw_contracts.classifications import MAX_DRAWING_BYTES, Classification, LabelReceipt, ModelDescription
from handdraw_contracts.events import EVENT, ClassificationEvent, LabelEvent
from handdraw_contracts.problems import Problem
from handdraw_inference.app import create_app
from handdraw_inference.outbox.queue import Outbox
from handdraw_inference.settings import Settings

NOBODY = "http://127.0.0.1:9"
PNG = {"Content-Type": "image/png"}


@pytest.fixture
def settings(tmp_path: Path, models_dir: Path) -> Settings:
    return Settings(models_dir=models_dir, outbox_file=tmp_path / "outbox.db", logger_url=HttpUrl(NOBODY))


@pytest.fixture
def gateway(settings: Settings) -> Iterator[TestClient]:
    with TestClient(create_app(settings), raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def recorded(settings: Settings) -> Iterator[Callable[[], list[ClassificationEvent | LabelEvent]]]:
    """What lies in the outbox now."""
    outbox = Outbox(settings.outbox_file, 1)
    yield lambda: [EVENT.validate_json(entry.body) for _, entry in outbox.oldest(1000, 10**9)]
    outbox.close()


Recorded = Callable[[], list[ClassificationEvent | LabelEvent]]
Sample = Callable[[int], bytes]


def classify(gateway: TestClient, body: bytes, query: str = "", **headers: str) -> Response:
    return gateway.post(f"/v1/classify{query}", content=body, headers=PNG | headers)


def base64_of(body: bytes) -> str:
    return base64.b64encode(body).decode()


def blank() -> bytes:
    file = io.BytesIO()
    Image.new("L", (280, 280), 255).save(file, "PNG")
    return file.getvalue()


def told(response: Response) -> tuple[int, str, str]:
    """Status, media type and code; the whole answer must be a problem."""
    problem = Problem.model_validate_json(response.content)
    assert problem.status == response.status_code
    assert problem.instance == f"urn:uuid:{response.headers['X-Request-ID']}"
    return response.status_code, response.headers["Content-Type"], problem.code


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


def lines(*lines: list[tuple[int, int]]) -> bytes:
    canvas = Image.new("L", (280, 280), 255)
    for line in lines:
        ImageDraw.Draw(canvas).line(line, fill=0, width=14, joint="curve")
    file = io.BytesIO()
    canvas.save(file, "PNG")
    return file.getvalue()


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


def test_a_refused_try_has_an_id_of_its_own_and_carries_the_key_beside_it(
    gateway: TestClient, recorded: Recorded
) -> None:
    key = uuid4()
    classify(gateway, blank(), **{"Idempotency-Key": str(key)})

    (event,) = recorded()

    assert isinstance(event, ClassificationEvent)
    assert (event.id != key, event.data.idempotency_key, event.data.code) == (True, key, "blank_drawing")


def test_who_called_is_recorded_as_the_first_product_of_the_user_agent_and_no_longer(
    gateway: TestClient, recorded: Recorded, sample: Sample
) -> None:
    for agent in ("curl/8.5 (on a train)", "x" * 1000, ""):
        classify(gateway, sample(3), **{"User-Agent": agent})

    clients = [event.data.client for event in recorded() if isinstance(event, ClassificationEvent)]

    assert clients == ["curl/8.5", "x" * 64, None]


@pytest.mark.parametrize(
    ("body", "headers", "status", "code"),
    [
        pytest.param(b"", {}, 422, "empty_body", id="no body"),
        pytest.param(b"a seven, please", {}, 422, "unreadable_drawing", id="a text file"),
        pytest.param(blank(), {}, 422, "blank_drawing", id="blank"),
        pytest.param(blank(), {"Content-Type": "text/plain"}, 415, "unsupported_media_type", id="wrong type"),
        pytest.param(blank(), {"Content-Type": "image/jpeg"}, 415, "unsupported_media_type", id="a lie"),
        pytest.param(bytes(10_000_000), {}, 413, "body_too_large", id="10 MB"),
        pytest.param(blank(), {"Idempotency-Key": "mine"}, 422, "invalid_request", id="a key that is no UUID"),
    ],
)
def test_what_is_refused_is_told_in_the_callers_terms_and_recorded(
    gateway: TestClient, recorded: Recorded, body: bytes, headers: dict[str, str], status: int, code: str
) -> None:
    answer = told(gateway.post("/v1/classify", content=body, headers=PNG | headers))

    (event,) = recorded()

    assert isinstance(event, ClassificationEvent)
    assert answer == (status, "application/problem+json", code)
    assert (event.data.outcome, event.data.status, event.data.code) == ("refused", status, code)


@pytest.mark.parametrize("query", ["?purpose=fun", "?glyph=maybe"])
def test_a_parameter_that_makes_no_sense_is_told(gateway: TestClient, sample: Sample, query: str) -> None:
    assert told(classify(gateway, sample(3), query)) == (422, "application/problem+json", "invalid_request")


def test_a_body_that_never_says_how_long_it_is_is_cut_off_at_the_limit(gateway: TestClient) -> None:
    sent = 0

    def endless() -> Iterator[bytes]:
        nonlocal sent
        for _ in range(1000):
            sent += 65536
            yield bytes(65536)

    answer = told(gateway.post("/v1/classify", content=endless(), headers=PNG))

    assert answer == (413, "application/problem+json", "body_too_large")


def test_a_batch_is_answered_one_by_one_and_in_order(gateway: TestClient, recorded: Recorded, sample: Sample) -> None:
    drawings = [base64_of(sample(4)), base64_of(blank()), "not base64!", base64_of(sample(2)), ""]
    answers = gateway.post("/v1/classify/batch", json={"drawings": drawings}).json()

    assert [answer.get("digit", answer.get("code")) for answer in answers] == [
        4,
        "blank_drawing",
        "unreadable_drawing",
        2,
        "empty_body",
    ]
    assert sorted(event.data.outcome for event in recorded() if isinstance(event, ClassificationEvent)) == [
        "classified",
        "classified",
        "refused",
        "refused",
        "refused",
    ]


def test_256_drawings_fit_into_a_batch(gateway: TestClient, recorded: Recorded, sample: Sample) -> None:
    answers = gateway.post("/v1/classify/batch", json={"drawings": [base64_of(sample(8))] * 256}).json()

    assert ([answer["digit"] for answer in answers], len(recorded())) == ([8] * 256, 256)


def test_one_drawing_of_a_batch_may_not_be_larger_than_one_alone(gateway: TestClient) -> None:
    large = base64_of(bytes(MAX_DRAWING_BYTES + 3))
    answers = gateway.post("/v1/classify/batch", json={"drawings": [large]}).json()

    assert [answer["code"] for answer in answers] == ["drawing_too_large"]


@pytest.mark.parametrize(
    ("body", "media_type", "status", "code"),
    [
        pytest.param(b"", "application/json", 422, "invalid_request", id="nothing"),
        pytest.param(b"{", "application/json", 422, "invalid_request", id="half"),
        pytest.param(b'{"drawings": []}', "application/json", 422, "invalid_request", id="no drawings"),
        pytest.param(b'{"drawings": [7]}', "application/json", 422, "invalid_request", id="a number"),
        pytest.param(
            json.dumps({"drawings": [""] * 257}).encode(), "application/json", 422, "invalid_request", id="257"
        ),
        pytest.param(
            b'{"drawings": [' + b"0," * 8_000_000 + b"0]}", "application/json", 422, "invalid_request", id="millions"
        ),
        pytest.param(b'{"drawings": [""]}', "text/plain", 415, "unsupported_media_type", id="text"),
        pytest.param(bytes(16 * 1024 * 1024 + 1), "application/json", 413, "body_too_large", id="over 16 MiB"),
    ],
)
def test_a_batch_that_cannot_be_read_is_one_refusal(
    gateway: TestClient, recorded: Recorded, body: bytes, media_type: str, status: int, code: str
) -> None:
    answer = told(gateway.post("/v1/classify/batch", content=body, headers={"Content-Type": media_type}))

    codes = [event.data.code for event in recorded() if isinstance(event, ClassificationEvent)]

    assert (answer, codes) == ((status, "application/problem+json", code), [code])


def two_specks() -> bytes:
    """Ink, but nothing of it is left at 20x20."""
    image = Image.new("L", (280, 280), 255)
    image.putpixel((3, 3), 0)
    image.putpixel((277, 277), 0)
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


def test_ink_that_is_too_little_to_be_seen_is_refused_and_harms_nobody_beside_it(
    gateway: TestClient, sample: Sample
) -> None:
    drawings = [base64_of(two_specks()), base64_of(sample(6))]
    answers = gateway.post("/v1/classify/batch", json={"drawings": drawings}).json()

    assert [answer.get("digit", answer.get("code")) for answer in answers] == ["blank_drawing", 6]


def test_a_label_is_an_event_of_its_own_for_any_id(gateway: TestClient, recorded: Recorded) -> None:
    drawing = uuid4()
    response = gateway.put(f"/v1/classifications/{drawing}/label", json={"digit": 7})
    receipt = LabelReceipt.model_validate_json(response.content)

    (event,) = recorded()

    assert isinstance(event, LabelEvent)
    assert (response.status_code, receipt.digit, event.id) == (202, 7, receipt.id)
    assert (event.data.classification_id, event.data.digit) == (drawing, 7)


@pytest.mark.parametrize(
    ("path", "body"),
    [
        (f"/v1/classifications/{uuid4()}/label", {"digit": 12}),
        (f"/v1/classifications/{uuid4()}/label", {"digit": -1}),
        (f"/v1/classifications/{uuid4()}/label", {"digit": "seven"}),
        (f"/v1/classifications/{uuid4()}/label", {"digit": 7.5}),
        (f"/v1/classifications/{uuid4()}/label", {"digit": True}),
        (f"/v1/classifications/{uuid4()}/label", {}),
        (f"/v1/classifications/{uuid4()}/label", []),
        (f"/v1/classifications/{uuid4()}/label", None),
        ("/v1/classifications/the-last-one/label", {"digit": 7}),
    ],
)
def test_a_label_that_makes_no_sense_is_told_and_not_recorded(
    gateway: TestClient, recorded: Recorded, path: str, body: Any
) -> None:
    answer = told(gateway.put(path, json=body))

    assert (answer, recorded()) == ((422, "application/problem+json", "invalid_request"), [])


def test_the_model_in_service_is_described_from_its_card(gateway: TestClient) -> None:
    model = ModelDescription.model_validate_json(gateway.get("/v1/model").content)

    assert (model.name, model.version, model.engine, model.state) == ("digits", "2", "embedded", "available")
    assert (model.input.shape, model.input.polarity, model.metrics["test_accuracy"] > 0.98) == (
        (28, 28, 1),
        "white ink on black",
        True,
    )


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [("GET", "/", 404, "not_found"), ("GET", "/v1/classify", 405, "method_not_allowed")],
)
def test_what_is_not_there_is_a_problem_too(
    gateway: TestClient, method: str, path: str, status: int, code: str
) -> None:
    assert told(gateway.request(method, path)) == (status, "application/problem+json", code)


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


def test_without_an_engine_it_is_not_ready_and_a_drawing_is_a_failure_that_is_recorded(
    settings: Settings, recorded: Recorded, sample: Sample, tmp_path: Path
) -> None:
    with TestClient(create_app(settings.model_copy(update={"models_dir": tmp_path / "none"}))) as gateway:
        ready = gateway.get("/readyz")
        response = classify(gateway, sample(3))
        model = gateway.get("/v1/model")

    (event,) = recorded()

    assert isinstance(event, ClassificationEvent)
    assert (ready.status_code, ready.json()["degraded"][0]["dependency"]) == (503, "engine")
    assert (told(response), response.headers["Retry-After"]) == (
        (503, "application/problem+json", "engine_unavailable"),
        "2",
    )
    assert (model.status_code, event.data.outcome, event.data.code) == (503, "failed", "engine_unavailable")


def test_a_full_outbox_is_503_and_never_a_silent_answer(settings: Settings, sample: Sample) -> None:
    with TestClient(create_app(settings.model_copy(update={"outbox_quota_mib": 0}))) as gateway:
        ready = gateway.get("/readyz")
        response = classify(gateway, sample(3))
        refusal = classify(gateway, blank())
        preview = classify(gateway, sample(3), "?purpose=preview")

    assert (told(response), response.headers["Retry-After"]) == ((503, "application/problem+json", "outbox_full"), "2")
    assert (ready.status_code, ready.json()["degraded"][0]["dependency"]) == (503, "outbox")
    assert (refusal.status_code, preview.status_code) == (422, 200)


def test_it_counts_what_it_did(gateway: TestClient, sample: Sample) -> None:
    classify(gateway, sample(3))
    classify(gateway, blank())
    classify(gateway, sample(5), "?purpose=preview")
    lines = gateway.get("/metrics").text.splitlines()

    assert {
        'handdraw_classifications_total{code="",outcome="classified"} 1.0',
        'handdraw_classifications_total{code="blank_drawing",outcome="refused"} 1.0',
        "handdraw_previews_total 1.0",
        'handdraw_digits_total{digit="3",engine="embedded"} 1.0',
        "handdraw_outbox_events 2.0",
    } <= set(lines)


def test_it_lives_without_asking_anybody(gateway: TestClient) -> None:
    assert gateway.get("/healthz").json() == {"status": "alive"}


def test_every_operation_describes_the_problems_that_it_answers(gateway: TestClient) -> None:
    schema = gateway.get("/openapi.json").json()
    undescribed = [
        f"{method} {path}"
        for path, operations in schema["paths"].items()
        for method, operation in operations.items()
        if path.startswith("/v1/") and not {"422", "503"} <= set(operation["responses"])
    ]

    assert (undescribed, "Problem" in schema["components"]["schemas"]) == ([], True)
