import asyncio
import json
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
from fastapi import FastAPI
from prometheus_client.parser import text_string_to_metric_families
from redis import Redis
from starlette.requests import ClientDisconnect
from starlette.testclient import TestClient
from starlette.types import Message

from handdraw_chassis.budget import Budget
from handdraw_contracts import __version__
from handdraw_contracts.events import CLOUDEVENT_JSON, MAX_BATCH_BYTES
from handdraw_contracts.log import digest_glyph
from handdraw_contracts.problems import PROBLEM_JSON
from handdraw_logger.duplicates import ANOTHER_TYPE
from handdraw_logger.errors import TooManyBatches, TooManyReaders
from handdraw_logger.hot.store import LOG
from handdraw_logger.routes import router

from .cloud_events import BATCH, Json, batch, classified, event_id, label, refused

NDJSON = {"Accept": "application/x-ndjson"}
GLYPH = "A" * 1046 + "=="
EVENTS = [classified(1), refused(2), label(3, of=1, digit=4), label(4, of=9, digit=4)]
READING_PATHS = ["/v1/events", f"/v1/events/{event_id(1)}", "/v1/stats"]
UNREAD = "body: Unable to extract tag using discriminator 'type'"
NAMED = {"service": "logger", "version": __version__}


class Refusal(NamedTuple):
    """``same``: the status and the request's id are in the header and in the body alike."""

    status: int
    code: str
    media_type: str = PROBLEM_JSON
    same: bool = True


def refusal(client: TestClient, method: str, path: str, **request: Any) -> Refusal:
    answer = client.request(method, path, **request)
    body = answer.json()
    assert body.keys() == {"type", "title", "status", "detail", "code", "instance"}
    same = (body["status"], body["instance"]) == (answer.status_code, f"urn:uuid:{answer.headers['X-Request-ID']}")
    return Refusal(answer.status_code, body["code"], answer.headers["Content-Type"], same)


def record_events(client: TestClient) -> list[str]:
    """Record EVENTS, and return their cursors."""
    client.post("/v1/events", content=batch(*EVENTS), headers=BATCH)
    return [event["cursor"] for event in client.get("/v1/events").json()["events"]]


def test_a_batch_is_recorded_and_each_event_accounted_for(client: TestClient) -> None:
    body = batch(classified(1), classified(1), refused(2), {"id": "x"}, refused(3) | {"type": "later"})
    answer = client.post("/v1/events", content=body, headers=BATCH)

    assert (answer.status_code, answer.json()) == (
        202,
        {
            "accepted": 2,
            "duplicates": 1,
            "rejected": [
                {
                    "id": "x",
                    "code": "malformed_event",
                    "detail": "body: Unable to extract tag using discriminator 'type'",
                },
                {
                    "id": event_id(3),
                    "code": "unknown_type",
                    "detail": "type: it is one of handdraw.classification.v1, handdraw.label.v1",
                },
            ],
        },
    )


def test_an_id_that_is_used_for_two_things_is_told(client: TestClient) -> None:
    record_events(client)
    body = batch(classified(1, digit=1), classified(3), label(2, of=1, digit=4), refused(2), classified(9), refused(9))
    answer = client.post("/v1/events", content=body, headers=BATCH)
    metrics = client.get("/metrics").text

    clashes = [{"id": event_id(number), "code": "id_of_another_type", "detail": ANOTHER_TYPE} for number in (3, 2)]
    assert (answer.status_code, answer.json()) == (202, {"accepted": 1, "duplicates": 3, "rejected": clashes})
    assert "\nhanddraw_log_differing_duplicates_total 2.0\n" in metrics
    assert '\nhanddraw_log_rejections_total{code="id_of_another_type"} 2.0\n' in metrics


@pytest.mark.parametrize(
    "event", [{"id": "x"}, refused(3) | {"type": "later"}, label(1, of=1, digit=4)], ids=["form", "type", "id"]
)
def test_one_event_that_is_sent_alone_and_rejected_is_a_problem(client: TestClient, event: Json) -> None:
    record_events(client)
    found = refusal(client, "POST", "/v1/events", content=json.dumps(event), headers={"Content-Type": CLOUDEVENT_JSON})

    assert found == Refusal(422, "event_rejected")


