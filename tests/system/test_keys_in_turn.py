"""Services whose keys are wrong, replaced and rotated while drawings come: nothing is lost, and it is said why."""

import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event
from typing import Any

import httpx
import pytest

from handdraw_chassis.keys.__main__ import add, remove
from handdraw_chassis.keys.file import make_key

from ..keyed import KeyedChain, running_keyed_chain
from ..processes import eventually

REFUSED = re.compile(r'^handdraw_refusals_total{code="(\w+)"} (\d+)', re.MULTILINE)
REPORT_S = 90.0  # a report that failed is tried again by the next sweep


@pytest.fixture(scope="module")
def chain(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KeyedChain]:
    with running_keyed_chain(tmp_path_factory.mktemp("keyed")) as chain:
        yield chain


def classify(chain: KeyedChain, png: bytes) -> str:
    with chain.client("gateway", chain.keys["gateway", "classify"]) as caller:
        answer = caller.post("/v1/classify", content=png, headers={"Content-Type": "image/png"})
        return str(answer.raise_for_status().json()["id"])


def read(chain: KeyedChain, service: str, path: str, **headers: str) -> httpx.Response:
    with chain.client(service, chain.keys[service, "read"]) as caller:
        return caller.get(path, headers=headers)


def logged(chain: KeyedChain) -> list[str]:
    lines = read(chain, "logger", "/v1/events?upto=9999999999999999-0", Accept="application/x-ndjson").text
    return re.findall(r'"id":"([0-9a-f-]{36})","', lines)


@pytest.mark.parametrize("scopes", [None, ["read"]], ids=["an unknown key", "a key that may only read"])
def test_events_wait_while_the_logger_does_not_accept_the_gateways_key_and_arrive_once(
    chain: KeyedChain, sample: Callable[[int], bytes], tmp_path: Path, scopes: list[str] | None
) -> None:
    file = chain.key_file("gateway-logger")
    good = file.read_text()
    file.write_text(make_key() if scopes is None else add(chain.keys_file("logger"), tmp_path.name, scopes))
    ids = [classify(chain, sample(digit)) for digit in range(5)]
    why = "is not accepted" if scopes is None else "may not do this there"
    status = 401 if scopes is None else 403
    said = f"the logger answered {status}: the key of INFERENCE_LOGGER_KEY_FILE {why}: events wait in the outbox"
    eventually(lambda: said in chain.degraded("gateway"), "the gateway says why")
    before = set(ids) & set(logged(chain))
    file.write_text(good)
    eventually(lambda: set(ids) <= set(logged(chain)), "the events arrive")
    eventually(lambda: chain.degraded("gateway") == [], "nothing is wrong any more")

    found = logged(chain)
    assert (before, [found.count(one) for one in ids]) == (set(), [1] * 5)


def refusals(chain: KeyedChain, service: str) -> dict[str, int]:
    counted = REFUSED.findall(read(chain, service, "/metrics").text)
    return {code: int(count) for code, count in counted}


def test_a_key_is_rotated_while_drawings_come_and_no_request_is_refused(
    chain: KeyedChain, sample: Callable[[int], bytes]
) -> None:
    ended, drawn = Event(), list[str]()
    before = refusals(chain, "logger")

    def draw() -> None:
        while not ended.is_set():
            drawn.append(classify(chain, sample(len(drawn) % 10)))

    def settled(count: int) -> bool:
        return len(set(drawn[:count]) & set(logged(chain))) == count

    with ThreadPoolExecutor(1) as pool:
        drawing = pool.submit(draw)
        try:
            for turn in ("first", "second"):
                former = "gateway-logger" if turn == "first" else "first"
                key = add(chain.keys_file("logger"), turn, ["write-events"])
                chain.key_file("gateway-logger").write_text(key)
                count = len(drawn) + 50
                eventually(lambda count=count: len(drawn) > count and settled(count), "more are logged")  # type: ignore[misc]
                remove(chain.keys_file("logger"), former)
                count = len(drawn) + 50
                eventually(lambda count=count: len(drawn) > count and settled(count), "and more")  # type: ignore[misc]
        finally:
            ended.set()
        drawing.result()

    assert refusals(chain, "logger") == before


def ask(chain: KeyedChain) -> str:
    with chain.client("reporter", chain.keys["reporter", "reports"]) as caller:
        return caller.post("/v1/reports").raise_for_status().headers["Location"]


def report(chain: KeyedChain, location: str) -> dict[str, Any]:
    found: dict[str, Any] = read(chain, "reporter", location, Accept="application/json").json()
    return found


def test_a_report_waits_while_the_logger_does_not_accept_the_workers_key_and_says_so(
    chain: KeyedChain, sample: Callable[[int], bytes]
) -> None:
    drawn = classify(chain, sample(1))
    eventually(lambda: drawn in logged(chain), "a drawing is logged")
    file = chain.key_file("worker-logger")
    good = file.read_text()
    file.write_text(make_key())
    location = ask(chain)
    why = "the logger answers 401: the key of REPORTER_LOGGER_KEY_FILE is not accepted"
    eventually(lambda: why in (report(chain, location)["step"] or ""), "the report says why it waits")
    file.write_text(good)
    eventually(lambda: report(chain, location)["status"] == "done", "the report is written", REPORT_S)


def test_a_reporter_whose_key_the_logger_does_not_accept_says_so_and_asks_for_nothing(chain: KeyedChain) -> None:
    file = chain.key_file("reporter-logger")
    good = file.read_text()
    file.write_text(make_key())
    with chain.client("reporter", chain.keys["reporter", "reports"]) as caller:
        answer = caller.post("/v1/reports")
    said = chain.degraded("reporter")
    file.write_text(good)

    why = "the logger answers 401: the key of REPORTER_LOGGER_KEY_FILE is not accepted"
    assert (answer.status_code, answer.json()["code"], answer.json()["detail"], said) == (
        503,
        "logger_unavailable",
        why,
        [why],
    )


def test_a_report_does_without_the_network_where_the_gateway_does_not_accept_the_key(
    chain: KeyedChain, sample: Callable[[int], bytes]
) -> None:
    drawn = classify(chain, sample(2))
    eventually(lambda: drawn in logged(chain), "a drawing is logged")
    file = chain.key_file("reporter-gateway")
    good = file.read_text()
    file.write_text(make_key())
    location = ask(chain)
    eventually(lambda: report(chain, location)["status"] == "done", "the report is written", REPORT_S)
    file.write_text(good)
    log = (chain.folder / "worker.log").read_text()

    assert report(chain, location)["model"] is None
    assert "it answers 401: the key of REPORTER_GATEWAY_KEY_FILE is not accepted" in log
