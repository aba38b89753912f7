"""What becomes an event of a call that is refused or fails: on today's routes, and on one that a test makes."""

from collections.abc import Iterator
from typing import Annotated

import pytest
from fastapi import APIRouter, Query
from starlette.requests import ClientDisconnect
from starlette.testclient import TestClient

from handdraw_contracts.classifications import TimingMs
from handdraw_contracts.events import ClassificationData, ClassificationEvent
from handdraw_inference import errors
from handdraw_inference.app import create_app
from handdraw_inference.recording import RecordedRoute
from handdraw_inference.requests import CallDep
from handdraw_inference.settings import Settings

from .calls import Refusal, refusal
from .conftest import Recorded, Sample
from .pictures import blank

KEY = "0198b3c4-0000-7000-8000-000000000001"
HEADERS = {"User-Agent": "script/1 (on a train)", "Idempotency-Key": KEY}
CLASSIFY, BATCH = "/v1/classify", "/v1/classify/batch"
ERRORS = {
    "blank": errors.BlankDrawing("no ink"),
    "engine": errors.EngineTimeout("slow"),
    "busy": errors.Overloaded("later"),
    "full": errors.OutboxFull("no room"),
    "gone": ClientDisconnect(),
    "bug": RuntimeError("a mistake"),
}
Kind = Annotated[str, Query(max_length=8)]

tomorrow = APIRouter(route_class=RecordedRoute)


@tomorrow.post("/v1/read")
async def read(kind: Kind) -> None:
    """A route of tomorrow, whose author did not think of recording anything."""
    raise ERRORS[kind]


@tomorrow.post("/v1/read/call")
async def read_with_a_call(_: CallDep, kind: Kind) -> None:
    raise ERRORS[kind]


@pytest.fixture
def gateway(settings: Settings) -> Iterator[TestClient]:
    app = create_app(settings)
    app.include_router(tomorrow)
    with TestClient(app, headers=HEADERS, raise_server_exceptions=False, base_url="http://localhost") as client:
        yield client


def failures(recorded: Recorded) -> list[ClassificationData]:
    return [event.data for event in recorded() if isinstance(event, ClassificationEvent)]


def without_time(data: ClassificationData) -> ClassificationData:
    return data.model_copy(update={"timing_ms": TimingMs()})


def failure(outcome: str, status: int, code: str, key: str | None = None) -> ClassificationData:
    return ClassificationData.model_validate(
        {
            "outcome": outcome,
            "status": status,
            "code": code,
            "idempotency_key": key,
            "timing_ms": TimingMs(),
            "client": "script/1",
        }
    )


@pytest.mark.parametrize(
    ("path", "media_type", "body", "data"),
    [
        pytest.param(CLASSIFY, "image/png", b"", failure("refused", 422, "empty_body", KEY), id="no body"),
        pytest.param(CLASSIFY, "image/png", blank(), failure("refused", 422, "blank_drawing", KEY), id="blank"),
        pytest.param(CLASSIFY, "", blank(), failure("refused", 415, "unsupported_media_type", KEY), id="no type"),
        pytest.param(
            CLASSIFY, "image/png", bytes(2**24 + 1), failure("refused", 413, "body_too_large", KEY), id="over 16 MiB"
        ),
        pytest.param(BATCH, "application/json", b"{", failure("refused", 422, "invalid_request"), id="half a batch"),
        pytest.param(
            BATCH, "text/plain", b"{}", failure("refused", 415, "unsupported_media_type"), id="a batch of text"
        ),
        pytest.param(
            BATCH, "application/json", b'{"drawings": [""]}', failure("refused", 422, "empty_body"), id="one of a batch"
        ),
        pytest.param(CLASSIFY + "?purpose=preview", "image/png", blank(), None, id="a preview"),
        pytest.param(BATCH + "?purpose=preview", "application/json", b"{", None, id="a batch of previews"),
    ],
)
def test_a_drawing_that_is_refused_is_one_event(
    gateway: TestClient, recorded: Recorded, path: str, media_type: str, body: bytes, data: ClassificationData | None
) -> None:
    gateway.post(path, content=body, headers={"Content-Type": media_type})

    assert [without_time(one) for one in failures(recorded)] == ([data] if data else [])


@pytest.mark.parametrize("query", ["purpose=fun", "glyph=maybe", "purpose=preview&purpose=fun", "glyph=1&glyph=maybe"])
@pytest.mark.parametrize("path", [CLASSIFY, BATCH])
def test_a_parameter_that_makes_no_sense_is_an_event_without_key_or_time(
    gateway: TestClient, recorded: Recorded, sample: Sample, path: str, query: str
) -> None:
    answer = refusal(gateway.post(f"{path}?{query}", content=sample(3)))

    assert answer == Refusal(422, "invalid_request")
    assert failures(recorded) == [failure("refused", 422, "invalid_request")]


@pytest.mark.parametrize("path", [CLASSIFY, BATCH])
def test_a_preview_whose_parameter_makes_no_sense_is_no_event(
    gateway: TestClient, recorded: Recorded, path: str
) -> None:
    answer = refusal(gateway.post(f"{path}?purpose=preview&glyph=maybe"))

    assert (answer, failures(recorded)) == (Refusal(422, "invalid_request"), [])


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("blank", failure("refused", 422, "blank_drawing")),
        ("engine", failure("failed", 504, "engine_timeout")),
        ("bug", failure("failed", 500, "internal_error")),
        ("far too long", failure("refused", 422, "invalid_request")),
        ("busy", None),
        ("full", None),
        ("gone", None),
    ],
)
def test_a_new_route_is_recorded_by_its_kind_alone(
    gateway: TestClient, recorded: Recorded, kind: str, data: ClassificationData | None
) -> None:
    gateway.post("/v1/read", params={"kind": kind})

    assert [without_time(one) for one in failures(recorded)] == ([data] if data else [])


def test_a_new_route_that_takes_the_call_is_recorded_with_its_key(gateway: TestClient, recorded: Recorded) -> None:
    gateway.post("/v1/read/call?kind=blank")

    assert [one.idempotency_key for one in failures(recorded)] == [KEY]


def test_a_new_route_records_no_preview(gateway: TestClient, recorded: Recorded) -> None:
    gateway.post("/v1/read?kind=blank&purpose=preview")

    assert failures(recorded) == []


def test_a_failure_says_how_long_it_took(gateway: TestClient, recorded: Recorded) -> None:
    gateway.post("/v1/read?kind=blank")

    assert [one.timing_ms.total > 0 for one in failures(recorded)] == [True]


def test_every_post_that_is_refused_is_one_event(gateway: TestClient, recorded: Recorded) -> None:
    operations = gateway.get("/openapi.json").json()["paths"]
    posts = [path for path, operation in operations.items() if "post" in operation]
    answers = [refusal(gateway.post(path)).code for path in posts]

    assert {CLASSIFY, BATCH} <= set(posts)
    assert [one.code for one in failures(recorded)] == answers
