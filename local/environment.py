"""The environment of the processes on this machine: what somebody has set, and settings that fit together."""

import os
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from dotenv import dotenv_values
from settings import Settings

ROOT = Path(__file__).resolve().parent.parent
DEFAULTS = Settings()
PORTS = {
    "LOCAL_REDIS_PORT": str(DEFAULTS.redis_port),
    "LOGGER_PORT": "8001",
    "INFERENCE_PORT": "8000",
    "REPORTER_PORT": "8002",
}
CALLS = {"INFERENCE_LOGGER_URL": "LOGGER", "REPORTER_LOGGER_URL": "LOGGER", "REPORTER_GATEWAY_URL": "INFERENCE"}
"""The settings with the address of another service, and whose that is."""
KEYS_FILES = "api-keys"


def read_settings(dotenv: Path = ROOT / ".env", environ: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Return what the environment sets, and what it leaves to the file .env."""
    settings = {name: value for name, value in dotenv_values(dotenv).items() if value is not None}
    return settings | dict(environ)


def stack_environment(settings: Mapping[str, str]) -> dict[str, str]:
    """Return the environment of every process of `make run`. Whatever the caller has set stays as it is."""
    ports = {name: settings.get(name) or port for name, port in PORTS.items()}
    run = Path(settings.get("LOCAL_RUN_DIR") or ROOT / DEFAULTS.run_dir).resolve()
    wired = {
        "LOGGER_REDIS_URL": f"redis://127.0.0.1:{ports['LOCAL_REDIS_PORT']}/0",
        "LOGGER_ARCHIVE_DIR": str(run / "archive"),
        "INFERENCE_LOGGER_URL": f"http://127.0.0.1:{ports['LOGGER_PORT']}",
        "INFERENCE_OUTBOX_FILE": str(run / "outbox" / "outbox.db"),
        "INFERENCE_MODELS_DIR": str(ROOT / "services" / "inference" / "models"),
        "REPORTER_LOGGER_URL": f"http://127.0.0.1:{ports['LOGGER_PORT']}",
        "REPORTER_LOGGER_PUBLIC_URL": f"http://127.0.0.1:{ports['LOGGER_PORT']}",
        "REPORTER_GATEWAY_URL": f"http://127.0.0.1:{ports['INFERENCE_PORT']}",
        "REPORTER_REDIS_URL": f"redis://127.0.0.1:{ports['LOCAL_REDIS_PORT']}/1",
        "REPORTER_REPORTS_DIR": str(run / "reports"),
    }
    stated = {name: value for name, value in settings.items() if value or name not in wired}
    environment = wired | stated | ports | {"LOCAL_RUN_DIR": str(run)}
    for service in ("LOGGER", "REPORTER"):
        address, file = f"{service}_REDIS_URL", f"{service}_REDIS_PASSWORD_FILE"
        if not environment.get(file) and is_embedded(environment[address], ports["LOCAL_REDIS_PORT"]):
            environment[address] = _sign_in(environment[address], service.lower())
            environment[file] = str(password_file(run, service.lower()))
    _hand_out_keys(environment, wired, secrets_folder(run))
    return environment


def secrets_folder(run: Path) -> Path:
    """Return the folder with a folder of secrets for each service, and with what Redis knows of all."""
    return run / "secrets"


def password_file(run: Path, account: str) -> Path:
    """Return the file with an account's password of the embedded Valkey."""
    return secrets_folder(run) / account / "redis-password"


def _hand_out_keys(environment: dict[str, str], wired: Mapping[str, str], secrets: Path) -> None:
    """Let services ask for keys and show them: among our own alone, whose files of keys know one another's."""
    ours = [name for name in ("INFERENCE", "LOGGER", "REPORTER") if not environment.get(f"{name}_API_KEYS_FILE")]
    for name in ours:
        environment[f"{name}_API_KEYS_FILE"] = str(secrets / name.lower() / KEYS_FILES)
    for address, called in CALLS.items():
        caller, way = address.removesuffix("_URL").split("_")
        file = f"{caller}_{way}_KEY_FILE"
        if not environment.get(file) and called in ours and environment[address] == wired[address]:
            environment[file] = str(secrets / caller.lower() / f"{way.lower()}-key")


def _sign_in(redis_url: str, account: str) -> str:
    """Return the address with an account's name."""
    parts = urlsplit(redis_url)
    return parts._replace(netloc=f"{account}@{parts.hostname}:{parts.port}").geturl()


def is_embedded(redis_url: str, port: str) -> bool:
    """Return whether the address is that of the Valkey that `make run` starts, not of a Redis of the caller's."""
    parts = urlsplit(redis_url)
    return parts.netloc.removeprefix("logger@").removeprefix("reporter@") in (f"127.0.0.1:{port}", f"localhost:{port}")
