"""What each call is over HTTP, and what each answer means: ours, foreign, none."""

import ssl
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import httpx
import pytest

from handdraw_contracts.problems import PROBLEM_JSON, Problem
from handdraw_desktop.gateway.calls import (
    LOCKED,
    Answer,
    Away,
    Call,
    Classified,
    Classify,
    Ended,
    Present,
    Preview,
    Previewed,
    Reason,
    Tell,
    Told,
)
from handdraw_desktop.gateway.exchange import exchange, knock, look

from ..answers import KEY, OTHER_KEY, read, receipt

PREVIEW, CLASSIFY, TELL = Preview(KEY, b"png"), Classify(KEY, b"png"), Tell(KEY, 7)
CLASSIFICATION = read(7).model_dump(mode="json")
READY = {"status": "ready", "service": "inference", "version": "9.8.7", "degraded": []}
FOREIGN = Away(Reason.NOT_THE_GATEWAY)
ID = "0199f0a0-0000-7000-8000-000000000001"


class FakeGateway:
    """Answers one after the other, and keeps what it was asked."""

    def __init__(self, *answers: httpx.Response | Exception) -> None:
        self.requests: list[httpx.Request] = []
        self._answers = list(answers)
        self.http = httpx.Client(base_url="http://gateway", transport=httpx.MockTransport(self))

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        answer = self._answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return httpx.Response(answer.status_code, headers=answer.headers, stream=httpx.ByteStream(answer.content))


def problem(status: int, code: str = "some_code", **headers: str) -> httpx.Response:
    """As each service of Handdraw writes one."""
    told = Problem(title="Title", status=status, detail="Detail", code=code, instance=f"urn:uuid:{ID}")
    own = {"Content-Type": PROBLEM_JSON, "X-Request-ID": ID}
    return httpx.Response(status, content=told.model_dump_json(), headers=own | headers)


@pytest.mark.parametrize(
    ("call", "wire", "response", "answer"),
    [
        (
            PREVIEW,
            ("POST", "/v1/classify?purpose=preview", b"png", "image/png", None),
            (200, read(7, OTHER_KEY).model_dump(mode="json")),
            Previewed(KEY, read(7, OTHER_KEY)),
        ),
        (
            Preview(KEY, b"png", explain=True),
            ("POST", "/v1/classify?purpose=preview&explain=occlusion", b"png", "image/png", None),
            (200, CLASSIFICATION),
            Previewed(KEY, read(7)),
        ),
        (
            CLASSIFY,
            ("POST", "/v1/classify", b"png", "image/png", str(KEY)),
            (200, CLASSIFICATION),
            Classified(KEY, read(7)),
        ),
        (
            TELL,
            ("PUT", f"/v1/classifications/{KEY}/label", b'{"digit":7}', "application/json", None),
            (202, receipt(7).model_dump(mode="json")),
            Told(KEY, 7),
        ),
    ],
)
def test_each_call_has_its_request_and_its_answer(
    call: Call, wire: tuple[object, ...], response: tuple[int, object], answer: Answer
) -> None:
    gateway = FakeGateway(httpx.Response(response[0], json=response[1]))
    got = exchange(gateway.http, call)
    (sent,) = gateway.requests
    headers = sent.headers.get("Content-Type"), sent.headers.get("Idempotency-Key")

    assert (got, (sent.method, sent.url.raw_path.decode(), sent.content, *headers)) == (answer, wire)


def test_a_label_is_sent_under_its_own_key() -> None:
    gateway = FakeGateway(httpx.Response(202, json=receipt(7).model_dump(mode="json")))
    exchange(gateway.http, TELL, "its own")

    assert [sent.headers["Idempotency-Key"] for sent in gateway.requests] == ["its own"]


@pytest.mark.parametrize("call", [PREVIEW, CLASSIFY, TELL])
@pytest.mark.parametrize("status", [413, 415, 422])
def test_what_makes_no_sense_to_the_gateway_is_ended(call: Call, status: int) -> None:
    assert exchange(FakeGateway(problem(status, "blank_drawing")).http, call) == Ended(call, "blank_drawing")


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (400, Reason.FAILED),
        (401, Reason.KEY_MISSING),
        (403, Reason.FORBIDDEN),
        (408, Reason.FAILED),
        (409, Reason.FAILED),
        (429, Reason.BUSY),
        (500, Reason.FAILED),
        (503, Reason.UNAVAILABLE),
        (504, Reason.FAILED),
    ],
)
def test_any_other_problem_of_ours_keeps_the_call_and_has_its_reason(status: int, reason: Reason) -> None:
    assert exchange(FakeGateway(problem(status)).http, CLASSIFY) == Away(reason)


@pytest.mark.parametrize("reason", LOCKED)
def test_what_is_wrong_with_a_key_is_known_by_its_code(reason: Reason) -> None:
    assert exchange(FakeGateway(problem(401, reason)).http, CLASSIFY) == Away(reason)


@pytest.mark.parametrize(
    ("response", "found"),
    [(problem(422, "empty_body"), None), (problem(401, "key_unknown"), Away(Reason.KEY_UNKNOWN))],
)
def test_a_knock_finds_out_whether_the_key_opens_and_records_nothing(
    response: httpx.Response, found: Away | None
) -> None:
    gateway = FakeGateway(response)

    assert (knock(gateway.http), str(gateway.requests[0].url)) == (found, "http://gateway/v1/classify?purpose=preview")


@pytest.mark.parametrize(
    ("ready", "reason"),
    [(READY, Reason.NOT_FOUND), (READY | {"service": "logger"}, Reason.NOT_THE_GATEWAY)],
)
def test_a_service_that_knows_no_such_path_is_asked_who_it_is(ready: dict[str, object], reason: Reason) -> None:
    gateway = FakeGateway(problem(404), httpx.Response(200, json=ready))

    assert (exchange(gateway.http, CLASSIFY), gateway.requests[-1].url.path) == (Away(reason), "/readyz")


