"""What the hot route answers is what FastAPI's own route answers, which the test client always reaches."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from handdraw_chassis.doors import Doors
from handdraw_chassis.fast_path import Answer, Head, Header, Reply
from handdraw_chassis.keys.file import Key, hash_key, write_keys
from handdraw_chassis.trace_context import trace_id_in
from handdraw_contracts.events import ClassificationEvent
from handdraw_inference.admission import Admission
from handdraw_inference.hot_route import HotRoute
from handdraw_inference.metrics import Metrics
from handdraw_inference.settings import Settings

from .calls import PNG, Refusal, refusal
from .conftest import Recorded, Sample
from .pictures import blank, specks

Headers = dict[str, str]
NO_HEADERS: Headers = {}
TARGET = b"/v1/classify"
HOST, LENGTH = (b"host", b"localhost"), (b"content-length", b"100")


def head(method: bytes, target: bytes, *headers: Header) -> Head:
    return Head(method, target, (HOST, *headers))


@pytest.mark.parametrize(
    "asked",
    [
        pytest.param(head(b"GET", TARGET), id="a GET"),
        pytest.param(head(b"POST", b"/v1/classify/batch", LENGTH), id="another path"),
        pytest.param(head(b"POST", b"/v1/classify?purpose=order", LENGTH), id="a query that makes no sense"),
        pytest.param(head(b"POST", b"http://localhost/v1/classify", LENGTH), id="a whole address"),
        pytest.param(head(b"POST", TARGET), id="a body of unknown length"),
        pytest.param(head(b"POST", TARGET, (b"content-length", b"16385")), id="a large body"),
        pytest.param(head(b"POST", TARGET, (b"content-length", b"-1")), id="a length that is none"),
        pytest.param(head(b"POST", TARGET, (b"content-length", b"0" * 5000 + b"9")), id="many digits"),
        pytest.param(head(b"POST", TARGET, LENGTH, LENGTH), id="a header said twice"),
        pytest.param(head(b"POST", TARGET, LENGTH, (b"idempotency-key", b"")), id="an empty key"),
        pytest.param(head(b"POST", TARGET, LENGTH, (b"idempotency-key", b"k" * 256)), id="a long key"),
        pytest.param(Head(b"POST", TARGET, (LENGTH,)), id="no host"),
        pytest.param(Head(b"POST", TARGET, ((b"host", b"evil.example"), LENGTH)), id="a foreign host"),
        pytest.param(head(b"POST", TARGET, LENGTH, (b"origin", b"http://evil.example")), id="a foreign origin"),
        pytest.param(head(b"POST", TARGET, LENGTH, (b"content-encoding", b"gzip")), id="a compressed body"),
    ],
)
def test_what_is_not_as_usual_is_left_to_fastapi(asked: Head) -> None:
    gateway: Any = SimpleNamespace(admission=Admission(max_wait_s=1), metrics=Metrics())

    assert HotRoute(gateway, Doors(Settings(), "inference", "classify"))(asked) is None


@pytest.mark.parametrize(
    ("shown", "taken"),
    [
        pytest.param([], False, id="no key"),
        pytest.param([(b"authorization", b"Bearer r")], False, id="one that may only read"),
        pytest.param([(b"authorization", b"Bearer w"), (b"x-api-key", b"r")], False, id="two"),
        pytest.param([(b"authorization", b"Bearer w"), (b"x-api-key", b"")], False, id="one, and an empty one"),
        pytest.param([(b"authorization", b"Bearer w")], True, id="one that may"),
        pytest.param([(b"x-api-key", b"w")], True, id="in its own header"),
    ],
)
def test_whose_key_may_not_classify_is_left_to_fastapi_as_well(
    tmp_path: Path, shown: list[Header], taken: bool
) -> None:
    write_keys(
        tmp_path / "keys",
        [
            Key("writer", frozenset(("classify",)), hash_key(b"w")),
            Key("reader", frozenset(("read",)), hash_key(b"r")),
        ],
    )
    gateway: Any = SimpleNamespace(admission=Admission(max_wait_s=1), metrics=Metrics())
    doors = Doors(Settings(api_keys_file=tmp_path / "keys"), "inference", "classify")

    assert (HotRoute(gateway, doors)(head(b"POST", TARGET, LENGTH, *shown)) is not None) == taken


@pytest.mark.parametrize("path", ["", "/below"])
def test_a_proxy_may_leave_the_path_of_its_site_or_take_it_away(path: str) -> None:
    gateway: Any = SimpleNamespace(admission=Admission(max_wait_s=1), metrics=Metrics())
    doors = Doors(Settings(root_path="/below"), "inference", "classify")
    target = path.encode() + TARGET + b"?glyph=false"

    assert HotRoute(gateway, doors)(head(b"POST", target, LENGTH)) is not None


async def reply_to(answer: Answer, body: bytes) -> Reply:
    reply = answer(body)
    return reply if isinstance(reply, Reply) else await reply


def post_hot(client: TestClient, query: str, body: bytes, headers: Headers) -> Response:
    """Post as the server does to a gateway's fast path."""
    sent = {"User-Agent": client.headers["User-Agent"]} | headers
    lower = [(name.lower().encode(), value.encode()) for name, value in sent.items()]
    length = (b"content-length", b"%d" % len(body))
    answer = cast(HotRoute, client.app_state["fast_path"])(head(b"POST", TARGET + query.encode(), length, *lower))
    assert answer is not None
    assert client.portal is not None
    reply = client.portal.call(reply_to, answer, body)
    return Response(reply.status, headers=list(reply.headers), content=reply.body)


