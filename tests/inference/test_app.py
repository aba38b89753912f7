"""The application as a whole: what it does without its parts, and what holds for all its routes."""

from pathlib import Path

import pytest
from starlette.testclient import TestClient
from structlog.testing import capture_logs

from handdraw_contracts.events import ClassificationEvent
from handdraw_inference.app import create_app
from handdraw_inference.errors import OutboxUnavailable
from handdraw_inference.settings import Settings

from .calls import Refusal, classify, refusal
from .conftest import Recorded, Sample
from .pictures import blank


@pytest.mark.parametrize(
    ("method", "path", "answer"),
    [
        ("GET", "/", Refusal(404, "not_found")),
        ("GET", "/v1/classify", Refusal(405, "method_not_allowed")),
    ],
)
def test_what_is_not_there_is_a_problem_too(gateway: TestClient, method: str, path: str, answer: Refusal) -> None:
    assert refusal(gateway.request(method, path)) == answer


def test_without_an_engine_it_is_not_ready_and_a_drawing_is_a_failure_that_is_recorded(
    settings: Settings, recorded: Recorded, sample: Sample, tmp_path: Path
) -> None:
    with TestClient(
        create_app(settings.model_copy(update={"models_dir": tmp_path / "none"})), base_url="http://localhost"
    ) as gateway:
        ready = gateway.get("/readyz")
        response = classify(gateway, sample(3))
        model = gateway.get("/v1/model")

    (event,) = recorded()

    assert isinstance(event, ClassificationEvent)
    assert (ready.status_code, ready.json()["degraded"][0]["dependency"]) == (503, "engine")
    assert (refusal(response), response.headers["Retry-After"]) == (Refusal(503, "engine_unavailable"), "2")
    assert (model.status_code, event.data.outcome, event.data.code) == (503, "failed", "engine_unavailable")


def test_a_full_outbox_is_503_and_never_a_silent_answer(settings: Settings, sample: Sample) -> None:
    with TestClient(
        create_app(settings.model_copy(update={"outbox_quota_mib": 0})), base_url="http://localhost"
    ) as gateway:
        ready = gateway.get("/readyz")
        response = classify(gateway, sample(3))
        refused = classify(gateway, blank())
        preview = classify(gateway, sample(3), "?purpose=preview")

    assert (refusal(response), response.headers["Retry-After"]) == (Refusal(503, "outbox_full"), "2")
    assert (ready.status_code, ready.json()["degraded"][0]["dependency"]) == (503, "outbox")
    assert (refused.status_code, preview.status_code) == (422, 200)


def test_where_the_outbox_cannot_be_opened_it_does_not_start_and_logs_why(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    app = create_app(settings.model_copy(update={"outbox_file": tmp_path / "file" / "outbox.db"}))

    with (
        capture_logs() as logs,
        pytest.raises(OutboxUnavailable) as raised,
        TestClient(app, base_url="http://localhost"),
    ):
        pass

    assert logs == [{"event": "the gateway cannot start", "reason": str(raised.value), "log_level": "error"}]


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


def test_every_operation_describes_the_problems_that_it_answers(gateway: TestClient) -> None:
    schema = gateway.get("/openapi.json").json()
    undescribed = [
        f"{method} {path}"
        for path, operations in schema["paths"].items()
        for method, operation in operations.items()
        if path.startswith("/v1/") and not {"422", "503"} <= set(operation["responses"])
    ]

    assert (undescribed, "Problem" in schema["components"]["schemas"]) == ([], True)
