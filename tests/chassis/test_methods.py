import asyncio
from collections.abc import AsyncIterator

import pytest
from fastapi import APIRouter
from fastapi.responses import StreamingResponse
from starlette.testclient import TestClient

from handdraw_chassis.application import Application
from handdraw_chassis.doors import Doors
from handdraw_chassis.problems import Problems
from handdraw_chassis.settings import ServiceSettings

router = APIRouter()


@router.get("/drawings")
async def drawings() -> list[int]:
    return [1, 2]


@router.post("/drawings")
async def draw() -> None: ...


@router.put("/drawings/{name}")
async def label(name: str) -> str:
    return name


async def without_end() -> AsyncIterator[bytes]:
    while True:
        yield b"line"
        await asyncio.sleep(0)


@router.get("/lines")
async def lines() -> StreamingResponse:
    return StreamingResponse(without_end(), media_type="application/x-ndjson")


@pytest.fixture
def client() -> TestClient:
    doors = Doors(ServiceSettings(), "testserver", "write")
    app = Application(doors=doors, exception_handlers=Problems({}, "0").handlers(ValueError))  # type: ignore[arg-type]
    app.include_router(router)
    return TestClient(app)


def test_head_is_answered_as_get_is_without_the_body(client: TestClient) -> None:
    answers = client.get("/drawings"), client.head("/drawings")

    assert [(one.status_code, one.headers["content-length"]) for one in answers] == [(200, "5"), (200, "5")]


def test_head_of_a_stream_waits_for_nothing_of_it(client: TestClient) -> None:
    answer = client.head("/lines")

    assert (answer.status_code, answer.headers["content-type"], answer.content) == (200, "application/x-ndjson", b"")


@pytest.mark.parametrize(
    ("method", "path", "allow"),
    [("PATCH", "/drawings", "GET, HEAD, POST"), ("GET", "/drawings/7", "PUT"), ("HEAD", "/drawings/7", "PUT")],
)
def test_a_405_names_every_method_of_its_path(client: TestClient, method: str, path: str, allow: str) -> None:
    answer = client.request(method, path)

    assert (answer.status_code, answer.headers.get_list("allow")) == (405, [allow])


@pytest.mark.parametrize("path", ["/drawings/", "//drawings", "/nothing"])
def test_a_path_that_is_none_of_ours_is_a_problem_and_no_redirect(client: TestClient, path: str) -> None:
    answer = client.get(path, follow_redirects=False)

    assert (answer.status_code, answer.headers["content-type"], answer.json()["code"]) == (
        404,
        "application/problem+json",
        "not_found",
    )
