import pytest
from pydantic_settings import SettingsConfigDict
from structlog.testing import capture_logs

from handdraw_chassis.settings import ServiceSettings
from handdraw_chassis.unknown_settings import NAMED, Unknown, find_unknown, known_names, warn_of_unknown


class Settings(ServiceSettings):
    model_config = SettingsConfigDict(env_prefix="LOGGER_")

    redis_url: str = ""


KNOWN = known_names("LOGGER_", Settings.model_fields)


@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        ("LOGGER_REDIS_URI", "LOGGER_REDIS_URL"),
        ("LOGGER_ALLOWED_HOST", "LOGGER_ALLOWED_HOSTS"),
        ("logger_prot", "LOGGER_PORT"),
        ("LOGGER_ZZZZZZZZZZZZZZZZZ", None),
    ],
)
def test_a_name_that_is_none_of_ours_is_told_with_the_nearest(name: str, nearest: str | None) -> None:
    assert list(find_unknown("LOGGER_", KNOWN, [name])) == [Unknown(name, nearest)]


def test_what_is_known_or_not_ours_is_not_told() -> None:
    assert list(find_unknown("LOGGER_", KNOWN, ["LOGGER_PORT", "logger_port", "PATH", "REPORTER_PROT"])) == []


def test_in_words() -> None:
    assert [str(one) for one in (Unknown("LOGGER_PROT", "LOGGER_PORT"), Unknown("LOGGER_X", None))] == [
        "LOGGER_PROT is no setting of Handdraw: is LOGGER_PORT meant?",
        "LOGGER_X is no setting of Handdraw",
    ]


def test_a_service_logs_them_and_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOGGER_PROT", "1")
    monkeypatch.setenv("LOGGER_PORT", "8001")
    with capture_logs() as lines:
        warn_of_unknown(Settings)

    said = {"event": "a setting is unknown, and left alone", "log_level": "warning"}
    assert lines == [{**said, "name": "LOGGER_PROT", "nearest": "LOGGER_PORT"}]


def test_however_many_there_are_the_log_is_not_flooded(monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(3 * NAMED):
        monkeypatch.setenv(f"LOGGER_UNKNOWN_{number}", "")
    with capture_logs() as lines:
        warn_of_unknown(Settings)

    assert len(lines) == NAMED
