import httpx
import pytest

from handdraw_contracts.problems import Problem
from handdraw_desktop.calls import Call, Classified, Classify, Preview, Previewed, Tell, Told
from handdraw_desktop.errors import GatewayAway, GatewayRefused
from handdraw_desktop.exchange import connect, exchange, look
from handdraw_desktop.settings import Settings

from .answers import KEY, read, receipt

FULL = Problem(title="Nothing more can be recorded", status=503, detail="The quota is used up", code="outbox_full")
BLANK = Problem(title="The drawing is blank", status=422, detail="There is no ink", code="blank_drawing")


class FakeGateway:
    """Answers all alike, and keeps what it was asked."""

    def __init__(self, *answers: httpx.Response | Exception) -> None:
        self.requests: list[httpx.Request] = []
        self._answers = list(answers)
        self.http = httpx.Client(base_url="http://gateway", transport=httpx.MockTransport(self))

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        answer = self._answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


def problem(told: Problem, **headers: str) -> httpx.Response:
    return httpx.Response(told.status, content=told.model_dump_json(), headers=headers)


CLASSIFICATION = read(7).model_dump(mode="json")
EXCHANGES = [
    (
        Preview(3, b"png"),
        ("POST", "/v1/classify?purpose=preview", b"png", "image/png", None),
        (200, CLASSIFICATION),
        Previewed(3, read(7)),
    ),
    (
        Classify(3, b"png", KEY),
        ("POST", "/v1/classify", b"png", "image/png", str(KEY)),
        (200, CLASSIFICATION),
        Classified(3, read(7), KEY),
    ),
    (
        Tell(KEY, 7),
        ("PUT", f"/v1/classifications/{KEY}/label", b'{"digit":7}', "application/json", None),
        (202, receipt(7).model_dump(mode="json")),
        Told(receipt(7)),
    ),
]


@pytest.mark.parametrize(("call", "wire", "response", "answer"), EXCHANGES)
def test_each_call_has_its_request_and_its_answer(
    call: Call, wire: tuple[object, ...], response: tuple[int, object], answer: object
) -> None:
    gateway = FakeGateway(httpx.Response(response[0], json=response[1]))
    got = exchange(gateway.http, call)
    (sent,) = gateway.requests
    headers = sent.headers.get("Content-Type"), sent.headers.get("Idempotency-Key")

    assert (got, (sent.method, sent.url.raw_path.decode(), sent.content, *headers)) == (answer, wire)


@pytest.mark.parametrize(
    ("failure", "reason", "retry_after_s"),
    [
        (httpx.ConnectError("refused"), "nobody answers at http://gateway", None),
        (httpx.RemoteProtocolError("cut"), "nobody answers at http://gateway", None),
        (httpx.ReadTimeout("slow"), "http://gateway does not answer in time", None),
        (problem(FULL), "Nothing more can be recorded (The quota is used up)", None),
        (problem(FULL, **{"Retry-After": "2"}), "Nothing more can be recorded (The quota is used up)", 2),
        (httpx.Response(429, headers={"Retry-After": "soon"}), "it answers 429 Too Many Requests", None),
        (httpx.Response(502, headers={"Retry-After": "inf"}), "it answers 502 Bad Gateway", None),
        (httpx.Response(504, headers={"Retry-After": "-1"}), "it answers 504 Gateway Timeout", None),
    ],
)
def test_what_may_be_better_later_is_away(
    failure: httpx.Response | Exception, reason: str, retry_after_s: float | None
) -> None:
    with pytest.raises(GatewayAway) as raised:
        exchange(FakeGateway(failure).http, Tell(KEY, 7))

    assert (str(raised.value), raised.value.retry_after_s) == (reason, retry_after_s)


@pytest.mark.parametrize(
    ("response", "reason"),
    [
        (problem(BLANK), "The drawing is blank (There is no ink)"),
        (httpx.Response(404, text="<html>"), "it answers 404 Not Found"),
        (httpx.Response(302, headers={"Location": "/"}), "it answers 302 Found"),
        (httpx.Response(200, text="Welcome to nginx!"), "gateway answers, but not as Handdraw's gateway does"),
        (httpx.Response(200, json={"digit": 10}), "gateway answers, but not as Handdraw's gateway does"),
    ],
)
def test_what_stays_as_it_is_is_refused(response: httpx.Response, reason: str) -> None:
    with pytest.raises(GatewayRefused) as raised:
        exchange(FakeGateway(response).http, Preview(1, b"png"))

    assert str(raised.value) == reason


def test_a_look_asks_whether_the_gateway_is_ready() -> None:
    gateway = FakeGateway(httpx.Response(200, json={"status": "ready"}), httpx.Response(503))
    look(gateway.http)
    with pytest.raises(GatewayAway):
        look(gateway.http)

    assert [request.url.path for request in gateway.requests] == ["/readyz", "/readyz"]


def test_the_client_says_who_it_is_and_keeps_a_path_of_the_gateways_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DESKTOP_GATEWAY_URL", "http://house:81/digits")
    with connect(Settings()) as http:
        request = http.build_request("GET", "readyz")

    assert (str(request.url), request.headers["User-Agent"]) == ("http://house:81/digits/readyz", "handdraw-desktop")
