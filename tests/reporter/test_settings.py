from zoneinfo import ZoneInfo

import pytest
from pydantic import ValidationError

from handdraw_reporter.settings import Settings


def test_reports_are_english_and_their_times_utc_unless_set() -> None:
    assert (Settings().language, Settings().time_zone) == ("en", ZoneInfo("UTC"))


def test_the_language_and_the_time_zone_are_read_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REPORTER_LANGUAGE", "ko")
    monkeypatch.setenv("REPORTER_TIME_ZONE", "Asia/Seoul")

    assert (Settings().language, Settings().time_zone) == ("ko", ZoneInfo("Asia/Seoul"))


@pytest.mark.parametrize("name", ["Asia/Soul", "Asia", "KST", "../../etc/passwd", "/etc/passwd", "x\0y", "é" * 5000])
def test_a_time_zone_that_is_none_is_refused_by_its_name(name: str) -> None:
    with pytest.raises(ValidationError) as refused:
        Settings.model_validate({"time_zone": name})

    [error] = refused.value.errors()
    assert error["msg"] == f"Value error, no time zone is called {name[:40]!r}: Asia/Seoul and Europe/Berlin are such"
