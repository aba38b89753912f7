"""What an operator may set, each as REPORTER_… in the environment. The README's table is made from this."""

from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BeforeValidator, Field, FilePath, HttpUrl, Json, JsonValue, RedisDsn
from pydantic_settings import SettingsConfigDict

from handdraw_chassis.buckets import BucketSettings, BucketUrl
from handdraw_chassis.keys.showing import KeyFile
from handdraw_chassis.sentinels import SentinelDsn, check_address
from handdraw_contracts.reports import Language


def _find_zone(name: object) -> ZoneInfo:
    try:
        return name if isinstance(name, ZoneInfo) else ZoneInfo(str(name))
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(f"no time zone is called {str(name)[:40]!r}: Asia/Seoul and Europe/Berlin are such") from error


class Settings(BucketSettings):
    model_config = SettingsConfigDict(env_prefix="REPORTER_")

    port: int = Field(8002, ge=1, le=65535, description="The port that it listens on.")
    logger_url: HttpUrl = Field(
        HttpUrl("http://127.0.0.1:8001"), description="The logger, whose log reports are written from."
    )
    logger_public_url: HttpUrl = Field(
        HttpUrl("http://127.0.0.1:8001"),
        description="Where people's browsers reach the logger: reports link the events of the drawings that they show.",
    )
    gateway_url: HttpUrl = Field(
        HttpUrl("http://127.0.0.1:8000"),
        description="The gateway, asked what the network in service is and how it was trained.",
    )
    logger_key_file: KeyFile | None = Field(
        None, description="The file that holds the key to show the logger. Empty: none is shown."
    )
    gateway_key_file: KeyFile | None = Field(
        None, description="The file that holds the key to show the gateway. Empty: none is shown."
    )
    redis_url: Annotated[RedisDsn | SentinelDsn, AfterValidator(check_address)] = Field(
        RedisDsn("redis://127.0.0.1:6390/1"),
        description="The Redis with the queue of reports to write; the reports themselves are files. Where Sentinels "
        "know it: `redis+sentinel://host,host,host/name/1`.",
    )
    redis_password_file: FilePath | None = Field(
        None, description="The file that holds Redis's password. Empty: none is sent."
    )
    reports_dir: Path = Field(Path(".run/reports"), description="Where reports lie, a folder each.")
    period_s: float = Field(3600, ge=1, description="How long after the last scheduled report the next one is due.")
    language: Language = Field(
        "en",
        description="`en`, `de` or `ko`: the language of scheduled reports, of others unless asked for in another, and "
        "of the list where the browser asks for none of these.",
    )
    time_zone: Annotated[ZoneInfo, BeforeValidator(_find_zone)] = Field(
        ZoneInfo("UTC"),
        description="Where those who read reports are, such as `Asia/Seoul`: times in pages, sentences and figures are "
        "told in this zone. In JSON they stay UTC.",
    )
    job_timeout_s: int = Field(300, ge=1, description="How long writing a report may take.")
    waiting_reports: int = Field(
        20, ge=1, description="How many reports that were asked for may wait at once: scheduled ones go first."
    )
    delete_after_days: float | None = Field(
        None, gt=0, le=36_500, description="Reports are deleted so long after they were written. Empty: never."
    )
    openai_base_url: HttpUrl | None = Field(
        None,
        description="An OpenAI-compatible endpoint that chooses and orders what reports say. Empty: nobody is asked.",
    )
    openai_model: str | None = Field(None, description="The model to ask for at that endpoint. Empty: nobody is asked.")
    openai_api_key_file: FilePath | None = Field(
        None, description="The file that holds that endpoint's API key. Empty: it wants none."
    )
    openai_timeout_s: float = Field(
        60, gt=0, le=86_400, description="How long one call of the model may take, whatever trickles in meanwhile."
    )
    openai_deadline_s: float = Field(
        120,
        gt=0,
        le=86_400,
        description="How long all calls of a report and the waiting between them may take; "
        "four fifths of REPORTER_JOB_TIMEOUT_S at most.",
    )
    openai_cool_off_s: float = Field(
        60,
        ge=0,
        le=86_400,
        description="How long an endpoint that failed or was too slow is left alone; "
        "twice as long after each failure in a row, up to 32 times, and two hours at most.",
    )
    openai_temperature: float | None = Field(
        None, ge=0, le=2, description="The temperature to ask for. Empty: the endpoint's own."
    )
    openai_max_tokens: int = Field(
        4000, ge=1, le=1_000_000, description="How many tokens an answer may have, thoughts included."
    )
    openai_extra_body: Json[dict[str, JsonValue]] = Field(
        {},
        validate_default=False,
        description="More fields of each request, as a JSON object "
        '(`{"reasoning_effort": "low"}`); those that the reporter sets itself stand.',
    )
    openai_proxy: HttpUrl | None = Field(
        None,
        description="The HTTP proxy on the way to that endpoint, never to one on loopback. "
        "Empty: none, whatever HTTP_PROXY says.",
    )
    openai_drawings: bool = Field(
        False,  # noqa: FBT003
        description="`true`: that endpoint is shown misread drawings, what was computed of each, and supposes why, in "
        "words that it is allowed. Else nothing of a drawing leaves the reporter, not even to loopback.",
    )
    reports_url: BucketUrl | None = Field(
        None,
        description="Where the reporters of several machines share their reports: `s3://bucket/prefix`, or "
        "`file:///folder` for one that all of them mount. REPORTER_REPORTS_DIR, one for each machine, then holds what "
        "it is writing and copies. Empty: reports lie in REPORTER_REPORTS_DIR.",
    )
    reports_cache_mb: int = Field(500, ge=1, description="How many MB of copies of shared reports this machine keeps.")
