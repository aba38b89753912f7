from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from fastapi import APIRouter, FastAPI
from prometheus_client import CollectorRegistry
from starlette.testclient import TestClient

from handdraw_chassis.application import Application
from handdraw_chassis.doors import Doors
from handdraw_chassis.problems import Problems
from handdraw_chassis.request_metrics import METHODS, RequestCounts
from handdraw_chassis.settings import ServiceSettings

Counted = dict[tuple[str, str, str], float]
router = APIRouter()


@router.get("/drawings/{name}")
async def drawing(name: str) -> str:
    return name


@router.get("/mistake")
async def mistake() -> None:
    raise RuntimeError


def counted(registry: CollectorRegistry) -> Counted:
    samples = [sample for metric in registry.collect() for sample in metric.samples if sample.name.endswith("_total")]
    return {(one.labels["route"], one.labels["method"], one.labels["status"]): one.value for one in samples}


@pytest.fixture
def registry() -> CollectorRegistry:
    return CollectorRegistry()


@pytest.fixture
def client(registry: CollectorRegistry) -> TestClient:
    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[dict[str, object]]:
        yield {"requests": RequestCounts(registry)}

    doors = Doors(ServiceSettings(allowed_origins=("https://draw.example",)), "testserver", "classify")
    handlers = Problems({}, "0").handlers(ValueError)  # type: ignore[arg-type]
    app = Application(doors=doors, lifespan=lifespan, exception_handlers=handlers)
    app.include_router(router)
    return TestClient(app, raise_server_exceptions=False)


@pytest.mark.parametrize(
    ("method", "path", "expected"),
    [
        ("GET", "/drawings/7", ("/drawings/{name}", "GET", "200")),
        ("HEAD", "/drawings/8", ("/drawings/{name}", "HEAD", "200")),
        ("PUT", "/drawings/9", ("/drawings/{name}", "PUT", "405")),
        ("GET", "/mistake", ("/mistake", "GET", "500")),
        ("GET", "/openapi.json", ("/openapi.json", "GET", "200")),
        ("GET", "/nothing/of/the/kind", ("unmatched", "GET", "404")),
        ("BREW", "/drawings/7", ("/drawings/{name}", "other", "405")),
    ],
)
def test_a_request_is_counted_under_its_template(
    client: TestClient, registry: CollectorRegistry, method: str, path: str, expected: tuple[str, str, str]
) -> None:
    with client:
        client.request(method, path)

    assert counted(registry) == {expected: 1}


def test_what_is_answered_at_the_door_is_counted_there(client: TestClient, registry: CollectorRegistry) -> None:
    asks = {"Origin": "https://draw.example", "Access-Control-Request-Method": "POST"}
    with client:
        client.get("/drawings/7", headers={"Host": "evil.example"})
        client.options("/drawings/7", headers=asks)

    assert counted(registry) == {("door", "GET", "403"): 1, ("door", "OPTIONS", "200"): 1}


def test_whatever_callers_send_the_series_stay_few(client: TestClient, registry: CollectorRegistry) -> None:
    with client:
        for number in range(50):
            client.request(f"M{number}", f"/{number}/{number}")
            client.get(f"/drawings/{number}")

    assert counted(registry) == {("unmatched", "other", "404"): 50, ("/drawings/{name}", "GET", "200"): 50}


def test_a_method_that_is_unknown_is_one_word() -> None:
    registry = CollectorRegistry()
    counts = RequestCounts(registry)
    for method in (*METHODS, "BREW", "get"):
        counts.count("/", method, 200)

    assert {method for _, method, _ in counted(registry)} == {*METHODS, "other"}
