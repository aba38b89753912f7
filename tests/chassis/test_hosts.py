import tracemalloc
from collections.abc import Sequence

import pytest
from httpx2 import Response
from pydantic import ValidationError
from pydantic_settings import BaseSettings
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient
from starlette.types import Message

from handdraw_chassis.doors import Doors
from handdraw_chassis.hosts import HostNames, Hosts
from handdraw_chassis.logs import RequestId
from handdraw_chassis.settings import ServiceSettings
from handdraw_contracts.problems import Problem

PATHS = ("/", "/healthz", "/readyz", "/healthz/", "/metrics")


async def answer(_: Request) -> PlainTextResponse:
    return PlainTextResponse("here")


app = RequestId(
    Doors(ServiceSettings(), "logger", "write-events").guard(
        Starlette(routes=[Route(path, answer, methods=["GET", "POST"]) for path in PATHS])
    )
)


def get(path: str = "/", **headers: str) -> Response:
    return TestClient(app, base_url="http://127.0.0.1").get(path, headers=headers)


def refusal(response: Response) -> tuple[int, str]:
    problem = Problem.model_validate_json(response.content)
    assert problem.instance == f"urn:uuid:{response.headers['X-Request-ID']}"
    return response.status_code, problem.code


OWN_HOSTS = (
    "localhost LOCALHOST:8000 localhost. 127.0.0.1 127.0.0.1:8000 127.1.2.3:1 [::1] [::1]:8000 logger Logger:8001"
)


@pytest.mark.parametrize("host", OWN_HOSTS.split())
def test_loopback_and_the_names_that_are_its_own_are_answered(host: str) -> None:
    assert get(Host=host).text == "here"


FOREIGN_HOSTS = """
evil.example evil.example:8000 127.0.0.1.evil.example localhost.evil.example evil.localhost logger.evil.example
10.0.0.1 0.0.0.0 ::1 [::2] 2130706433 [localhost] 127.0.0.1@evil.example evil.example@127.0.0.1 localhost:8000:9
http://localhost localhost/
"""


@pytest.mark.parametrize("host", [*FOREIGN_HOSTS.split(), "", " ", "localhost, evil.example"])
def test_any_other_host_is_refused(host: str) -> None:
    assert refusal(get(Host=host)) == (403, "foreign_host")


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_health_is_answered_whatever_the_host(path: str) -> None:
    assert get(path, Host="10.0.0.1").text == "here"


@pytest.mark.parametrize("path", ["/metrics", "/healthz/"])
def test_nothing_else_is(path: str) -> None:
    assert refusal(get(path, Host="10.0.0.1")) == (403, "foreign_host")


@pytest.mark.parametrize(
    "origin", ["http://127.0.0.1:8002", "http://localhost:3000", "https://logger", "http://[::1]:1"]
)
def test_its_own_pages_may_call_it(origin: str) -> None:
    assert get(Origin=origin).text == "here"


FOREIGN_ORIGINS = """
https://evil.example null file:// localhost http://localhost.evil.example http://localhost@evil.example
chrome-extension://localhost
"""


@pytest.mark.parametrize("origin", [*FOREIGN_ORIGINS.split(), "", "http://localhost http://evil.example"])
@pytest.mark.parametrize("path", ["/", "/healthz"])
def test_a_page_of_another_origin_may_not(path: str, origin: str) -> None:
    assert refusal(get(path, Origin=origin)) == (403, "foreign_origin")


async def refused(headers: Sequence[tuple[bytes, bytes]]) -> int:
    """Return the status of a request with these headers, which no client library would send."""
    sent: list[Message] = []

    async def receive() -> Message:
        raise AssertionError

    async def send(message: Message) -> None:
        sent.append(message)

    await app({"type": "http", "method": "GET", "path": "/", "headers": headers}, receive, send)
    return int(sent[0]["status"])


@pytest.mark.anyio
@pytest.mark.parametrize("hosts", [[], [b"localhost", b"localhost"], [b"localhost", b"evil.example"]])
async def test_a_host_must_be_named_and_only_once(hosts: list[bytes]) -> None:
    assert await refused([(b"host", host) for host in hosts]) == 400


@pytest.mark.anyio
async def test_of_two_origins_both_must_be_its_own() -> None:
    origins = [(b"origin", b"http://localhost"), (b"origin", b"https://evil.example")]

    assert await refused([(b"host", b"localhost"), *origins]) == 403


@pytest.mark.anyio
async def test_nothing_is_kept_of_the_hosts_that_were_refused() -> None:
    await refused([(b"host", b"evil.example")])
    tracemalloc.start()
    for number in range(20):
        await refused([(b"host", bytes([number + 65]) * 100_000)])
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert kept < 200_000


class Settings(BaseSettings):
    allowed_hosts: HostNames = ()


def test_a_setting_holds_names_separated_by_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALLOWED_HOSTS", "Digits.example, digits.local 192.168.1.5 [fd00::1]")

    assert Settings().allowed_hosts == ("digits.example", "digits.local", "192.168.1.5", "[fd00::1]")


@pytest.mark.parametrize(
    "name", ["*", "*.example", "a.example:80", "http://a.example", "a.example/", "a.example.", "fd00::1", '["a"]', "é"]
)
def test_a_name_that_no_host_would_match_is_said_at_the_start(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv("ALLOWED_HOSTS", f"digits.local,{name}")

    with pytest.raises(ValidationError, match="is no host"):
        Settings()


@pytest.mark.parametrize(
    ("host", "origin", "own"),
    [
        pytest.param(b"localhost:1", None, True, id="a host that is its own"),
        pytest.param(b"logger", b"http://127.0.0.1:8000", True, id="an origin, too"),
        pytest.param(b"", None, False, id="none"),
        pytest.param(b"logger, logger", None, False, id="two in one"),
        pytest.param(b"logger", b"http://evil.example", False, id="a foreign origin"),
        pytest.param(b"logger" + 300 * b".", None, False, id="longer than any name"),
    ],
)
def test_a_fast_path_asks_whether_both_are_its_own(host: bytes, origin: bytes | None, own: bool) -> None:
    assert Hosts(("logger",)).own(host, origin) == own
