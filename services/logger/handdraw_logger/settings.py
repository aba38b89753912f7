"""What an operator may set, each as LOGGER_… in the environment. The README's table is made from this."""

from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field, FilePath, RedisDsn, ValidationInfo, field_validator
from pydantic_settings import SettingsConfigDict

from handdraw_chassis.buckets import BucketSettings, BucketUrl
from handdraw_chassis.sentinels import SentinelDsn, check_address


class Settings(BucketSettings):
    model_config = SettingsConfigDict(env_prefix="LOGGER_")

    port: int = Field(8001, ge=1, le=65535, description="The port that it listens on.")
    redis_url: Annotated[RedisDsn | SentinelDsn, AfterValidator(check_address)] = Field(
        RedisDsn("redis://127.0.0.1:6390/0"),
        description="The Redis of the log: 7.0 or later, or Valkey. Where Sentinels know it: "
        "`redis+sentinel://host,host,host/name/0`.",
    )
    redis_password_file: FilePath | None = Field(
        None, description="The file that holds Redis's password. Empty: none is sent."
    )
    redis_timeout_s: float = Field(5, gt=0, description="How long Redis may take to answer.")
    redis_replicas: int = Field(
        0,
        ge=0,
        le=8,
        description="How many replicas of that Redis must have an event before it is acknowledged: 1 where several "
        "machines hold the log.",
    )
    archive_dir: Path = Field(
        Path(".run/archive"), description="Where events lie once they have left Redis, in files: docs/the-log.md."
    )
    archive_url: BucketUrl | None = Field(
        None,
        description="Where the loggers of several machines share the archive: `s3://bucket/prefix`, or "
        "`file:///folder` for one that all of them mount. LOGGER_ARCHIVE_DIR, one for each machine, then holds the "
        "index and copies. Empty: LOGGER_ARCHIVE_DIR is the archive.",
    )
    archive_cache_mb: int = Field(
        1024, ge=1, description="How many MB of copies of a shared archive this machine keeps."
    )
    hot_events: int = Field(50_000, ge=0, description="How many events stay in Redis.")
    hot_days: float = Field(7, gt=0, le=36_500, description="For how many days an event stays in Redis at most.")
    segment_events: int = Field(10_000, ge=1, le=100_000, description="How many events a file of the archive holds.")
    delete_after_days: float | None = Field(
        None,
        gt=0,
        le=36_500,
        description="Events are deleted once they are so old, which is not less than LOGGER_HOT_DAYS. Empty: never.",
    )

    @field_validator("delete_after_days")
    @classmethod
    def _hot_is_not_deleted(cls, days: float | None, info: ValidationInfo) -> float | None:
        if days is not None and days < info.data.get("hot_days", 0):
            raise ValueError("must not be less than LOGGER_HOT_DAYS: what is hot is not deleted")
        return days
