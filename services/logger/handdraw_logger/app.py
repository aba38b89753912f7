"""The logger's application: its lifespan, its routes, and how errors are told."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TypedDict

from fastapi import FastAPI

from handdraw_chassis.logs import RequestId
from handdraw_contracts.problems import Problem
from handdraw_logger.errors import InvalidRequest, LoggerError
from handdraw_logger.metrics import Metrics
from handdraw_logger.problems import PROBLEMS
from handdraw_logger.routes import router
from handdraw_logger.settings import Settings
from handdraw_logger.store import Store, connect


class State(TypedDict):
    store: Store
    metrics: Metrics


def create_app(settings: Settings) -> FastAPI:
    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[State]:
        async with connect(str(settings.redis_url), settings.redis_password_file, settings.redis_timeout_s) as redis:
            yield {"store": Store(redis), "metrics": Metrics()}

    app = FastAPI(
        title="Handdraw logger",
        summary="Every classification event, once and in order",
        version="1",
        lifespan=lifespan,
        exception_handlers=PROBLEMS.handlers(LoggerError, InvalidRequest),
    )
    app.add_middleware(RequestId)
    app.include_router(router, responses={422: {"model": Problem}})
    return app
