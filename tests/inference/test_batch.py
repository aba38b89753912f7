import asyncio
import json
import threading
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from io import BytesIO

import pytest
from PIL import Image
from starlette.requests import ClientDisconnect, Request
from starlette.testclient import TestClient
from starlette.types import Message
from structlog.testing import capture_logs

from handdraw_chassis.budget import Budget
from handdraw_contracts.events import ClassificationEvent
from handdraw_inference import decoders, turns
from handdraw_inference.batch import classify_batch as classify_batch_route
from handdraw_inference.drawings.light import Glyphs, read_picture
from handdraw_inference.errors import Overloaded
from handdraw_inference.gateway import Gateway, open_gateway
from handdraw_inference.settings import Settings

from .calls import Refusal, base64_of, refusal
from .conftest import Recorded, Sample
from .pictures import blank, encode, png_of_zeros, specks

JSON = "application/json"


def classify_batch(gateway: TestClient, drawings: Sequence[str]) -> list[int | str]:
    """Return the digit or the problem's code of each."""
    answers = gateway.post("/v1/classify/batch", json={"drawings": drawings}).json()
    return [answer.get("digit", answer.get("code")) for answer in answers]


def outcomes(recorded: Recorded) -> list[str]:
    return sorted(event.data.outcome for event in recorded() if isinstance(event, ClassificationEvent))


def test_a_batch_is_answered_one_by_one_and_in_order(gateway: TestClient, recorded: Recorded, sample: Sample) -> None:
    drawings = [base64_of(sample(4)), base64_of(blank()), "not base64!", base64_of(sample(2)), ""]
    answers = classify_batch(gateway, drawings)

    assert answers == [4, "blank_drawing", "unreadable_drawing", 2, "empty_body"]
    assert outcomes(recorded) == ["classified", "classified", "refused", "refused", "refused"]


def test_a_program_may_escape_what_base64_has(gateway: TestClient, sample: Sample) -> None:
    body = json.dumps({"drawings": [base64_of(sample(4))]}).replace("/", r"\/").replace("+", r"\u002b")
    answer = gateway.post("/v1/classify/batch", content=body, headers={"Content-Type": JSON})

    assert [one["digit"] for one in answer.json()] == [4]


def test_a_small_batch_with_more_than_ascii_is_answered_one_by_one(gateway: TestClient, sample: Sample) -> None:
    body = json.dumps({"drawings": [base64_of(sample(4)), "é"]}, ensure_ascii=False).encode()
    answers = gateway.post("/v1/classify/batch", content=body, headers={"Content-Type": JSON}).json()

    assert [one.get("digit", one.get("code")) for one in answers] == [4, "unreadable_drawing"]


def test_256_drawings_fit_into_a_batch(gateway: TestClient, recorded: Recorded, sample: Sample) -> None:
    answers = classify_batch(gateway, [base64_of(sample(8))] * 256)

    assert (answers, len(recorded())) == ([8] * 256, 256)


@pytest.mark.parametrize(
    ("body", "media_type", "expected"),
    [
        pytest.param(b"", JSON, Refusal(422, "invalid_request"), id="nothing"),
        pytest.param(b"{", JSON, Refusal(422, "invalid_request"), id="half"),
        pytest.param(b'{"drawings": []}', JSON, Refusal(422, "invalid_request"), id="no drawings"),
        pytest.param(b'{"drawings": [7]}', JSON, Refusal(422, "invalid_request"), id="a number"),
        pytest.param(json.dumps({"drawings": [""] * 257}).encode(), JSON, Refusal(422, "invalid_request"), id="257"),
        pytest.param(
            b'{"drawings": [' + b"0," * 8_000_000 + b"0]}", JSON, Refusal(422, "invalid_request"), id="millions"
        ),
        pytest.param(
            b'{"drawings": ["' + rb"\/" * 2_000_000 + b'"]}', JSON, Refusal(422, "invalid_request"), id="escapes"
        ),
        pytest.param(
            b'{"drawings": ["' + "é".encode() * 600_000 + b'"]}', JSON, Refusal(422, "invalid_request"), id="é"
        ),
        pytest.param(b'{"drawings": [""]}', "text/plain", Refusal(415, "unsupported_media_type"), id="text"),
        pytest.param(bytes(16 * 1024 * 1024 + 1), JSON, Refusal(413, "body_too_large"), id="over 16 MiB"),
    ],
)
def test_a_batch_that_cannot_be_read_is_one_refusal(
    gateway: TestClient, recorded: Recorded, body: bytes, media_type: str, expected: Refusal
) -> None:
    answer = refusal(gateway.post("/v1/classify/batch", content=body, headers={"Content-Type": media_type}))

    codes = [event.data.code for event in recorded() if isinstance(event, ClassificationEvent)]

    assert (answer, codes) == (expected, [expected.code])


