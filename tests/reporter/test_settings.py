from zoneinfo import ZoneInfo

import pytest
from pydantic import ValidationError

from handdraw_reporter.settings import Settings

PREFIX = "REPORTER_OPENAI_"


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


def read_openai() -> dict[str, object]:
    """Return what is set of the language model, by the names behind the prefix."""
    values = Settings().model_dump(mode="json")
    return {name.removeprefix("openai_"): value for name, value in values.items() if name.startswith("openai_")}


def test_no_language_model_is_asked_unless_one_is_set() -> None:
    unset = [name for name, value in read_openai().items() if value is None]

    assert {"base_url", "model", "api_key_file", "temperature", "proxy"} - set(unset) == set()


def test_how_an_endpoint_is_asked_is_read_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    given = {
        "TIMEOUT_S": "5",
        "DEADLINE_S": "30",
        "COOL_OFF_S": "0",
        "TEMPERATURE": "0",
        "MAX_TOKENS": "100",
        "EXTRA_BODY": '{"reasoning_effort": "low", "chat_template_kwargs": {"enable_thinking": false}}',
        "PROXY": "http://me:secret@proxy:3128",
    }
    for name, value in given.items():
        monkeypatch.setenv(PREFIX + name, value)
    found = read_openai()

    assert {name: found[name.lower()] for name in given} == {
        "TIMEOUT_S": 5,
        "DEADLINE_S": 30,
        "COOL_OFF_S": 0,
        "TEMPERATURE": 0,
        "MAX_TOKENS": 100,
        "EXTRA_BODY": {"reasoning_effort": "low", "chat_template_kwargs": {"enable_thinking": False}},
        "PROXY": "http://me:secret@proxy:3128/",
    }


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DEADLINE_S", "0"),
        ("DEADLINE_S", "-1"),
        ("TIMEOUT_S", "nan"),
        ("DEADLINE_S", "nan"),
        ("DEADLINE_S", "inf"),
        ("COOL_OFF_S", "inf"),
        ("COOL_OFF_S", "-1"),
        ("TEMPERATURE", "2.1"),
        ("TEMPERATURE", "warm"),
        ("MAX_TOKENS", "0"),
        ("EXTRA_BODY", '["a"]'),
        ("EXTRA_BODY", "low"),
        ("PROXY", "socks5://proxy:1080"),
        ("PROXY", "proxy"),
    ],
)
def test_what_makes_no_sense_is_refused_at_the_start(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(PREFIX + name, value)

    with pytest.raises(ValidationError):
        Settings()