def test_a_batch_for_which_there_is_no_memory_is_refused_and_taken_later(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    state = client.app_state
    full = Budget(100, lambda: TooManyBatches("Other batches are being read: send it again"), wait_s=0)
    monkeypatch.setitem(state, "bodies", full)
    refused_now = refusal(client, "POST", "/v1/events", content=batch(classified(1)), headers=BATCH)
    small = client.post("/v1/events", content=b"[]", headers=BATCH)

    assert (refused_now, small.status_code) == (Refusal(429, "too_many_batches"), 202)


@pytest.mark.parametrize(
    ("media_type", "body", "accepted"),
    [
        ("application/cloudevents+json", json.dumps(classified(1)), 1),
        ("Application/CloudEvents-Batch+JSON; charset=utf-8", batch(classified(1)).decode(), 1),
        ("application/cloudevents-batch+json", "[]", 0),
    ],
)
def test_a_batch_or_a_single_event_is_taken(client: TestClient, media_type: str, body: str, accepted: int) -> None:
    answer = client.post("/v1/events", content=body, headers={"Content-Type": media_type})

    assert (answer.status_code, answer.json()) == (202, {"accepted": accepted, "duplicates": 0, "rejected": []})


@pytest.mark.parametrize(
    ("body", "headers", "status", "code"),
    [
        (b"[]", {"Content-Type": "application/json"}, 415, "unsupported_media_type"),
        (b"[]", {}, 415, "unsupported_media_type"),
        (b"{", BATCH, 422, "invalid_batch"),
        (b"{}", BATCH, 422, "invalid_batch"),
        (batch(*[0] * 1_001), BATCH, 413, "batch_too_large"),
        (b" " * (MAX_BATCH_BYTES + 1), BATCH, 413, "batch_too_large"),
    ],
    ids=["another media type", "no media type", "not JSON", "no list", "too many events", "too many bytes"],
)
def test_a_batch_that_cannot_be_taken_is_refused(
    client: TestClient, body: bytes, headers: dict[str, str], status: int, code: str
) -> None:
    assert refusal(client, "POST", "/v1/events", content=body, headers=headers) == Refusal(status, code)


def test_a_body_whose_length_nobody_announced_is_refused_once_it_is_too_long(client: TestClient) -> None:
    taken = 0

    def parts() -> Iterator[bytes]:
        nonlocal taken
        for _ in range(5):
            taken += 1
            yield b" " * (MAX_BATCH_BYTES // 4)

    answer = refusal(client, "POST", "/v1/events", content=parts(), headers=BATCH)

    assert (answer, taken) == (Refusal(413, "batch_too_large"), 5)


def test_a_batch_of_as_many_bytes_as_one_may_have_is_taken(client: TestClient) -> None:
    body = batch(classified(1)).ljust(MAX_BATCH_BYTES)

    assert client.post("/v1/events", content=body, headers=BATCH).json()["accepted"] == 1


def test_the_log_is_read_as_a_page(client: TestClient) -> None:
    cursors = record_events(client)
    served = client.get("/v1/events").json()
    for event in served["events"]:
        event.pop("recorded_at")

    read, in_force = {"digit": 7, "confidence": 0.9}, {"event_id": event_id(3), "digit": 4, "cursor": cursors[2]}
    assert served == {
        "events": [
            {"cursor": cursors[0], "event": EVENTS[0], "label": in_force},
            {"cursor": cursors[1], "event": EVENTS[1]},
            {"cursor": cursors[2], "event": EVENTS[2], "read": read},
            {"cursor": cursors[3], "event": EVENTS[3]},
        ],
        "next": None,
        "end": cursors[-1],
    }


@pytest.mark.parametrize("accept", ["application/x-ndjson", "text/html, application/x-ndjson;q=0.9"])
def test_the_log_is_read_as_a_stream_with_the_same_events(client: TestClient, accept: str) -> None:
    record_events(client)
    stream = client.get("/v1/events", headers={"Accept": accept})
    events = [json.loads(line) for line in stream.text.splitlines()]

    assert (stream.headers["Content-Type"], events) == (
        "application/x-ndjson",
        client.get("/v1/events").json()["events"],
    )


@pytest.mark.parametrize("shown", [True, False])
def test_glyphs_are_left_out_of_pages_streams_and_single_events_alike(client: TestClient, *, shown: bool) -> None:
    event = classified(1)
    drawn = event | {"data": event["data"] | {"glyph": GLYPH}}
    client.post("/v1/events", content=batch(drawn), headers=BATCH)
    query = {"glyph": str(shown).lower()}
    served = [
        client.get("/v1/events", params=query).json()["events"][0],
        client.get("/v1/events", params=query, headers=NDJSON).json(),
        client.get(f"/v1/events/{event_id(1)}", params=query).json(),
    ]

    expected = (drawn, None) if shown else (event, digest_glyph(GLYPH))
    assert [(one["event"], one.get("glyph_digest")) for one in served] == [expected] * 3


@pytest.mark.parametrize("path", READING_PATHS[:2])
def test_a_glyph_is_wanted_or_not(client: TestClient, path: str) -> None:
    assert refusal(client, "GET", path, params={"glyph": "small"}) == Refusal(422, "invalid_request")


@pytest.mark.parametrize("headers", [{}, NDJSON], ids=["page", "stream"])
@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ({}, [1, 2, 3, 4]),
        ({"after": 0}, [2, 3, 4]),
        ({"upto": 1}, [1, 2]),
        ({"after": 0, "upto": 2}, [2, 3]),
        ({"after": 3}, []),
        ({"limit": "1"}, [1]),
        ({"after": 0, "limit": "2"}, [2, 3]),
        ({"outcome": "refused"}, [2]),
        ({"digit": "7"}, [1]),
        ({"digit": "4"}, []),
        ({"below_confidence": "0.95"}, [1]),
        ({"below_confidence": "0.9"}, []),
        ({"since": "2000-01-01T00:00:00Z"}, [1, 2, 3, 4]),
        ({"until": "2000-01-01T00:00:00+02:00"}, []),
        ({"until": "1970-01-01T00:00:00Z"}, []),
        ({"since": "0001-01-01T00:00:00+05:00", "until": "9999-12-31T23:59:59-05:00"}, [1, 2, 3, 4]),
    ],
    ids=str,
)
def test_the_range_may_be_narrowed(
    client: TestClient, headers: dict[str, str], query: dict[str, Any], numbers: list[int]
) -> None:
    cursors = record_events(client)
    params = {name: cursors[value] if isinstance(value, int) else value for name, value in query.items()}
    answer = client.get("/v1/events", params=params, headers=headers)

    events = answer.json()["events"] if not headers else [json.loads(line) for line in answer.text.splitlines()]
    assert [event["event"]["id"] for event in events] == [event_id(number) for number in numbers]


