import json
import logging
import warnings
from collections.abc import Iterator
from typing import Any

import pytest
import structlog
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient
from starlette.types import Receive, Scope, Send

from handdraw_chassis.logs import RequestId, configure
from handdraw_chassis.trace_context import add_trace


@pytest.fixture
def _restored() -> Iterator[None]:
    """Put logging back as it was."""
    handlers, level = logging.root.handlers[:], logging.root.level
    yield
    logging.captureWarnings(capture=False)
    logging.root.handlers[:], logging.root.level = handlers, level
    structlog.reset_defaults()


pytestmark = pytest.mark.usefixtures("_restored")


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    """Return the lines without their times."""
    return [{name: value for name, value in json.loads(line).items() if name != "timestamp"} for line in _err(capsys)]


def _err(capsys: pytest.CaptureFixture[str]) -> list[str]:
    return capsys.readouterr().err.splitlines()


def test_our_lines_and_those_of_libraries_are_json_alike(capsys: pytest.CaptureFixture[str]) -> None:
    configure("info")
    structlog.get_logger("ours").info("here", number=3)
    logging.getLogger("theirs").warning("beware of %s", "it")

    assert lines(capsys) == [
        {"event": "here", "level": "info", "logger": "ours", "number": 3},
        {"event": "beware of it", "level": "warning", "logger": "theirs"},
    ]


def test_what_is_below_the_level_or_chatter_is_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    configure("info")
    structlog.get_logger().debug("nobody asked")
    logging.getLogger("httpx").info("GET http://127.0.0.1/ 200")

    assert lines(capsys) == []


@pytest.mark.parametrize("library", ["httpx2", "httpcore.http11", "httpcore2.http11", "openai._base_client"])
def test_libraries_that_show_heads_and_bodies_show_none_whatever_the_level(
    library: str, capsys: pytest.CaptureFixture[str]
) -> None:
    configure("debug")
    logging.getLogger(library).debug("Authorization: Bearer key")

    assert lines(capsys) == []


def test_a_warning_of_python_is_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    configure("info")
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn("soon gone", DeprecationWarning, stacklevel=1)

    (line,) = lines(capsys)
    assert (line["level"], line["logger"], "soon gone" in line["event"]) == ("warning", "py.warnings", True)


def test_an_exception_is_in_its_line_without_the_values_of_variables(capsys: pytest.CaptureFixture[str]) -> None:
    configure("info")
    secret = "open sesame"
    try:
        secret.index("x")
    except ValueError:
        structlog.get_logger().exception("failed")

    (line,) = _err(capsys)
    assert ("ValueError" in line, secret in line) == (True, False)


def client(said: list[dict[str, Any]]) -> TestClient:
    """A client of an application that notes what its log lines would carry."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        said.append({**add_trace(None, "info", {}), "state": Request(scope).state.request_id})
        await PlainTextResponse("here")(scope, receive, send)

    return TestClient(RequestId(app))


def test_a_request_has_one_id_in_its_answer_its_state_and_its_log_lines() -> None:
    said: list[dict[str, Any]] = []
    request_id = client(said).get("/").headers["X-Request-ID"]

    assert said == [{"request_id": request_id, "trace_id": request_id.replace("-", ""), "state": request_id}]


def test_what_the_caller_names_them_is_kept() -> None:
    said: list[dict[str, Any]] = []
    named = {"X-Request-ID": "mine", "traceparent": f"00-{'a' * 32}-{'b' * 16}-01"}
    answer = client(said).get("/", headers=named)

    assert (answer.headers["X-Request-ID"], said) == (
        "mine",
        [{"request_id": "mine", "trace_id": "a" * 32, "state": "mine"}],
    )


def test_an_id_that_is_none_is_ours_and_never_the_same() -> None:
    said: list[dict[str, Any]] = []
    sends = client(said)
    ids = [sends.get("/", headers={"X-Request-ID": "not mine"}).headers["X-Request-ID"] for _ in range(2)]

    assert len({"not mine", *ids}) == 3
