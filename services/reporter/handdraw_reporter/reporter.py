"""The reporter put together: every part is built, opened and closed in one place."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

import httpx
from redis import Redis
from redis.sentinel import Sentinel

from handdraw_chassis.buckets import open_bucket
from handdraw_chassis.keys.showing import ShownKey
from handdraw_chassis.sentinels import SentinelDsn, parse_sentinels
from handdraw_contracts.classifications import ModelDescription
from handdraw_contracts.reports import Language, Report, Window
from handdraw_reporter.asker import send_trace
from handdraw_reporter.connection import SentinelConnection
from handdraw_reporter.gateway import ask_for_model
from handdraw_reporter.queueing import ReportQueue
from handdraw_reporter.settings import Settings
from handdraw_reporter.store.endpoints import EndpointFile
from handdraw_reporter.store.outcomes import OutcomeFile
from handdraw_reporter.store.reports import Reports
from handdraw_reporter.store.schedules import ScheduleFile
from handdraw_reporter.store.shared.objects import Objects
from handdraw_reporter.store.shared.reports import SharedReports
from handdraw_reporter.store.shared.schedules import SharedSchedule
from handdraw_reporter.writing.built_in import BuiltInAnalyst
from handdraw_reporter.writing.discretion import DiscreetAnalyst
from handdraw_reporter.writing.endpoint.endpoint import Endpoint
from handdraw_reporter.writing.language_model import OpenAIAnalyst
from handdraw_reporter.writing.story import Analyst

HTTP_TIMEOUT_S = 10.0
HOOKS = {"request": [send_trace]}
REDIS_TIMEOUT_S = 5.0
MB = 1_000_000
MODEL_SHARE = 0.8  # of a report's time, at most: the rest is for all else


@dataclass(frozen=True, slots=True)
class Reporter:
    settings: Settings
    reports: Reports
    schedule: ScheduleFile
    outcomes: OutcomeFile
    queue: ReportQueue
    logger: httpx.Client
    gateway: httpx.Client
    analyst: Analyst

    def create_report(self, window: Window, language: Language | None = None, *, scheduled: bool) -> Report:
        """Return the one report of this window, in the reporter's own language unless told otherwise."""
        zone = str(self.settings.time_zone)
        return self.reports.create(window, language or self.settings.language, scheduled=scheduled, time_zone=zone)

    def describe_model(self) -> ModelDescription | None:
        """Return what the gateway says of the network in service, None if it does not."""
        return ask_for_model(self.gateway)


def connect_redis(settings: Settings, timeout_s: float | None) -> Redis:
    """``timeout_s`` is None for a worker, which waits for its next job in one long call."""
    file, address = settings.redis_password_file, settings.redis_url
    options: dict[str, Any] = {
        "password": file.read_text().strip() if file else None,
        "socket_connect_timeout": REDIS_TIMEOUT_S,
        "socket_timeout": timeout_s,
    }
    if not isinstance(address, SentinelDsn):
        return Redis.from_url(str(address), **options)
    named = parse_sentinels(address)
    each_s = REDIS_TIMEOUT_S / (len(named.hosts) + 1)
    asked = {"socket_timeout": each_s, "socket_connect_timeout": each_s}
    sentinel = Sentinel(named.hosts, sentinel_kwargs=asked)  # type: ignore[no-untyped-call]
    options |= {"username": named.username, "db": named.database, "connection_class": SentinelConnection}
    redis: Redis = sentinel.master_for(named.primary, **options)  # type: ignore[no-untyped-call]
    return redis


@contextmanager
def open_reporter(settings: Settings) -> Iterator[Reporter]:
    """Raises ReportsUnwritable."""
    with ExitStack() as stack:
        redis = stack.enter_context(connect_redis(settings, REDIS_TIMEOUT_S))
        logger, gateway = (
            stack.enter_context(
                httpx.Client(
                    base_url=str(url), timeout=HTTP_TIMEOUT_S, trust_env=False, auth=ShownKey(key), event_hooks=HOOKS
                )
            )
            for url, key in (
                (settings.logger_url, settings.logger_key_file),
                (settings.gateway_url, settings.gateway_key_file),
            )
        )
        yield Reporter(
            settings,
            *_open_store(settings),
            OutcomeFile(settings.reports_dir),
            ReportQueue(redis, settings.job_timeout_s),
            logger,
            gateway,
            _make_analyst(settings),
        )


def _open_store(settings: Settings) -> tuple[Reports, ScheduleFile]:
    """Ask nothing of a bucket yet. Raises ReportsUnwritable."""
    folder, schedule = settings.reports_dir, ScheduleFile(settings.reports_dir)
    if settings.reports_url is None:
        return Reports(folder), schedule
    objects = Objects(open_bucket(settings.reports_url, settings))
    return SharedReports(folder, objects, settings.reports_cache_mb * MB), SharedSchedule(schedule, objects)


def _make_analyst(settings: Settings) -> Analyst:
    if settings.openai_base_url is None or settings.openai_model is None:
        return BuiltInAnalyst()
    file = settings.openai_api_key_file
    endpoint = Endpoint(
        base_url=str(settings.openai_base_url),
        model=settings.openai_model,
        api_key=file.read_text().strip() if file else "none",
        proxy=str(settings.openai_proxy) if settings.openai_proxy else None,
        temperature=settings.openai_temperature,
        max_tokens=settings.openai_max_tokens,
        extra_body=settings.openai_extra_body,
        call_s=settings.openai_timeout_s,
        deadline_s=min(settings.openai_deadline_s, MODEL_SHARE * settings.job_timeout_s),
        cool_off_s=settings.openai_cool_off_s,
    )
    analyst = OpenAIAnalyst(endpoint, EndpointFile(settings.reports_dir))
    return analyst if settings.openai_drawings else DiscreetAnalyst(analyst)
