"""The reporter's application: its lifespan, its routes, and its answers to errors."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TypedDict

from fastapi import Depends, FastAPI
from prometheus_client import Counter

from handdraw_chassis.application import Application
from handdraw_chassis.doors import Doors
from handdraw_chassis.request_metrics import RequestCounts
from handdraw_chassis.unknown_names import refuse_unknown_names
from handdraw_contracts import __version__
from handdraw_reporter.errors import InvalidRequest
from handdraw_reporter.metrics import Metrics
from handdraw_reporter.problems import PROBLEMS
from handdraw_reporter.reporter import Reporter, open_reporter
from handdraw_reporter.routes import router
from handdraw_reporter.schedule import keep_sweeping
from handdraw_reporter.settings import Settings


class State(TypedDict):
    reporter: Reporter
    metrics: Metrics
    refusals: Counter
    requests: RequestCounts


def create_app(settings: Settings) -> FastAPI:
    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[State]:
        metrics = Metrics()
        with open_reporter(settings) as reporter:
            sweeps = asyncio.create_task(keep_sweeping(reporter, metrics))
            yield {
                "reporter": reporter,
                "metrics": metrics,
                "refusals": metrics.refusals,
                "requests": metrics.requests,
            }
            sweeps.cancel()
            await asyncio.gather(sweeps, return_exceptions=True)

    app = Application(
        doors=Doors(settings, "reporter", "reports"),
        title="Handdraw reporter",
        summary="Reports whose every number was computed",
        version=__version__,
        lifespan=lifespan,
        exception_handlers=PROBLEMS.handlers(InvalidRequest),
    )
    app.include_router(router, dependencies=[Depends(refuse_unknown_names)])
    return app
