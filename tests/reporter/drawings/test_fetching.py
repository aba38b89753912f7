from uuid import UUID

import httpx
import pytest

from handdraw_reporter.drawings.fetching import LONGEST_S, Fetcher

from ..fake_logger import FakeLogger
from ..log_events import classification, event_id, parse_events

EVENTS = [classification(1), classification(2)]


def test_events_are_fetched_by_their_ids() -> None:
    fetcher = Fetcher(FakeLogger(EVENTS).client())

    assert [fetcher.fetch(UUID(event_id(number))) for number in (2, 3, 1)] == [
        parse_events(EVENTS)[1],
        None,
        parse_events(EVENTS)[0],
    ]


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(503),
        httpx.Response(200, content=b'{"cursor": "1-0"'),
        httpx.Response(200, json={"cursor": "1-0", "recorded_at": "soon"}),
        httpx.ReadTimeout("too slow"),
    ],
)
def test_a_logger_that_fails_once_is_not_asked_again(answer: httpx.Response | Exception) -> None:
    asked = list[str]()

    def fail(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.path)
        if isinstance(answer, Exception):
            raise answer
        return answer

    fetcher = Fetcher(httpx.Client(transport=httpx.MockTransport(fail), base_url="http://logger"))

    assert ([fetcher.fetch(UUID(event_id(number))) for number in (1, 2)], asked) == (
        [None, None],
        [f"/v1/events/{event_id(1)}"],
    )


def test_fetching_ends_when_it_has_taken_too_long() -> None:
    logger = FakeLogger(EVENTS)
    times = iter([0.0, LONGEST_S - 1, LONGEST_S + 1])
    fetcher = Fetcher(logger.client(), clock=lambda: next(times))
    found = [fetcher.fetch(UUID(event_id(number))) for number in (1, 2)]

    assert ([one is not None for one in found], len(logger.asked)) == ([True, False], 1)
