import json
from collections.abc import Callable

import httpx
import pytest

from handdraw_contracts.log import digest_glyph
from handdraw_contracts.problems import Problem
from handdraw_contracts.reports import Window
from handdraw_reporter.errors import InvalidRequest, LoggerUnavailable
from handdraw_reporter.events import PART_EVENTS, TRIES, find_end, in_parts, read_window
from handdraw_reporter.logged import ClassificationEvent

from .fake_logger import FakeLogger
from .log_events import Json, classification, cursor, event_id, label, parse_events, simulate_log

EVENTS = simulate_log(30)
ALL = Window(after=None, upto=cursor(30))


def relabelled(*, placed: bool) -> list[Json]:
    """``placed``: the log says where the label that is replaced lies, as it does since it keeps that."""
    return [
        classification(1),
        label(2, of=1, digit=4, read=7),
        label(3, of=1, digit=9, read=7, replaces=(2, 4), placed=placed),
        label(4, of=1, digit=7, read=7, replaces=(3, 9), placed=placed),
    ]


def cursors(logger: FakeLogger, window: Window) -> list[str]:
    return [event.cursor for event in read_window(logger.client(), window, sleep=lambda _: None)]


def test_a_window_is_read_in_order_and_as_the_contract_says() -> None:
    assert list(read_window(FakeLogger(EVENTS).client(), ALL)) == parse_events(EVENTS)


def test_a_window_lies_between_its_cursors() -> None:
    logger = FakeLogger(EVENTS)

    assert (cursors(logger, Window(after=cursor(3), upto=cursor(5))), logger.asked) == (
        [cursor(4), cursor(5)],
        [f"/v1/events?upto={cursor(5)}&glyph=false&after={cursor(3)}"],
    )


def test_an_older_logger_that_sends_the_glyph_anyway_is_read_alike() -> None:
    glyph = "A" * 1046 + "=="
    older = [classification(1, glyph=glyph)]
    newer = [classification(1) | {"glyph_digest": digest_glyph(glyph)}]
    read = [list(read_window(FakeLogger(events).client(), ALL)) for events in (older, newer)]

    assert read[0] == read[1] == parse_events(newer)


def test_the_window_of_a_log_that_was_empty_stays_empty() -> None:
    logger = FakeLogger(EVENTS)

    assert (cursors(logger, Window(after=None, upto=None)), logger.asked) == ([], [])


@pytest.mark.parametrize("cuts", [False, True], ids=["between lines", "within a line"])
@pytest.mark.parametrize("breaks_after", [1, 2, 7, 29])
def test_a_stream_that_breaks_goes_on_behind_the_last_event(breaks_after: int, *, cuts: bool) -> None:
    logger = FakeLogger(simulate_log(90), breaks_after, cuts)

    assert cursors(logger, Window(after=None, upto=cursor(90))) == [cursor(number) for number in range(1, 91)]


@pytest.mark.parametrize("cuts", [False, True])
def test_a_stream_that_brings_nothing_is_given_up_after_longer_and_longer_waits(*, cuts: bool) -> None:
    logger, waits = FakeLogger(EVENTS, 0, cuts), list[float]()
    with pytest.raises(LoggerUnavailable):
        list(read_window(logger.client(), ALL, waits.append))

    assert (len(logger.asked), waits) == (TRIES, [0.2, 0.4, 0.8, 1.6])


def _unreachable(request: httpx.Request) -> httpx.Response:
    raise httpx.ConnectError("connection refused", request=request)


def read_all(logger: httpx.Client) -> None:
    list(read_window(logger, ALL, lambda _: None))


@pytest.mark.parametrize("use", [find_end, read_all])
def test_a_logger_that_cannot_be_reached_is_unavailable(use: Callable[[httpx.Client], object]) -> None:
    logger = httpx.Client(transport=httpx.MockTransport(_unreachable), base_url="http://logger")
    with pytest.raises(LoggerUnavailable, match="connection refused"):
        use(logger)


@pytest.mark.parametrize("status", [503, 500, 404])
def test_a_logger_that_answers_with_an_error_is_unavailable(status: int) -> None:
    with pytest.raises(LoggerUnavailable, match=rf"the logger answers {status}$"):
        cursors(FakeLogger(EVENTS, status=status), ALL)


def test_a_window_that_the_logger_refuses_is_an_invalid_request_and_not_asked_again() -> None:
    logger = FakeLogger(EVENTS, status=422)
    with pytest.raises(InvalidRequest):
        cursors(logger, ALL)

    assert len(logger.asked) == 1


def answering(content: bytes, media_type: str = "application/x-ndjson") -> httpx.Client:
    headers = {"Content-Type": media_type}
    return httpx.Client(
        transport=httpx.MockTransport(lambda _: httpx.Response(200, content=content, headers=headers)),
        base_url="http://logger",
    )


@pytest.mark.parametrize("content", [b"", b"<html>", b"{}"])
def test_an_answer_of_another_type_is_no_window_without_events(content: bytes) -> None:
    with pytest.raises(LoggerUnavailable, match="the logger answers 'text/html' and no events"):
        read_all(answering(content, "text/html; charset=utf-8"))


