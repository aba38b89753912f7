"""What every answer of every real service says to a browser."""

import socket
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from handdraw_chassis.policy import GUARDS

from .conftest import Chain, running_chain

GUARDED = {name.lower() for name in GUARDS} | {"x-content-type-options"}


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, httpx.Client]]:
    folder: Path = tmp_path_factory.mktemp("chain")
    with running_chain(folder) as chain:
        yield name_services(chain)


def name_services(chain: Chain) -> dict[str, httpx.Client]:
    return {"gateway": chain.stack.gateway, "logger": chain.stack.logger, "reporter": chain.reporter}


def said(answer: httpx.Response) -> set[str]:
    """Return the names of the headers for browsers, each of which is said once."""
    names = [name.lower() for name in answer.headers if name.lower() in GUARDED]
    assert len(answer.headers.get_list("x-content-type-options")) == 1
    return set(names)


ANSWERS = [
    ("gateway", "GET", "/v1/model", 200),
    ("gateway", "POST", "/v1/classify?explain=occlusion", 415),
    ("logger", "GET", "/v1/events", 200),
    ("logger", "GET", "/v1/events/nothing", 422),
    ("reporter", "GET", "/", 200),
    ("reporter", "GET", "/v1/reports", 200),
    ("reporter", "GET", "/favicon.ico", 204),
    *[
        (service, method, path, status)
        for service in ("gateway", "logger", "reporter")
        for method, path, status in [
            ("GET", "/docs", 200),
            ("GET", "/openapi.json", 200),
            ("GET", "/healthz", 200),
            ("GET", "/metrics", 200),
            ("GET", "/nothing", 404),
            ("DELETE", "/healthz", 405),
        ]
    ],
]


@pytest.mark.parametrize(("service", "method", "path", "status"), ANSWERS)
def test_every_answer_tells_a_browser_what_it_may_do(
    services: dict[str, httpx.Client], service: str, method: str, path: str, status: int
) -> None:
    answer = services[service].request(method, path)

    assert (status, GUARDED) == (answer.status_code, said(answer))


@pytest.mark.parametrize("service", ["gateway", "logger", "reporter"])
def test_a_stranger_is_told_as_much(services: dict[str, httpx.Client], service: str) -> None:
    answer = services[service].get("/metrics", headers={"Host": "evil.example"})

    assert (answer.status_code, said(answer)) == (403, GUARDED)


def test_what_no_application_sees_is_not_to_be_taken_for_anything_else(services: dict[str, httpx.Client]) -> None:
    url = services["logger"].base_url
    with socket.create_connection((url.host, url.port or 80)) as connection:
        connection.sendall(b"no HTTP\r\n\r\n")
        head = connection.recv(4096).lower()

    assert (b"400 bad request" in head, head.count(b"x-content-type-options: nosniff")) == (True, 1)


def test_a_drawings_answer_says_what_makes_a_difference_for_json(
    services: dict[str, httpx.Client], drawing: bytes
) -> None:
    answer = services["gateway"].post("/v1/classify", content=drawing, headers={"Content-Type": "image/png"})

    assert (200, {"x-content-type-options"}) == (answer.status_code, said(answer))


@pytest.fixture
def drawing() -> bytes:
    return (Path(__file__).parents[2] / "examples" / "drawings" / "7.png").read_bytes()
