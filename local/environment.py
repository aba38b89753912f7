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
        file = f"{service}_REDIS_PASSWORD_FILE"
        if not environment.get(file) and is_embedded(environment[f"{service}_REDIS_URL"], ports["LOCAL_REDIS_PORT"]):
            environment[file] = str(password_file(run))
    return environment


def password_file(run: Path) -> Path:
    """Return the file with the password of the embedded Valkey."""
    return run / "secrets" / "redis-password"


def is_embedded(redis_url: str, port: str) -> bool:
    """Return whether the address is that of the Valkey that `make run` starts, not of a Redis of the caller's."""
    parts = urlsplit(redis_url)
    return parts.hostname in ("127.0.0.1", "localhost") and parts.netloc.endswith(f":{port}")
