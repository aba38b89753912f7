from datetime import UTC, datetime

import pytest

from handdraw_contracts.reports import Language, Window
from handdraw_reporter.pages.periods import describe_period, describe_window
from handdraw_reporter.wording import load_wording

MORNING, NOON = datetime(2026, 11, 4, 8, 5, 59, tzinfo=UTC), datetime(2026, 11, 4, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "zone", "last", "said"),
    [
        ("en", "UTC", NOON, "4 Nov 2026 08:05 to 12:00 UTC"),
        ("en", "UTC", MORNING, "4 Nov 2026 08:05 UTC"),
        ("de", "Europe/Berlin", NOON, "04.11.2026 09:05 bis 13:00 CET"),
        ("ko", "Asia/Seoul", NOON, "2026년 11월 4일 17:05 ~ 21:00 KST"),
        ("ko", "Asia/Seoul", NOON.replace(hour=15), "2026년 11월 4일 17:05 ~ 2026년 11월 5일 00:00 KST"),
    ],
)
def test_a_period_is_told_to_the_minute_and_its_day_once(
    language: Language, zone: str, last: datetime, said: str
) -> None:
    assert describe_period(MORNING, last, load_wording(language, zone)) == said


@pytest.mark.parametrize(
    ("after", "upto", "said"),
    [
        (None, None, "the log was empty"),
        (None, "1795509910951-0", "until 24 Nov 2026 08:45 UTC"),
        ("1795509009250-0", "1795509910951-7", "24 Nov 2026 08:30 to 08:45 UTC"),
        ("1795509009250-0", "9999999999999999-0", "the log was empty"),
    ],
)
def test_a_window_is_named_by_the_times_of_its_ends(after: str | None, upto: str | None, said: str) -> None:
    assert describe_window(Window(after=after, upto=upto), load_wording("en")) == said