def without(name: str) -> httpx.Response:
    answer = problem(422)
    del answer.headers[name]
    return answer


BARE = httpx.Response(422, json={"detail": "no"}, headers={"Content-Type": PROBLEM_JSON, "X-Request-ID": ID})


@pytest.mark.parametrize("call", [PREVIEW, CLASSIFY, TELL])
@pytest.mark.parametrize(
    "response",
    [
        httpx.Response(301, headers={"Location": "https://elsewhere/"}),
        httpx.Response(304),
        httpx.Response(200, text="Welcome to nginx!"),
        httpx.Response(200),
        httpx.Response(200, json={"digit": 10}),
        httpx.Response(200, json=[]),
        httpx.Response(200, content=b"\xff\xfe"),
        httpx.Response(201, json=READY),
        httpx.Response(404, text="<html>"),
        httpx.Response(422, text="<html>"),
        httpx.Response(422, json={"detail": "no"}),
        httpx.Response(500, text="<html>"),
        BARE,
        without("Content-Type"),
        without("X-Request-ID"),
        httpx.Response(413, content=problem(422).content, headers=problem(422).headers),
        httpx.Response(413),
    ],
)
def test_what_handdraw_never_says_ends_nothing(call: Call, response: httpx.Response) -> None:
    assert exchange(FakeGateway(response).http, call) == FOREIGN


@pytest.mark.parametrize(
    ("call", "response"),
    [
        (CLASSIFY, (200, read(7, OTHER_KEY))),
        (TELL, (202, receipt(7, OTHER_KEY))),
        (TELL, (202, receipt(8))),
        (TELL, (202, read(7))),
        (CLASSIFY, (200, receipt(7))),
    ],
)
def test_an_answer_about_something_else_is_foreign(call: Call, response: tuple[int, object]) -> None:
    status, body = response
    answer = httpx.Response(status, content=getattr(body, "model_dump_json")())  # noqa: B009 any wire model

    assert exchange(FakeGateway(answer).http, call) == FOREIGN


@pytest.mark.parametrize(
    ("failure", "reason"),
    [
        (httpx.ConnectError("refused"), Reason.NOBODY_ANSWERS),
        (httpx.ConnectTimeout("no route"), Reason.NOBODY_ANSWERS),
        (httpx.RemoteProtocolError("Server disconnected without sending a response."), Reason.NOBODY_ANSWERS),
        (httpx.ReadError("reset"), Reason.NOBODY_ANSWERS),
        (httpx.ReadTimeout("slow"), Reason.TOO_SLOW),
        (httpx.WriteTimeout("slow"), Reason.TOO_SLOW),
    ],
)
def test_no_answer_has_its_reason(failure: Exception, reason: Reason) -> None:
    assert exchange(FakeGateway(failure).http, TELL) == Away(reason)


@pytest.mark.parametrize(
    ("said", "retry_after_s"),
    [
        ("2", 2.0),
        ("0", 0.0),
        ("-1", 0.0),
        ("soon", None),
        ("inf", None),
        ("nan", None),
        ("", None),
        ("Wed, 21 Oct 2015 07:28:00 GMT", 0.0),
        ("Wed, 99 Oct 2015 07:28:00 GMT", None),
        ("Wed, 21 Oct 999999999999 07:28:00 GMT", None),
        ("Wed, 21 Oct 2015 07:28:00 +99999999999999999999", None),
    ],
)
@pytest.mark.parametrize("response", [problem(503), httpx.Response(503)])
def test_the_pause_that_is_asked_for_is_told(response: httpx.Response, said: str, retry_after_s: float | None) -> None:
    response.headers["Retry-After"] = said
    answer = exchange(FakeGateway(response).http, TELL)

    assert isinstance(answer, Away)
    assert answer.retry_after_s == retry_after_s


def test_a_pause_may_be_a_date() -> None:
    date = format_datetime(datetime.now(UTC) + timedelta(seconds=100), usegmt=True)
    answer = exchange(FakeGateway(problem(503, **{"Retry-After": date})).http, TELL)

    assert isinstance(answer, Away)
    assert answer.retry_after_s == pytest.approx(95, abs=10)


@pytest.mark.parametrize(
    ("response", "seen"),
    [
        (httpx.Response(200, json=READY), Present("9.8.7")),
        (httpx.Response(503, json=READY | {"status": "not_ready"}), Away(Reason.UNAVAILABLE)),
        (
            httpx.Response(503, json=READY | {"status": "not_ready"}, headers={"Retry-After": "2"}),
            Away(Reason.UNAVAILABLE, 2),
        ),
        (httpx.Response(200, json=READY | {"service": "logger"}), FOREIGN),
        (httpx.Response(200, json={"status": "ready"}), FOREIGN),
        (httpx.Response(200, text="OK"), FOREIGN),
        (httpx.Response(404, text="<html>"), FOREIGN),
        (httpx.ConnectError("refused"), Away(Reason.NOBODY_ANSWERS)),
    ],
)
def test_a_look_sees_a_gateway_only_where_one_says_that_it_is(
    response: httpx.Response | Exception, seen: Present | Away
) -> None:
    assert look(FakeGateway(response).http) == seen


def test_a_certificate_that_nobody_vouches_for_is_foreign() -> None:
    failure = httpx.ConnectError("certificate verify failed")
    failure.__cause__ = ssl.SSLCertVerificationError("self-signed")

    assert exchange(FakeGateway(failure).http, TELL) == FOREIGN
