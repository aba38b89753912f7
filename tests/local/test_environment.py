from pathlib import Path
from typing import Any

import pytest
from environment import ROOT, password_file, read_settings, stack_environment

MINE = {"LOGGER_REDIS_URL": "redis://redis.example:6379/0", "REPORTER_REDIS_URL": "redis://127.0.0.1:6379/1"}


def passwords(settings: dict[str, str]) -> tuple[str | None, str | None]:
    """Return the logger's and the reporter's password file."""
    environment = stack_environment(settings)
    return environment.get("LOGGER_REDIS_PASSWORD_FILE"), environment.get("REPORTER_REDIS_PASSWORD_FILE")


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    dotenv = tmp_path / ".env"
    dotenv.write_text("INFERENCE_PORT=9000\nLOGGER_PORT=9001\nnothing\n")

    assert read_settings(dotenv, {"LOGGER_PORT": "8101"}) == {"INFERENCE_PORT": "9000", "LOGGER_PORT": "8101"}


def test_without_a_file_the_environment_is_all_there_is(tmp_path: Path) -> None:
    assert read_settings(tmp_path / ".env", {"LOGGER_PORT": "8101"}) == {"LOGGER_PORT": "8101"}


def test_unset_settings_fit_the_ports_and_the_folder(tmp_path: Path) -> None:
    run = str(tmp_path)

    assert stack_environment({"LOCAL_RUN_DIR": run, "LOGGER_PORT": "9001", "LOCAL_REDIS_PORT": "9390"}) == {
        "LOCAL_RUN_DIR": run,
        "LOCAL_REDIS_PORT": "9390",
        "LOGGER_PORT": "9001",
        "INFERENCE_PORT": "8000",
        "REPORTER_PORT": "8002",
        "LOGGER_REDIS_URL": "redis://logger@127.0.0.1:9390/0",
        "LOGGER_REDIS_PASSWORD_FILE": f"{run}/secrets/logger/redis-password",
        "LOGGER_API_KEYS_FILE": f"{run}/secrets/logger/api-keys",
        "LOGGER_ARCHIVE_DIR": f"{run}/archive",
        "INFERENCE_LOGGER_URL": "http://127.0.0.1:9001",
        "INFERENCE_LOGGER_KEY_FILE": f"{run}/secrets/inference/logger-key",
        "INFERENCE_API_KEYS_FILE": f"{run}/secrets/inference/api-keys",
        "INFERENCE_OUTBOX_FILE": f"{run}/outbox/outbox.db",
        "INFERENCE_MODELS_DIR": str(ROOT / "services" / "inference" / "models"),
        "REPORTER_LOGGER_URL": "http://127.0.0.1:9001",
        "REPORTER_LOGGER_PUBLIC_URL": "http://127.0.0.1:9001",
        "REPORTER_GATEWAY_URL": "http://127.0.0.1:8000",
        "REPORTER_REDIS_URL": "redis://reporter@127.0.0.1:9390/1",
        "REPORTER_REDIS_PASSWORD_FILE": f"{run}/secrets/reporter/redis-password",
        "REPORTER_LOGGER_KEY_FILE": f"{run}/secrets/reporter/logger-key",
        "REPORTER_GATEWAY_KEY_FILE": f"{run}/secrets/reporter/gateway-key",
        "REPORTER_API_KEYS_FILE": f"{run}/secrets/reporter/api-keys",
        "REPORTER_REPORTS_DIR": f"{run}/reports",
    }


def test_what_the_caller_set_stands(tmp_path: Path) -> None:
    mine = {"INFERENCE_OUTBOX_FILE": "/elsewhere/outbox.db", "OTHER": "too", "LOGGER_REDIS_PASSWORD_FILE": "/my/own"}
    environment = stack_environment({"LOCAL_RUN_DIR": str(tmp_path), **mine})

    assert {name: environment[name] for name in mine} == mine


@pytest.mark.parametrize(
    ("settings", "given"),
    [
        ({}, (True, True)),
        ({"LOGGER_REDIS_PASSWORD_FILE": "", "REPORTER_REDIS_PASSWORD_FILE": "", "LOGGER_REDIS_URL": ""}, (True, True)),
        ({"LOGGER_REDIS_URL": "redis://localhost:6390/5"}, (True, True)),
        ({"LOGGER_REDIS_URL": "redis://me@127.0.0.1:6390/0"}, (False, True)),
        ({"LOCAL_REDIS_PORT": "9390", "LOGGER_REDIS_URL": "redis://127.0.0.1:6390/0"}, (False, True)),
        (MINE, (False, False)),
    ],
)
def test_the_password_is_for_the_embedded_valkey_alone(
    tmp_path: Path, settings: dict[str, Any], given: tuple[bool, bool]
) -> None:
    ours = [str(password_file(tmp_path, account)) for account in ("logger", "reporter")]
    expected = tuple(file if one else None for file, one in zip(ours, given, strict=True))

    assert passwords({"LOCAL_RUN_DIR": str(tmp_path), **settings}) == expected


@pytest.mark.parametrize(
    ("stated", "used"),
    [
        ("redis://localhost:6390/5", "redis://logger@localhost:6390/5"),
        ("redis://me@127.0.0.1:6390/0", "redis://me@127.0.0.1:6390/0"),
        ("redis://redis.example:6379/0", "redis://redis.example:6379/0"),
    ],
)
def test_an_address_of_the_embedded_valkey_is_signed_in_to(tmp_path: Path, stated: str, used: str) -> None:
    environment = stack_environment({"LOCAL_RUN_DIR": str(tmp_path), "LOGGER_REDIS_URL": stated})

    assert environment["LOGGER_REDIS_URL"] == used


SHOWN = ("INFERENCE_LOGGER_KEY_FILE", "REPORTER_LOGGER_KEY_FILE", "REPORTER_GATEWAY_KEY_FILE")


@pytest.mark.parametrize(
    ("settings", "shown"),
    [
        ({}, (True, True, True)),
        ({"LOGGER_API_KEYS_FILE": "/my/keys"}, (False, False, True)),
        ({"INFERENCE_API_KEYS_FILE": "/my/keys"}, (True, True, False)),
        ({"INFERENCE_LOGGER_URL": "https://logger.example"}, (False, True, True)),
        ({"REPORTER_LOGGER_KEY_FILE": ""}, (True, True, True)),
    ],
)
def test_a_key_is_shown_to_our_own_services_alone(
    tmp_path: Path, settings: dict[str, str], shown: tuple[bool, ...]
) -> None:
    environment = stack_environment({"LOCAL_RUN_DIR": str(tmp_path), **settings})

    assert tuple(bool(environment.get(name)) for name in SHOWN) == shown
