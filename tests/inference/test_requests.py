from collections.abc import Iterator

import pytest
from fastapi import Request
from starlette.testclient import TestClient
from starlette.types import Message

from handdraw_chassis.budget import Budget
from handdraw_contracts.classifications import Label
from handdraw_contracts.events import ClassificationEvent
from handdraw_inference.errors import InvalidRequest, Overloaded
from handdraw_inference.requests import FREE_BYTES, client, parse_body, read_body

from .calls import PNG, Refusal, classify, refusal
from .conftest import Recorded, Sample


def request_by(agent: bytes | None) -> Request:
    return Request({"type": "http", "headers": [] if agent is None else [(b"user-agent", agent)]})


@pytest.mark.parametrize(
    ("agent", "product"),
    [
        pytest.param(b"curl/8.5 (on a train)", "curl/8.5", id="a product and a comment"),
        pytest.param(b"x" * 1000, "x" * 64, id="a long one"),
        pytest.param(b"a\tb\x7fc/1", "abc/1", id="what cannot be printed"),
        pytest.param(b" late", None, id="a space in front"),
        pytest.param(b"\t", None, id="nothing to print"),
        pytest.param(b"", None, id="empty"),
        pytest.param(None, None, id="none"),
    ],
)
def test_a_client_is_the_first_product_of_its_user_agent(agent: bytes | None, product: str | None) -> None:
    assert client(request_by(agent)) == product


def test_who_called_is_recorded_as_the_first_product_of_the_user_agent_and_no_longer(
    gateway: TestClient, recorded: Recorded, sample: Sample
) -> None:
    for agent in ("curl/8.5 (on a train)", "x" * 1000, ""):
        classify(gateway, sample(3), **{"User-Agent": agent})

    clients = [event.data.client for event in recorded() if isinstance(event, ClassificationEvent)]

    assert clients == ["curl/8.5", "x" * 64, None]


@pytest.mark.parametrize("query", ["?purpose=fun", "?glyph=maybe"])
def test_a_parameter_that_makes_no_sense_is_told(gateway: TestClient, sample: Sample, query: str) -> None:
    assert refusal(classify(gateway, sample(3), query)) == Refusal(422, "invalid_request")


def test_a_body_that_never_says_how_long_it_is_is_cut_off_at_the_limit(gateway: TestClient) -> None:
    def endless() -> Iterator[bytes]:
        for _ in range(1000):
            yield bytes(65536)

    answer = refusal(gateway.post("/v1/classify", content=endless(), headers=PNG))

    assert answer == Refusal(413, "body_too_large")


def test_a_body_is_parsed_as_its_model() -> None:
    assert parse_body(Label, b'{"digit": 7}') == Label(digit=7)


def test_a_body_that_does_not_fit_its_model_is_invalid_and_not_repeated() -> None:
    with pytest.raises(InvalidRequest) as refused:
        parse_body(Label, b'{"digit": "a secret"}')

    assert str(refused.value) == "digit: Input should be a valid integer"


@pytest.mark.anyio
async def test_each_part_of_a_body_is_charged_as_it_comes() -> None:
    budget = Budget(1_000, lambda: Overloaded("busy"), wait_s=0)
    parts = [b"a" * FREE_BYTES, b"b" * 100, b"c" * 200]
    free: list[int] = []

    async def receive() -> Message:
        free.append(budget._free)
        part = parts.pop(0)
        return {"type": "http.request", "body": part, "more_body": bool(parts)}

    with budget.open() as charge:
        body = await read_body(Request({"type": "http"}, receive), 100_000, charge)
        free.append(budget._free)

    assert (len(body), free, budget._free) == (FREE_BYTES + 300, [1_000, 1_000, 800, 400], 1_000)


@pytest.mark.anyio
async def test_a_body_for_which_there_is_no_memory_is_refused_and_its_parts_are_given_back() -> None:
    budget = Budget(1_000, lambda: Overloaded("busy"), wait_s=0)

    async def receive() -> Message:
        return {"type": "http.request", "body": bytes(FREE_BYTES), "more_body": True}

    with pytest.raises(Overloaded), budget.open() as charge:
        await read_body(Request({"type": "http"}, receive), 1_000_000, charge)

    assert budget._free == 1_000
