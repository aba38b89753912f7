"""The thread that calls, with a gateway whose answers the test holds in its hand."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event

import httpx
import pytest

from handdraw_desktop.calling import Gateway
from handdraw_desktop.calls import (
    Answer,
    Away,
    Call,
    Classified,
    Classify,
    Present,
    Preview,
    Previewed,
    Refused,
    Tell,
    Told,
)

from ..processes import eventually
from .answers import KEY, read, receipt

PATIENCE_S = 20
RETRY_S = 0.01
CLASSIFY, TELL = Classify(3, b"png", KEY), Tell(KEY, 7)
Handler = Callable[[httpx.Request], httpx.Response]


class FakeGateway:
    """Keeps what it was asked; scripted failures come first, and while it is ``held`` nobody gets an answer."""

    def __init__(self, *failures: int | httpx.Response | Exception, unready: int = 0) -> None:
        self.asked: list[str] = []
        self.keys: list[str | None] = []
        self.looks = 0
        self.held = Event()
        self.held.set()
        self._failures = list(failures)
        self._unready = unready

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.url.path == "/readyz":
            return self._look()
        self.asked.append(f"{request.method} {request.content.decode()}")
        self.keys.append(request.headers.get("Idempotency-Key"))
        assert self.held.wait(PATIENCE_S)
        if self._failures:
            return _failing(self._failures.pop(0))
        return _answer(request)

    def _look(self) -> httpx.Response:
        self.looks += 1
        return httpx.Response(503 if self.looks <= self._unready else 200)


def _failing(failure: int | httpx.Response | Exception) -> httpx.Response:
    if isinstance(failure, Exception):
        raise failure
    return failure if isinstance(failure, httpx.Response) else httpx.Response(failure)


def _answer(request: httpx.Request) -> httpx.Response:
    if request.method == "PUT":
        return httpx.Response(202, json=receipt(7).model_dump(mode="json"))
    return httpx.Response(200, json=read(7).model_dump(mode="json"))


class Heard:
    """What the gateway's thread answered, in order, but for the looks."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway
        self.all: list[Answer] = []

    def until(self, *expected: Answer) -> None:
        eventually(lambda: all(one in self._listen() for one in expected), f"{expected} in {self.all}", PATIENCE_S)

    def _listen(self) -> list[Answer]:
        self.all += [answer for answer in self._gateway.answers() if answer != Present()]
        return self.all


@contextmanager
def calling(fake: Handler, retry_s: float = RETRY_S) -> Iterator[tuple[Gateway, Heard]]:
    http = httpx.Client(base_url="http://gateway", transport=httpx.MockTransport(fake))
    gateway = Gateway(http, retry_s)
    try:
        yield gateway, Heard(gateway)
    finally:
        gateway.close()


def test_a_drawing_is_classified_and_its_label_told_in_that_order() -> None:
    fake = FakeGateway()
    with calling(fake) as (gateway, heard):
        gateway.ask(CLASSIFY)
        gateway.ask(TELL)
        heard.until(Told(receipt(7)))

    assert (heard.all, fake.asked) == ([Classified(3, read(7), KEY), Told(receipt(7))], ["POST png", 'PUT {"digit":7}'])


def test_while_one_preview_is_on_its_way_only_the_newest_waits() -> None:
    fake = FakeGateway()
    fake.held.clear()
    with calling(fake) as (gateway, heard):
        gateway.ask(Preview(1, b"1"))
        eventually(lambda: fake.asked == ["POST 1"], "the first preview is on its way", PATIENCE_S)
        for revision in range(2, 50):
            gateway.ask(Preview(revision, str(revision).encode()))
        fake.held.set()
        heard.until(Previewed(49, read(7)))

    assert (heard.all, fake.asked) == ([Previewed(1, read(7)), Previewed(49, read(7))], ["POST 1", "POST 49"])


@pytest.mark.parametrize(
    "failure", [httpx.ConnectError("refused"), httpx.ReadError("cut"), httpx.ReadTimeout("slow"), 500, 503, 504, 429]
)
def test_a_drawing_is_classified_under_one_key_however_often_it_takes(failure: int | Exception) -> None:
    fake = FakeGateway(failure, failure, failure)
    with calling(fake) as (gateway, heard):
        gateway.ask(CLASSIFY)
        heard.until(Classified(3, read(7), KEY))

    assert fake.keys == [str(KEY)] * 4
    assert [type(answer) for answer in heard.all] == [Away, Away, Away, Classified]


