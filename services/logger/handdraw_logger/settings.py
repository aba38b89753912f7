"""What an operator may set, each as LOGGER_… in the environment."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, RedisDsn
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="LOGGER_", env_ignore_empty=True, frozen=True)

    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=1, le=65535)] = 8001
    redis_url: RedisDsn = RedisDsn("redis://127.0.0.1:6390/0")
    redis_password_file: Path | None = None
    redis_timeout_s: Annotated[float, Field(gt=0)] = 5
    log_level: Literal["debug", "info", "warning", "error"] = "info"