def comparable(response: Any) -> tuple[int, Headers, Any]:
    answer = response.json()
    for name in ("id", "timing_ms", "instance"):
        answer.pop(name, None)
    kept = ("content-type", "retry-after")
    return response.status_code, {name: response.headers[name] for name in kept if name in response.headers}, answer


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
    hot = post_hot(gateway, query, sent, PNG | headers)
    framework = gateway.post(f"/v1/classify{query}", content=sent, headers=PNG | headers)

    events = [event.data for event in recorded() if isinstance(event, ClassificationEvent)]
    first, second = (event.model_copy(update={"timing_ms": None}) for event in events) if events else (None, None)
    assert (comparable(hot), first) == (comparable(framework), second)


def test_a_mistake_of_ours_is_answered_and_recorded(
    gateway: TestClient, recorded: Recorded, sample: Sample, monkeypatch: pytest.MonkeyPatch
) -> None:
    def mistaken(*_: object) -> None:
        raise RuntimeError("a mistake")

    monkeypatch.setattr("handdraw_inference.turns.read_light", mistaken)
    answer = post_hot(gateway, "", sample(3), PNG)

    (event,) = recorded()
    assert isinstance(event, ClassificationEvent)
    assert (answer.status_code, answer.json()["code"], event.data.code) == (500, "internal_error", "internal_error")
    assert answer.json()["instance"] == f"urn:uuid:{answer.headers['X-Request-ID']}"


def test_who_would_wait_for_too_long_is_refused_like_anywhere_and_only_counted(
    gateway: TestClient, recorded: Recorded, sample: Sample, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Admission, "is_full", lambda _: True)
    hot = post_hot(gateway, "", sample(3), PNG)
    framework = gateway.post("/v1/classify", content=sample(3), headers=PNG)
    counted = 'handdraw_classifications_total{code="overloaded",outcome="failed"} 2.0' in gateway.get("/metrics").text

    assert (refusal(hot), comparable(hot)) == (Refusal(429, "overloaded"), comparable(framework))
    assert (recorded(), counted) == ([], True)


def test_both_routes_keep_what_the_caller_names(gateway: TestClient, recorded: Recorded, sample: Sample) -> None:
    named = {"X-Request-ID": "mine", "traceparent": f"00-{'a' * 32}-{'b' * 16}-01", "tracestate": "c=1"}
    answers = post_hot(gateway, "", sample(3), PNG | named), gateway.post(TARGET.decode(), content=b"", headers=named)

    assert [one.headers["X-Request-ID"] for one in answers] == ["mine", "mine"]
    assert [(one.requestid, one.traceparent, one.tracestate) for one in recorded()] == [tuple(named.values())] * 2


def test_both_routes_begin_a_trace_in_place_of_an_invalid_one(
    gateway: TestClient, recorded: Recorded, sample: Sample
) -> None:
    named = {"X-Request-ID": "two words", "traceparent": "00-0-0-00", "tracestate": "c=1"}
    answers = post_hot(gateway, "", sample(3), PNG | named), gateway.post(TARGET.decode(), content=b"", headers=named)

    ids = [one.headers["X-Request-ID"].replace("-", "") for one in answers]
    assert [(one.requestid, trace_id_in(one.traceparent), one.tracestate) for one in recorded()] == [
        (None, id_, None) for id_ in ids
    ]


def test_both_routes_count_the_request_under_its_template(gateway: TestClient, sample: Sample) -> None:
    for body in (sample(3), b""):
        post_hot(gateway, "?glyph=false", body, PNG)
        gateway.post("/v1/classify", content=body, headers=PNG)

    counted = [line for line in gateway.get("/metrics").text.splitlines() if "handdraw_requests_total{" in line]
    assert counted == [
        f'handdraw_requests_total{{method="POST",route="/v1/classify",status="{status}"}} 2.0' for status in (200, 422)
    ]