@pytest.mark.parametrize("end", [b"", b"\n"])
def test_the_last_line_may_end_or_not(end: bytes) -> None:
    line = json.dumps(classification(1)).encode()

    assert len(list(read_window(answering(line + end), ALL))) == 1


@pytest.mark.parametrize("content", [b"\n", b"null\n", b"[]\n", b'{"cursor":"1-0"}\n', b"\xff\n", b"\0" * 99])
def test_what_is_no_event_is_said_and_not_counted(content: bytes) -> None:
    with pytest.raises(LoggerUnavailable, match="an answer is no event of the log"):
        read_all(answering(content))


@pytest.mark.parametrize("name", ["\u2028", "\u0085\x1c", '"glyph":"', "\\n", "🖊" * 32, "</script>", "\u202e"])
def test_a_hostile_name_breaks_no_line(name: str) -> None:
    [event] = read_window(FakeLogger([classification(1, client=name)]).client(), ALL)

    assert isinstance(event.event, ClassificationEvent)
    assert event.event.data.client == name


def test_events_come_some_at_a_time_and_all_of_them() -> None:
    events = parse_events(simulate_log(PART_EVENTS // 10)) * 21
    parts = list(in_parts(iter(events)))

    assert [len(part) for part in parts] == [PART_EVENTS, PART_EVENTS, PART_EVENTS // 10]
    assert [event for part in parts for event in part] == events


def test_what_stands_in_a_line_that_is_no_event_is_not_repeated() -> None:
    hostile = classification(1) | {"recorded_at": "<script>"}
    with pytest.raises(LoggerUnavailable) as raised:
        cursors(FakeLogger([hostile]), ALL)

    assert str(raised.value) == f"After {TRIES} tries: an answer is no event of the log"


def test_no_more_is_held_than_the_event_that_is_looked_at() -> None:
    logger = FakeLogger(EVENTS)
    events = read_window(logger.client(), ALL)
    next(events)

    assert logger.sent == 1


@pytest.mark.parametrize("placed", [True, False])
@pytest.mark.parametrize(
    ("after", "replaced"),
    [
        (None, [None, None, 2, 3]),
        (cursor(1), [None, 2, 3]),
        (cursor(2), [None, 3]),
        (cursor(3), [None]),
    ],
)
def test_a_label_from_before_the_window_is_not_replaced_in_it(
    after: str | None, replaced: list[int | None], *, placed: bool
) -> None:
    events = read_window(FakeLogger(relabelled(placed=placed)).client(), Window(after=after, upto=cursor(4)))

    assert [event.replaces and str(event.replaces.event_id) for event in events] == [
        number and event_id(number) for number in replaced
    ]


def test_a_label_that_the_log_no_longer_holds_is_from_before_the_window() -> None:
    kept = relabelled(placed=False)[3:]

    events = read_window(FakeLogger(kept).client(), Window(after=cursor(2), upto=cursor(4)))

    assert [event.replaces for event in events] == [None]


@pytest.mark.parametrize(("placed", "asked"), [(True, []), (False, [2, 3])])
def test_the_log_is_asked_only_where_it_did_not_say_where_a_label_lies(asked: list[int], *, placed: bool) -> None:
    logger = FakeLogger(relabelled(placed=placed))
    cursors(logger, Window(after=cursor(2), upto=cursor(4)))

    assert logger.asked[1:] == [f"/v1/events/{event_id(number)}" for number in asked]


@pytest.mark.parametrize(("events", "where"), [(EVENTS, cursor(30)), ([], None)])
def test_the_end_of_the_log_is_its_last_cursor(events: list[Json], where: str | None) -> None:
    assert find_end(FakeLogger(events).client()) == where


def test_an_end_that_is_nonsense_is_no_answer() -> None:
    nonsense = httpx.MockTransport(lambda _: httpx.Response(200, text="<html>"))
    with pytest.raises(LoggerUnavailable):
        find_end(httpx.Client(transport=nonsense, base_url="http://logger"))


def test_for_the_end_of_the_log_no_event_is_read() -> None:
    logger = FakeLogger(EVENTS)

    assert (find_end(logger.client()), logger.asked) == (cursor(30), ["/v1/events?limit=1&after=9999999999999999-0"])


def test_a_key_that_the_logger_does_not_accept_is_said() -> None:
    problem = Problem(title="T", status=401, detail="D", code="key_unknown").model_dump()
    transport = httpx.MockTransport(lambda _: httpx.Response(401, json=problem))
    client, said = httpx.Client(transport=transport, base_url="http://logger"), []
    for ask in (lambda: find_end(client), lambda: list(read_window(client, ALL, lambda _: None))):
        with pytest.raises(LoggerUnavailable) as caught:
            ask()
        said.append(str(caught.value))

    why = "the logger answers 401: the key of REPORTER_LOGGER_KEY_FILE is not accepted"
    assert said == [why, f"After {TRIES} tries: {why}"]
