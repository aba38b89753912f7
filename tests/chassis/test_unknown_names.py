from typing import Annotated

import pytest
from fastapi import APIRouter, Depends, FastAPI, Query
from starlette.testclient import TestClient

from handdraw_chassis.unknown_names import refuse_unknown_names, say_unknown

KNOWN = ("since", "until", "below_confidence")


async def window(since: str = "", until: str = "") -> str:
    return since + until


router = APIRouter()


@router.get("/v1/events")
async def events(
    window: Annotated[str, Depends(window)], below: Annotated[str, Query(alias="below_confidence")] = ""
) -> str:
    return window + below


@router.get("/v1/model")
async def model() -> str:
    return "model"


@router.get("/")
async def page() -> str:
    return "page"


@pytest.fixture
def client() -> TestClient:
    app = FastAPI()
    app.include_router(router, dependencies=[Depends(refuse_unknown_names)])
    return TestClient(app)


@pytest.mark.parametrize("query", ["", "since=a", "since=a&until=b&below_confidence=c", "since=a&since=b"])
def test_what_a_path_knows_may_be_asked(client: TestClient, query: str) -> None:
    assert client.get(f"/v1/events?{query}").status_code == 200


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("untill", "nobody knows it: is until meant?"),
        ("SINCE", "nobody knows it: is since meant?"),
        ("below-confidence", "nobody knows it: is below_confidence meant?"),
        ("page", "nobody knows it, but below_confidence, since, until"),
        ("", "nobody knows it, but below_confidence, since, until"),
        ("u" * 100_000, "nobody knows it, but below_confidence, since, until"),
    ],
)
def test_the_nearest_name_is_named(name: str, says: str) -> None:
    assert say_unknown(name, KNOWN) == says


def test_where_nothing_may_be_asked_that_is_said() -> None:
    assert say_unknown("since", ()) == "nobody knows it: there is nothing to ask"


@pytest.mark.parametrize("path", ["/v1/events?untill=b", "/v1/model?version=5", "/v1/events?since=a&untill=b"])
def test_what_it_does_not_know_is_refused(client: TestClient, path: str) -> None:
    [found] = client.get(path).json()["detail"]

    assert (found["type"], found["loc"][0], found["msg"].startswith("nobody knows it")) == (
        "unknown_name",
        "query",
        True,
    )


def test_a_page_may_be_opened_with_whatever_stands_behind_its_address(client: TestClient) -> None:
    assert client.get("/?utm_source=mail").text == '"page"'