def test_a_page_names_where_the_next_one_begins(client: TestClient) -> None:
    cursors = record_events(client)

    assert client.get("/v1/events", params={"limit": 3}).json()["next"] == cursors[2]


def test_what_was_recorded_at_a_time_lies_since_it_and_not_until_it(client: TestClient) -> None:
    record_events(client)
    events = client.get("/v1/events").json()["events"]
    at = events[0]["recorded_at"]
    found = [client.get("/v1/events", params={end: at}).json()["events"] for end in ("since", "until")]

    assert found == [events, []]


@pytest.mark.parametrize("path", ["/v1/events", "/v1/stats"])
@pytest.mark.parametrize(
    "query",
    [
        {"after": "five"},
        {"upto": "5"},
        {"after": "9-0", "upto": "5-0"},
        {"since": "yesterday"},
        {"since": "2026-11-24T08:00:00"},
        {"since": "2026-11-24T08:00:00", "until": "2026-11-24T08:00:00Z"},
        {"since": "2026-11-24T08:00:00Z", "until": "2026-11-23T08:00:00Z"},
    ],
    ids=str,
)
def test_a_stretch_that_makes_no_sense_is_refused(client: TestClient, path: str, query: dict[str, str]) -> None:
    assert refusal(client, "GET", path, params=query) == Refusal(422, "invalid_request")


@pytest.mark.parametrize(
    "query",
    [
        {"limit": "0"},
        {"limit": "1001"},
        {"limit": "many"},
        {"outcome": "guessed"},
        {"digit": "10"},
        {"below_confidence": "nan"},
        {"below_confidence": "2"},
    ],
    ids=str,
)
def test_a_filter_that_makes_no_sense_is_refused(client: TestClient, query: dict[str, str]) -> None:
    assert refusal(client, "GET", "/v1/events", params=query) == Refusal(422, "invalid_request")


