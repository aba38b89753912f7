from pathlib import Path

import pytest
from pydantic import ValidationError

from handdraw_logger.settings import Settings
from tests.buckets import KEYS

DEFAULTS = {
    "host": "127.0.0.1",
    "port": 8001,
    "allowed_hosts": [],
    "allowed_origins": [],
    "api_keys_file": None,
    "published": None,
    "root_path": "",
    "log_level": "info",
    "bucket_endpoint": None,
    "bucket_region": "us-east-1",
    "bucket_credentials_file": None,
    "redis_url": "redis://127.0.0.1:6390/0",
    "redis_password_file": None,
    "redis_timeout_s": 5.0,
    "redis_replicas": 0,
    "archive_dir": ".run/archive",
    "archive_url": None,
    "archive_cache_mb": 1024,
    "hot_events": 50_000,
    "hot_days": 7.0,
    "segment_events": 10_000,
    "delete_after_days": None,
}


def test_without_an_environment_the_defaults_hold() -> None:
    assert Settings().model_dump(mode="json") == DEFAULTS


def test_each_setting_is_read_from_the_environment_under_the_loggers_prefix(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "keys").touch()
    (tmp_path / "credentials").write_text(KEYS)
    wanted = {
        "host": "0.0.0.0",
        "port": 9001,
        "allowed_hosts": ["log.example", "log"],
        "allowed_origins": ["https://draw.example", "http://draw.local:3000"],
        "api_keys_file": str(tmp_path / "keys"),
        "published": "loopback",
        "root_path": "/log",
        "log_level": "debug",
        "bucket_endpoint": "http://127.0.0.1:9000/",
        "bucket_region": "eu-central-1",
        "bucket_credentials_file": str(tmp_path / "credentials"),
        "redis_url": "rediss://:secret@redis:6379/3",
        "redis_password_file": str(tmp_path / "keys"),
        "redis_timeout_s": 0.5,
        "redis_replicas": 1,
        "archive_dir": "/var/lib/handdraw/archive",
        "archive_url": "s3://handdraw/log",
        "archive_cache_mb": 10,
        "hot_events": 0,
        "hot_days": 0.5,
        "segment_events": 1,
        "delete_after_days": 90.0,
    }
    for name, value in wanted.items():
        monkeypatch.setenv(f"LOGGER_{name.upper()}", ",".join(value) if isinstance(value, list) else str(value))
        monkeypatch.setenv(name.upper(), "of somebody else")

    assert (wanted.keys(), Settings().model_dump(mode="json")) == (DEFAULTS.keys(), wanted)


def test_settings_are_frozen() -> None:
    settings = Settings()

    with pytest.raises(ValidationError, match="Instance is frozen"):
        settings.port = 1  # type: ignore[misc]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "0"),
        ("PORT", "65536"),
        ("PORT", "http"),
        ("ALLOWED_ORIGINS", "draw.example"),
        ("API_KEYS_FILE", "/none"),
        ("PUBLISHED", "everywhere"),
        ("REDIS_PASSWORD_FILE", "/none"),
        ("REDIS_URL", "http://redis"),
        ("REDIS_URL", "redis+sentinel://one,two"),
        ("REDIS_REPLICAS", "-1"),
        ("REDIS_TIMEOUT_S", "0"),
        ("HOT_EVENTS", "-1"),
        ("HOT_DAYS", "0"),
        ("HOT_DAYS", "inf"),
        ("SEGMENT_EVENTS", "0"),
        ("DELETE_AFTER_DAYS", "0"),
        ("DELETE_AFTER_DAYS", "6"),
        ("LOG_LEVEL", "loud"),
    ],
)
def test_a_setting_that_makes_no_sense_is_refused(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(f"LOGGER_{name}", value)

    with pytest.raises(ValidationError):
        Settings()
