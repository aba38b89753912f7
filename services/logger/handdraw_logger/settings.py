"""What an operator may set, each as LOGGER_… in the environment."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, RedisDsn, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="LOGGER_", env_ignore_empty=True, frozen=True)

    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=1, le=65535)] = 8001
    redis_url: RedisDsn = RedisDsn("redis://127.0.0.1:6390/0")
    redis_password_file: Path | None = None
    redis_timeout_s: Annotated[float, Field(gt=0)] = 5
    archive_dir: Path = Path(".run/archive")
    hot_events: Annotated[int, Field(ge=0)] = 50_000
    hot_days: Annotated[float, Field(gt=0, le=36_500)] = 7
    segment_events: Annotated[int, Field(ge=1, le=100_000)] = 10_000
    delete_after_days: Annotated[float | None, Field(gt=0, le=36_500)] = None
    log_level: Literal["debug", "info", "warning", "error"] = "info"

    @field_validator("delete_after_days")
    @classmethod
    def _hot_is_not_deleted(cls, days: float | None, info: ValidationInfo) -> float | None:
        if days is not None and days < info.data.get("hot_days", 0):
            raise ValueError("must not be less than LOGGER_HOT_DAYS: what is hot is not deleted")
        return days
