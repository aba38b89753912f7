"""What an operator may set, each as REPORTER_… in the environment."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, HttpUrl, RedisDsn
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="REPORTER_", env_ignore_empty=True, frozen=True)

    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=1, le=65535)] = 8002
    logger_url: HttpUrl = HttpUrl("http://127.0.0.1:8001")
    gateway_url: HttpUrl = HttpUrl("http://127.0.0.1:8000")
    """Asked for the training curve of the network in service."""
    redis_url: RedisDsn = RedisDsn("redis://127.0.0.1:6390/1")
    """Holds the queue of reports to write; the reports are files."""
    redis_password_file: Path | None = None
    reports_dir: Path = Path(".run/reports")
    period_s: Annotated[float, Field(ge=1)] = 3600
    """How long after the last scheduled report the next one is due."""
    job_timeout_s: Annotated[int, Field(ge=1)] = 300
    openai_base_url: HttpUrl | None = None
    """An OpenAI-compatible endpoint that words the reports; without it the built-in analyst does."""
    openai_model: str | None = None
    openai_api_key_file: Path | None = None
    openai_timeout_s: Annotated[float, Field(gt=0)] = 60
    """A report may take four of these, and job_timeout_s must be more."""
    log_level: Literal["debug", "info", "warning", "error"] = "info"
