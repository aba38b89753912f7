"""The reporter put together: every part is built, opened and closed in one place."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

import httpx
import openai
from redis import Redis

from handdraw_contracts.classifications import ModelDescription
from handdraw_reporter.queueing import ReportQueue
from handdraw_reporter.settings import Settings
from handdraw_reporter.store.outcomes import OutcomeFile
from handdraw_reporter.store.reports import Reports
from handdraw_reporter.store.schedules import ScheduleFile
from handdraw_reporter.writing.built_in import BuiltInAnalyst
from handdraw_reporter.writing.discretion import DiscreetAnalyst
from handdraw_reporter.writing.language_model import OpenAIAnalyst
from handdraw_reporter.writing.story import Analyst

HTTP_TIMEOUT_S = 10.0
REDIS_TIMEOUT_S = 5.0


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

    def training_history(self) -> dict[str, tuple[float, ...]]:
        """Return the curves of the network in service, a value for each epoch; none if the gateway does not say."""
        try:
            answer = self.gateway.get("/v1/model").raise_for_status()
            return ModelDescription.model_validate_json(answer.content).history
        except (httpx.HTTPError, ValueError):
            return {}


def connect_redis(settings: Settings, timeout_s: float | None) -> Redis:
    """``timeout_s`` is None for a worker, which waits for its next job in one long call."""
    file = settings.redis_password_file
    return Redis.from_url(
        str(settings.redis_url),
        password=file.read_text().strip() if file else None,
        socket_connect_timeout=REDIS_TIMEOUT_S,
        socket_timeout=timeout_s,
    )


@contextmanager
def open_reporter(settings: Settings) -> Iterator[Reporter]:
    """Raises ReportsUnwritable."""
    with ExitStack() as stack:
        redis = stack.enter_context(connect_redis(settings, REDIS_TIMEOUT_S))
        logger, gateway = (
            stack.enter_context(httpx.Client(base_url=str(url), timeout=HTTP_TIMEOUT_S, trust_env=False))
            for url in (settings.logger_url, settings.gateway_url)
        )
        yield Reporter(
            settings,
            Reports(settings.reports_dir),
            ScheduleFile(settings.reports_dir),
            OutcomeFile(settings.reports_dir),
            ReportQueue(redis, settings.job_timeout_s),
            logger,
            gateway,
            _open_analyst(settings, stack),
        )


def _open_analyst(settings: Settings, stack: ExitStack) -> Analyst:
    if settings.openai_base_url is None or settings.openai_model is None:
        return BuiltInAnalyst()
    file = settings.openai_api_key_file
    client = openai.OpenAI(
        base_url=str(settings.openai_base_url),
        api_key=file.read_text().strip() if file else "none",
        timeout=settings.openai_timeout_s,
        max_retries=1,
    )
    analyst = OpenAIAnalyst(stack.enter_context(client), settings.openai_model)
    return analyst if settings.openai_drawings else DiscreetAnalyst(analyst)