@pytest.mark.parametrize("sent", [event_id(3), event_id(3).upper(), event_id(3).replace("-", "")])
def test_an_event_is_found_by_its_id(client: TestClient, sent: str) -> None:
    record_events(client)

    assert client.get(f"/v1/events/{sent}").json() == client.get("/v1/events").json()["events"][2]


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", f"/v1/events/{event_id(9)}", 404, "unknown_event"),
        ("GET", "/v1/events/seven", 422, "invalid_request"),
        ("GET", "/v2/events", 404, "not_found"),
        ("DELETE", "/v1/events", 405, "method_not_allowed"),
        ("POST", "/v1/stats", 405, "method_not_allowed"),
    ],
)
def test_what_is_not_there_is_a_refusal(client: TestClient, method: str, path: str, status: int, code: str) -> None:
    assert refusal(client, method, path) == Refusal(status, code)


def test_the_log_is_counted(client: TestClient) -> None:
    cursors = record_events(client)
    counted = [client.get("/v1/stats", params=params).json() for params in ({}, {"after": cursors[1]})]

    assert counted == [
        {
            "events": 4,
            "outcomes": {"classified": 1, "refused": 1},
            "digits": {"7": 1},
            "codes": {"blank_drawing": 1},
            "labels": 2,
            "unmatched_labels": 1,
            "first": cursors[0],
            "last": cursors[3],
        },
        {
            "events": 2,
            "outcomes": {},
            "digits": {},
            "codes": {},
            "labels": 2,
            "unmatched_labels": 1,
            "first": cursors[2],
            "last": cursors[3],
        },
    ]


@pytest.mark.parametrize("headers", [{}, NDJSON], ids=["page", "stream"])
@pytest.mark.parametrize("path", READING_PATHS)
def test_while_redis_is_down_reading_is_told_to_come_again(
    cut_off: TestClient, path: str, headers: dict[str, str]
) -> None:
    assert refusal(cut_off, "GET", path, headers=headers) == Refusal(503, "store_unavailable")


def test_while_redis_is_down_a_batch_is_told_to_come_again(cut_off: TestClient) -> None:
    answer = refusal(cut_off, "POST", "/v1/events", content=batch(classified(1)), headers=BATCH)

    assert answer == Refusal(503, "store_unavailable")


@pytest.mark.parametrize("path", [*READING_PATHS, "/readyz"])
def test_a_503_says_when_to_come_again(cut_off: TestClient, path: str) -> None:
    assert cut_off.get(path).headers["Retry-After"] == "2"


def test_while_redis_is_full_nothing_is_accepted(client: TestClient, redis: Redis) -> None:
    redis.config_set("maxmemory", "1")
    answer = refusal(client, "POST", "/v1/events", content=batch(classified(1)), headers=BATCH)

    assert (answer, redis.exists(LOG)) == (Refusal(503, "store_unavailable"), 0)


def test_a_mistake_of_ours_is_a_problem_too(client: TestClient, redis: Redis) -> None:
    redis.xadd(LOG, {"e": "{"})

    assert refusal(client, "GET", "/v1/events") == Refusal(500, "internal_error")


def test_the_process_lives_even_while_redis_is_down(cut_off: TestClient) -> None:
    answer = cut_off.get("/healthz")

    assert (answer.status_code, answer.json()) == (200, {"status": "alive"})


def test_ready_means_that_an_event_would_be_recorded_now(client: TestClient) -> None:
    answer = client.get("/readyz")

    assert (answer.status_code, answer.json()) == (200, {**NAMED, "status": "ready", "degraded": []})


def test_a_redis_that_could_lose_events_is_named_by_a_service_that_is_ready(client: TestClient, redis: Redis) -> None:
    redis.config_set("appendfsync", "everysec")
    answer = client.get("/readyz")

    assert (answer.status_code, answer.json()) == (
        200,
        {
            **NAMED,
            "status": "ready",
            "degraded": [{"dependency": "redis", "reason": "appendfsync is everysec, not always"}],
        },
    )


def test_without_redis_the_service_is_not_ready(cut_off: TestClient) -> None:
    answer = cut_off.get("/readyz")
    [reason] = answer.json()["degraded"]

    assert (answer.status_code, answer.json()) == (503, {**NAMED, "status": "not_ready", "degraded": [reason]})
    assert (reason["dependency"], reason["reason"][:16]) == ("redis", "Redis: Error 111")