def test_ink_that_is_too_little_to_be_seen_is_refused_and_harms_nobody_beside_it(
    gateway: TestClient, sample: Sample
) -> None:
    too_little = specks((280, 280), (3, 3), (277, 277))  # nothing of it is left at 20x20

    assert classify_batch(gateway, [base64_of(too_little), base64_of(sample(6))]) == ["blank_drawing", 6]


def test_while_other_bodies_take_all_memory_another_is_429_and_only_counted(
    gateway: TestClient, recorded: Recorded, sample: Sample
) -> None:
    full = Budget(1_000, lambda: Overloaded("Other bodies are being read: send it again"), wait_s=0)
    gateway.app_state["gateway"] = replace(gateway.app_state["gateway"], bodies=full)
    response = gateway.post("/v1/classify/batch", json={"drawings": [base64_of(sample(3))] * 30})
    counted = 'handdraw_classifications_total{code="overloaded",outcome="failed"} 1.0' in gateway.get("/metrics").text

    assert (refusal(response), response.headers["Retry-After"]) == (Refusal(429, "overloaded"), "2")
    assert (recorded(), counted) == ([], True)


class SlowAfterOne:
    """A normalisation that is done with the first picture at once, and with others when it may be."""

    def __init__(self) -> None:
        self.begun, self.may_end = 0, threading.Event()

    def read_picture(self, picture: Image.Image) -> Glyphs:
        self.begun += 1
        if self.begun > 1:
            assert self.may_end.wait(30)
        return read_picture(picture)


@pytest.mark.anyio
async def test_a_batch_whose_caller_has_left_stops_and_what_was_answered_stays_recorded(
    settings: Settings, recorded: Recorded, sample: Sample, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_a_thread = encode(Image.open(BytesIO(sample(3))).resize((400, 400)))
    body = json.dumps({"drawings": [base64_of(in_a_thread)] * 20}).encode()
    slow = SlowAfterOne()
    monkeypatch.setattr(decoders, "read_picture", slow.read_picture)

    async def receive() -> Message:
        if not left:
            left.append(True)
            return {"type": "http.request", "body": body, "more_body": False}
        async with asyncio.timeout(30):
            while not recorded() or slow.begun < 3:
                await asyncio.sleep(0.001)
        gone.set()
        return {"type": "http.disconnect"}

    left, gone = list[bool](), asyncio.Event()
    async with open_gateway(settings) as gateway:
        request = Request({"type": "http", "headers": [(b"content-type", JSON.encode())]}, receive)
        answering = asyncio.create_task(classify_batch_route(request, gateway))
        await gone.wait()
        for _ in range(20):  # turns of the loop, in which it hears of that
            await asyncio.sleep(0)
        slow.may_end.set()
        with pytest.raises(ClientDisconnect):
            await answering

    assert (outcomes(recorded), slow.begun) == (["classified"], 3)


@pytest.mark.anyio
async def test_whenever_callers_leave_all_memory_comes_back(settings: Settings, sample: Sample) -> None:
    large = encode(Image.open(BytesIO(sample(3))).resize((1500, 1500)).convert("RGBA"))
    drawings = [base64_of(one) for one in (large, png_of_zeros(2048, 9), sample(3))] * 4
    body = json.dumps({"drawings": drawings}).encode()

    async def call(gateway: Gateway, turns: int) -> None:
        parts: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

        async def receive() -> Message:
            if parts:
                return parts.pop()
            for _ in range(turns):
                await asyncio.sleep(0)
            return {"type": "http.disconnect"}

        request = Request({"type": "http", "headers": [(b"content-type", JSON.encode())]}, receive)
        with suppress(ClientDisconnect):
            await classify_batch_route(request, gateway)

    async with open_gateway(settings) as gateway:
        budgets = gateway.bodies, gateway.decoders._memory
        await asyncio.gather(*(call(gateway, 4**number) for number in range(9)))
        left = [budget._free for budget in budgets]

    assert left == [budget.limit_bytes for budget in budgets]


def test_a_mistake_of_ours_is_a_problem_of_one_drawing_and_recorded_and_logged(
    gateway: TestClient, recorded: Recorded, monkeypatch: pytest.MonkeyPatch
) -> None:
    def mistaken(*_: object) -> None:
        raise RuntimeError("a mistake")

    monkeypatch.setattr(turns, "read_light", mistaken)
    with capture_logs() as logs:
        answers = classify_batch(gateway, [base64_of(blank()), ""])
    errors = [line["event"] for line in logs if line["log_level"] == "error"]

    assert (answers, outcomes(recorded)) == (["internal_error", "empty_body"], ["failed", "refused"])
    assert errors == ["one drawing of a batch found a mistake of ours"]
