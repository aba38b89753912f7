"""What an operator may set, each as REPORTER_… in the environment. The README's table is made from this."""

from pathlib import Path
from typing import Literal

from pydantic import Field, HttpUrl, RedisDsn
from pydantic_settings import BaseSettings, SettingsConfigDict

from handdraw_chassis.hosts import HostNames


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="REPORTER_", env_ignore_empty=True, frozen=True)

    host: str = Field("127.0.0.1", description="The address that the reporter listens on.")
    port: int = Field(8002, ge=1, le=65535, description="The port that the reporter listens on.")
    allowed_hosts: HostNames = Field(
        (),
        description="Hosts beside loopback and `reporter` that it answers to and whose pages may call it, by commas.",
    )
    logger_url: HttpUrl = Field(
        HttpUrl("http://127.0.0.1:8001"), description="The logger, whose log reports are written from."
    )
    gateway_url: HttpUrl = Field(
        HttpUrl("http://127.0.0.1:8000"),
        description="The gateway, asked for the training curve of the network in service.",
    )
    redis_url: RedisDsn = Field(
        RedisDsn("redis://127.0.0.1:6390/1"),
        description="The Redis with the queue of reports to write; the reports themselves are files.",
    )
    redis_password_file: Path | None = Field(
        None, description="The file that holds Redis's password. Empty: none is sent."
    )
    reports_dir: Path = Field(Path(".run/reports"), description="Where reports lie, a folder each.")
    period_s: float = Field(3600, ge=1, description="How long after the last scheduled report the next one is due.")
    job_timeout_s: int = Field(300, ge=1, description="How long writing a report may take.")
    openai_base_url: HttpUrl | None = Field(
        None,
        description="An OpenAI-compatible endpoint that chooses and orders what reports say. Empty: nobody is asked.",
    )
    openai_model: str | None = Field(None, description="The model to ask for at that endpoint. Empty: nobody is asked.")
    openai_api_key_file: Path | None = Field(
        None, description="The file that holds that endpoint's API key. Empty: it wants none."
    )
    openai_timeout_s: float = Field(
        60,
        gt=0,
        description="How long one call of the model may take; a report makes up to four within REPORTER_JOB_TIMEOUT_S.",
    )
    openai_drawings: bool = Field(
        False,  # noqa: FBT003
        description="`true`: that endpoint is shown misread drawings, what was computed of each, and supposes why, in "
        "words that it is allowed. Else nothing of a drawing leaves the reporter, not even to loopback.",
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info", description="`debug`, `info`, `warning` or `error`. Logs are JSON lines on stderr."
    )