def test_the_metrics_count_what_was_sent_and_what_is_kept(client: TestClient) -> None:
    record_events(client)
    client.post("/v1/events", content=batch(classified(1), {}), headers=BATCH)
    exposed = text_string_to_metric_families(client.get("/metrics").text)
    samples = {(s.name, *s.labels.values()): s.value for family in exposed for s in family.samples}

    wanted = {
        ("handdraw_log_events_total", "accepted"): 4,
        ("handdraw_log_events_total", "duplicate"): 1,
        ("handdraw_log_events_total", "rejected"): 1,
        ("handdraw_log_rejections_total", "malformed_event"): 1,
        ("handdraw_log_intake_seconds_count",): 2,
        ("handdraw_log_length",): 4,
        ("handdraw_log_redis_seconds_count",): 2,
        ("handdraw_log_end_ahead_seconds",): 0,
        ("handdraw_log_loss",): 0,
        ("handdraw_requests_total", "POST", "/v1/events", "202"): 2,
        ("handdraw_ready",): 1,
    }
    assert {name: samples[name] for name in wanted} == wanted


def test_the_metrics_answer_while_redis_is_down_and_its_length_is_not_known(cut_off: TestClient) -> None:
    answer = cut_off.get("/metrics")

    lines = answer.text.splitlines()
    expected = ("handdraw_log_length NaN", "handdraw_ready 0.0", 'handdraw_degraded{dependency="redis"} 1.0')
    assert (answer.status_code, [line for line in expected if line in lines]) == (200, list(expected))


def test_every_operation_lists_its_problems(client: TestClient) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    answers = {f"{verb} {path}": said["responses"] for path, verbs in paths.items() for verb, said in verbs.items()}
    problems = {
        name: {status for status, answer in said.items() if PROBLEM_JSON in answer["content"]}
        for name, said in answers.items()
    }

    door = {"400", "401", "403", "422"}
    assert problems == {
        "post /v1/events": door | {"408", "413", "415", "429", "503"},
        "get /v1/events": door | {"429", "503"},
        "get /v1/events/{event_id}": door | {"404", "503"},
        "get /v1/stats": door | {"503"},
        "get /healthz": door,
        "get /readyz": door,
        "get /metrics": door,
    }


@pytest.mark.parametrize("headers", [{}, NDJSON], ids=["a page", "a stream"])
def test_while_others_read_the_log_nobody_else_does_and_then_again(client: TestClient, headers: dict[str, str]) -> None:
    record_events(client)
    readers = Budget(1, lambda: TooManyReaders("Others are reading the log: ask again"), wait_s=0.01)
    client.app_state["readers"] = readers
    with readers.open() as held:
        assert client.portal is not None
        client.portal.call(held.add, 1)
        refused_then = refusal(client, "GET", "/v1/events", headers=headers)
    answers = [client.get("/v1/events", headers=headers).status_code for _ in range(3)]

    assert (refused_then, answers) == (Refusal(429, "too_many_readers"), [200] * 3)


class SlowLog:
    """Answers one read, and hangs at the next. ``ended``: whether it was told that nobody waits for it any more."""

    def __init__(self) -> None:
        self.left = asyncio.Event()
        self.ended = False

    async def read(self, *_: object) -> list[object]:
        return [] if not self.left.is_set() else await self.end()

    async def end(self) -> Any:
        self.left.set()
        try:
            await asyncio.Event().wait()
        finally:
            self.ended = True

    settled_end = end


@pytest.mark.anyio
@pytest.mark.parametrize("query", ["stats", "stats?since=2026-01-01T00:00:00Z", "events", "events?digit=7"])
async def test_what_a_caller_asked_for_ends_when_the_caller_leaves(query: str) -> None:
    log = SlowLog()
    messages: list[Message] = [{"type": "http.request", "body": b"", "more_body": False}]

    async def receive() -> Message:
        if messages:
            return messages.pop()
        await log.left.wait()
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        raise AssertionError(message)

    path, _, asked = query.partition("?")
    scope = {"type": "http", "method": "GET", "path": f"/v1/{path}", "query_string": asked.encode(), "headers": []}
    app = FastAPI()
    app.include_router(router)
    with pytest.raises((ClientDisconnect, AssertionError)):
        await app(scope | {"state": {"log": log, "readers": Budget(1, AssertionError)}}, receive, send)

    assert log.ended


@pytest.mark.parametrize("path", ["/v1/events", "/v1/stats"])
@pytest.mark.parametrize("name", ["since", "until"])
def test_a_bare_plus_in_a_time_is_told_how_to_write_it(client: TestClient, path: str, name: str) -> None:
    bare, written = (client.get(f"{path}?{name}=2026-01-01T00:00:00{plus}09:00") for plus in ("+", "%2B"))

    assert (bare.status_code, bare.json()["code"], "%2B" in bare.json()["detail"], written.status_code) == (
        422,
        "invalid_request",
        True,
        200,
    )
