import gzip
import zlib

import pytest
from starlette.testclient import TestClient

from handdraw_chassis.application import Application
from handdraw_chassis.codings import EncodedBody, check_codings
from handdraw_chassis.doors import Doors
from handdraw_chassis.problems import Problems
from handdraw_chassis.settings import ServiceSettings

BOMB = zlib.compress(bytes(10_000_000))


@pytest.fixture
def client() -> TestClient:
    doors = Doors(ServiceSettings(), "testserver", "write")
    app = Application(doors=doors, exception_handlers=Problems({}, "0").handlers(ValueError))  # type: ignore[arg-type]

    @app.post("/drawings")
    async def draw() -> str:
        return "drawn"

    return TestClient(app)


@pytest.mark.parametrize(
    "value", ["gzip", "x-gzip", "deflate", "br", "zstd", "BROTLI", "identity, gzip", "gzip, gzip", "?" * 900]
)
@pytest.mark.parametrize(
    "body", [b"", b"as it is", gzip.compress(b"a drawing"), BOMB], ids=["none", "a lie", "gzip", "a bomb"]
)
def test_an_encoded_body_is_refused_and_told_what_is_taken(client: TestClient, value: str, body: bytes) -> None:
    answer = client.post("/drawings", content=body, headers={"Content-Encoding": value})

    assert (
        answer.status_code,
        answer.headers["Accept-Encoding"],
        answer.json()["code"],
        len(answer.content) < 400,
    ) == (
        415,
        "identity",
        "encoded_body",
        True,
    )


@pytest.mark.parametrize("value", ["identity", "Identity", "", "identity , identity"])
def test_a_body_that_is_said_to_be_as_it_is_is_taken(client: TestClient, value: str) -> None:
    assert client.post("/drawings", content=b"a drawing", headers={"Content-Encoding": value}).json() == "drawn"


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param([(b"transfer-encoding", b"gzip, chunked")], id="on the way"),
        pytest.param([(b"content-encoding", b"identity"), (b"content-encoding", b"br")], id="said twice"),
        pytest.param([(b"content-encoding", b"\xff")], id="no text"),
    ],
)
def test_however_it_is_said(headers: list[tuple[bytes, bytes]]) -> None:
    with pytest.raises(EncodedBody):
        check_codings(headers)
