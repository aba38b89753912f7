"""What the hot route answers is what FastAPI's own route answers, which a body in parts reaches."""

import asyncio
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from starlette.requests import ClientDisconnect
from starlette.testclient import TestClient
from starlette.types import Message, Receive, Scope, Send

from handdraw_contracts.events import ClassificationEvent
from handdraw_inference import hot_route
from handdraw_inference.admission import Admission
from handdraw_inference.errors import BodyTooSlow
from handdraw_inference.hot_route import HotRoute, read_body

from .calls import PNG, Refusal, refusal
from .conftest import Recorded, Sample
from .pictures import blank, specks

Headers = dict[str, str]
NO_HEADERS: Headers = {}


async def reached(scope: Scope, _: Receive, __: Send) -> None:
    scope["reached"] = True


def scope(method: str, path: str, query: bytes, headers: list[tuple[bytes, bytes]]) -> Scope:
    state = {"gateway": SimpleNamespace(admission=Admission(max_wait_s=1)), "request_id": "1"}
    return {"type": "http", "method": method, "path": path, "query_string": query, "headers": headers, "state": state}


LENGTH = (b"content-length", b"100")


@pytest.mark.anyio
@pytest.mark.parametrize(
    "asked",
    [
        pytest.param({"type": "lifespan"}, id="the lifespan"),
        pytest.param(scope("GET", "/v1/classify", b"", []), id="a GET"),
        pytest.param(scope("POST", "/v1/classify/batch", b"", [LENGTH]), id="another path"),
        pytest.param(scope("POST", "/v1/classify", b"purpose=order", [LENGTH]), id="a query that makes no sense"),
        pytest.param(scope("POST", "/v1/classify", b"", []), id="a body of unknown length"),
        pytest.param(scope("POST", "/v1/classify", b"", [(b"content-length", b"65537")]), id="a large body"),
        pytest.param(scope("POST", "/v1/classify", b"", [(b"content-length", b"-1")]), id="a length that is none"),
        pytest.param(scope("POST", "/v1/classify", b"", [(b"content-length", b"0" * 5000 + b"9")]), id="many digits"),
        pytest.param(scope("POST", "/v1/classify", b"", [LENGTH, LENGTH]), id="a header said twice"),
        pytest.param(scope("POST", "/v1/classify", b"", [LENGTH, (b"idempotency-key", b"")]), id="an empty key"),
        pytest.param(scope("POST", "/v1/classify", b"", [LENGTH, (b"idempotency-key", b"k" * 256)]), id="a long key"),
    ],
)
async def test_what_is_not_as_usual_reaches_fastapi(asked: Scope) -> None:
    async def never(*_: object) -> Any:
        raise AssertionError

    await HotRoute(reached)(asked, never, never)

    assert asked["reached"]


def comparable(response: Any) -> tuple[int, Headers, Any]:
    answer = response.json()
    for name in ("id", "timing_ms", "instance"):
        answer.pop(name, None)
    kept = ("content-type", "retry-after")
    return response.status_code, {name: response.headers[name] for name in kept if name in response.headers}, answer


def in_parts(body: bytes) -> Iterator[bytes]:
    yield body[:10]
    yield body[10:]


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        pytest.param(None, NO_HEADERS, id="a digit"),
        pytest.param(
            None, {"Content-Type": "IMAGE/PNG; q=1", "User-Agent": "script/1 (x)"}, id="a type with more to it"
        ),
        pytest.param(blank(), NO_HEADERS, id="blank"),
        pytest.param(b"", NO_HEADERS, id="nothing"),
        pytest.param(b"no picture", {"Content-Type": "text/plain"}, id="no picture"),
        pytest.param(specks((280, 280)), NO_HEADERS, id="specks"),
    ],
)
@pytest.mark.parametrize("query", ["", "?glyph=false", "?purpose=preview", "?purpose=preview&glyph=false"])
def test_both_routes_answer_and_record_alike(
    gateway: TestClient, recorded: Recorded, sample: Sample, body: bytes | None, headers: Headers, query: str
) -> None:
    sent = sample(3) if body is None else body
    hot = gateway.post(f"/v1/classify{query}", content=sent, headers=PNG | headers)
    framework = gateway.post(f"/v1/classify{query}", content=in_parts(sent), headers=PNG | headers)

    events = [event.data for event in recorded() if isinstance(event, ClassificationEvent)]
    first, second = (event.model_copy(update={"timing_ms": None}) for event in events) if events else (None, None)
    assert (comparable(hot), first) == (comparable(framework), second)


def test_a_mistake_of_ours_is_answered_and_recorded(
    gateway: TestClient, recorded: Recorded, sample: Sample, monkeypatch: pytest.MonkeyPatch
) -> None:
    def mistaken(*_: object) -> None:
        raise RuntimeError("a mistake")

    monkeypatch.setattr("handdraw_inference.recogniser.read_light", mistaken)
    answer = gateway.post("/v1/classify", content=sample(3), headers=PNG)

    (event,) = recorded()
    assert isinstance(event, ClassificationEvent)
    assert (answer.status_code, answer.json()["code"], event.data.code) == (500, "internal_error", "internal_error")
    assert answer.json()["instance"] == f"urn:uuid:{answer.headers['X-Request-ID']}"


def test_who_would_wait_for_too_long_is_refused_like_anywhere_and_only_counted(
    gateway: TestClient, recorded: Recorded, sample: Sample, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Admission, "is_full", lambda _: True)
    hot = gateway.post("/v1/classify", content=sample(3), headers=PNG)
    framework = gateway.post("/v1/classify", content=in_parts(sample(3)), headers=PNG)
    counted = 'handdraw_classifications_total{code="overloaded",outcome="failed"} 2.0' in gateway.get("/metrics").text

    assert (refusal(hot), comparable(hot)) == (Refusal(429, "overloaded"), comparable(framework))
    assert (recorded(), counted) == ([], True)


def receiving(*messages: Message) -> Receive:
    left = list(messages)

    async def receive() -> Message:
        if not left:
            await asyncio.Event().wait()
        return left.pop(0)

    return receive


@pytest.mark.anyio
async def test_a_body_is_read_whole() -> None:
    parts = [{"type": "http.request", "body": part, "more_body": part != b"c"} for part in (b"a", b"b", b"c")]

    assert (await read_body(receiving(parts[2])), await read_body(receiving(*parts))) == (b"c", b"abc")


@pytest.mark.anyio
async def test_who_leaves_in_the_middle_of_a_body_has_left() -> None:
    with pytest.raises(ClientDisconnect):
        await read_body(
            receiving({"type": "http.request", "body": b"a", "more_body": True}, {"type": "http.disconnect"})
        )


@pytest.mark.anyio
@pytest.mark.parametrize(
    "messages",
    [
        pytest.param([], id="nothing comes"),
        pytest.param([{"type": "http.request", "body": b"a", "more_body": True}], id="it does not go on"),
    ],
)
async def test_a_body_that_does_not_come_whole_is_too_slow(
    messages: list[Message], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hot_route, "BODY_S", 0.01)

    with pytest.raises(BodyTooSlow):
        await read_body(receiving(*messages))