def test_a_label_is_repeated_until_it_is_taken() -> None:
    fake = FakeGateway(httpx.ConnectError("refused"), 503)
    with calling(fake) as (gateway, heard):
        gateway.ask(TELL)
        heard.until(Told(receipt(7)))

    assert fake.asked == ['PUT {"digit":7}'] * 3


def test_drawings_and_labels_that_gathered_while_the_gateway_was_away_all_arrive_in_order() -> None:
    fake = FakeGateway(*[httpx.ConnectError("refused")] * 5)
    with calling(fake) as (gateway, heard):
        calls: list[Call] = [Classify(1, b"a", KEY), Tell(KEY, 7), Classify(2, b"b", KEY), Tell(KEY, 7)]
        for call in calls:
            gateway.ask(call)
        heard.until(Classified(2, read(7), KEY))
        eventually(lambda: fake.asked[5:] == ["POST a", 'PUT {"digit":7}', "POST b", 'PUT {"digit":7}'], "", PATIENCE_S)


def test_the_newest_preview_is_repeated_until_it_is_answered() -> None:
    fake = FakeGateway(httpx.ConnectError("refused"), 503)
    with calling(fake) as (gateway, heard):
        gateway.ask(Preview(1, b"1"))
        heard.until(Previewed(1, read(7)))

    assert fake.asked == ["POST 1"] * 3


def test_what_is_refused_is_not_repeated_and_neither_is_its_label_sent() -> None:
    fake = FakeGateway(422)
    with calling(fake) as (gateway, heard):
        gateway.ask(CLASSIFY)
        gateway.ask(TELL)
        gateway.ask(Preview(1, b"1"))
        heard.until(Previewed(1, read(7)))

    assert [type(answer) for answer in heard.all] == [Refused, Refused, Previewed]
    assert fake.asked == ["POST png", "POST 1"]


def test_an_idle_gateway_is_looked_at_and_its_return_is_told() -> None:
    fake = FakeGateway(unready=2)
    with calling(fake) as (gateway, _):
        eventually(lambda: Present() in gateway.answers(), "the gateway is back", PATIENCE_S)

    assert fake.looks >= 3


def test_the_gateway_says_itself_when_to_ask_again() -> None:
    fake = FakeGateway(httpx.Response(503, headers={"Retry-After": "0"}))
    with calling(fake, retry_s=300) as (gateway, heard):
        gateway.ask(TELL)
        heard.until(Told(receipt(7)))

    assert len(fake.asked) == 2


def test_closing_sends_what_still_waits() -> None:
    fake = FakeGateway()
    fake.held.clear()
    with calling(fake) as (gateway, _):
        gateway.ask(CLASSIFY)
        gateway.ask(TELL)
        gateway.ask(Preview(1, b"1"))
        fake.held.set()
        closed = gateway.close(PATIENCE_S)

    assert (closed, [one for one in fake.asked if one != "POST 1"]) == (True, ["POST png", 'PUT {"digit":7}'])


def test_closing_gives_up_after_a_try_where_the_gateway_is_away() -> None:
    fake = FakeGateway(*[httpx.ConnectError("refused")] * 1_000)
    with calling(fake, retry_s=300) as (gateway, _):
        gateway.ask(TELL)
        closed = gateway.close(PATIENCE_S)

    assert not closed


def test_closing_does_not_wait_for_a_call_that_hangs() -> None:
    fake = FakeGateway()
    fake.held.clear()
    with calling(fake) as (gateway, _):
        gateway.ask(TELL)
        eventually(lambda: fake.asked != [], "the label is on its way", PATIENCE_S)
        closed = gateway.close(0.05)
        fake.held.set()

    assert not closed


def test_asking_and_listening_never_wait_for_the_network() -> None:
    fake = FakeGateway()
    fake.held.clear()
    with calling(fake) as (gateway, _):
        for number in range(100):
            gateway.ask(Classify(number, b"png", KEY))
            gateway.answers()
        unanswered = all(answer == Present() for answer in gateway.answers())
        fake.held.set()

    assert unanswered
