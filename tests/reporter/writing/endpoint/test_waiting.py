from datetime import UTC, datetime

import httpx2
import pytest
from openai import APIStatusError

from handdraw_reporter.writing.endpoint.waiting import may_pass, read_retry_after

NOW = datetime(2026, 11, 26, 12, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("0", 0.0),
        ("7", 7.0),
        (" 7 ", 7.0),
        ("1.5", 1.5),
        ("999999999", 999_999_999.0),
        ("Thu, 26 Nov 2026 12:00:30 GMT", 30.0),
        ("Thu, 26 Nov 2026 14:00:30 +0200", 30.0),
        ("Thu, 26 Nov 2026 12:00:30", 30.0),
        ("Thu, 26 Nov 2026 11:00:00 GMT", 0.0),
        ("-7", None),
        ("soon", None),
        ("nan", None),
        ("9" * 400, None),
        ("\N{ARABIC-INDIC DIGIT SEVEN}", None),
        ("Thu, 26 Nov 99999999999999999999 12:00:30 GMT", None),
        ("", None),
        ("Thu, 99 Nov 2026 12:00:30 GMT", None),
    ],
)
def test_how_long_to_wait_is_told_in_seconds_or_by_the_hour(said: str, seconds: float | None) -> None:
    assert read_retry_after({"retry-after": said}, NOW) == seconds


def test_who_does_not_say_how_long_is_not_made_to() -> None:
    assert read_retry_after({}, NOW) is None


def test_what_may_be_another_a_moment_later_is_told_from_what_will_not() -> None:
    request = httpx2.Request("POST", "http://a")
    statuses = (302, 400, 401, 404, 408, 422, 425, 429, 500, 502, 503, 504, 529)
    errors = [APIStatusError("", response=httpx2.Response(one, request=request), body=None) for one in statuses]

    assert [error.status_code for error in errors if may_pass(error)] == [408, 425, 429, 500, 502, 503, 504, 529]
