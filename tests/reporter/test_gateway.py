from collections.abc import Iterator
from itertools import count
from typing import Any

import httpx
import pytest
from structlog.testing import capture_logs

from handdraw_contracts.classifications import ModelDescription
from handdraw_contracts.problems import Problem
from handdraw_reporter.gateway import ask_for_model


def description(**fields: Any) -> dict[str, Any]:
    read = {"shape": [28, 28, 1], "dtype": "float32", "range": [0, 1], "polarity": "white ink on black"}
    named = {"name": "digits", "version": "2", "engine": "embedded", "state": "available"}
    return named | {"input": read, "metrics": {}, "history": {}} | fields


def gateway(answer: httpx.Response) -> httpx.Client:
    return httpx.Client(transport=httpx.MockTransport(lambda _: answer), base_url="http://gateway")


def endless() -> Iterator[bytes]:
    while True:
        yield b"[" * 1000


def test_the_model_is_described_as_the_gateway_does() -> None:
    said = description(history={"test_accuracy": [0.91, 0.96]}, card={"epochs": 2})

    assert ask_for_model(gateway(httpx.Response(200, json=said))) == ModelDescription.model_validate(said)


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(503),
        httpx.Response(200, text="<html>"),
        httpx.Response(200, json={"history": "long ago"}),
        httpx.Response(200, json=description(card={"history": "x" * 600_000})),
        httpx.Response(200, text="[" * 100_000),
        httpx.Response(200, content=endless()),
    ],
)
def test_a_gateway_that_does_not_say_leaves_the_model_undescribed(answer: httpx.Response) -> None:
    assert ask_for_model(gateway(answer)) is None


def test_a_key_that_is_not_accepted_is_said_in_the_log() -> None:
    problem = Problem(title="T", status=401, detail="D", code="key_unknown").model_dump()
    with capture_logs() as logs:
        said = ask_for_model(gateway(httpx.Response(401, json=problem)))

    reason = "it answers 401: the key of REPORTER_GATEWAY_KEY_FILE is not accepted"
    assert (said, [line["reason"] for line in logs]) == (None, [reason])


def test_a_gateway_that_says_it_a_byte_at_a_time_is_not_heard_out() -> None:
    seconds, said = count(), httpx.Response(200, content=(b" " for _ in range(100)))

    assert (ask_for_model(gateway(said), lambda: next(seconds)), next(seconds) < 20) == (None, True)


def test_a_gateway_that_is_away_leaves_the_model_undescribed() -> None:
    assert ask_for_model(httpx.Client(base_url="http://127.0.0.1:1")) is None
