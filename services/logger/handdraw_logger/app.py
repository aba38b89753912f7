"""The logger's application: its lifespan, its routes, and its error handlers."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, closing
from time import sleep
from typing import TypedDict

from fastapi import Depends, FastAPI
from prometheus_client import Counter

from handdraw_chassis.application import Application
from handdraw_chassis.budget import Budget
from handdraw_chassis.doors import Doors
from handdraw_chassis.request_metrics import RequestCounts
from handdraw_chassis.unknown_names import refuse_unknown_names
from handdraw_contracts import __version__
from handdraw_logger.errors import InvalidRequest, TooManyBatches, TooManyReaders
from handdraw_logger.hot.connection import connect, connect_blocking
from handdraw_logger.hot.store import Store
from handdraw_logger.hot.trimming import HotWindow
from handdraw_logger.keeping import Keeper
from handdraw_logger.log import Log
from handdraw_logger.metrics import Metrics
from handdraw_logger.opening import make_shelf
from handdraw_logger.problems import PROBLEMS
from handdraw_logger.roller import PAUSE_S, Retention, Roller
from handdraw_logger.routes import router
from handdraw_logger.settings import Settings

BODIES_BYTES = 64 * 1024 * 1024  # of all batches that are being read: sixteen of the largest


READERS = 16  # at a time, of pages and streams: each may hold a thousand events until its caller has taken them


class State(TypedDict):
    log: Log
    bodies: Budget
    readers: Budget
    keeper: Keeper
    metrics: Metrics
    refusals: Counter
    requests: RequestCounts


def create_app(settings: Settings) -> FastAPI:
    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[State]:
        server = str(settings.redis_url), settings.redis_password_file, settings.redis_timeout_s
        metrics = Metrics()
        bodies = Budget(BODIES_BYTES, lambda: TooManyBatches("Other batches are being read: send it again"))
        readers = Budget(READERS, lambda: TooManyReaders("Others are reading the log: ask again"))
        retention = Retention(
            settings.hot_events, settings.hot_days, settings.segment_events, settings.delete_after_days
        )
        async with connect(*server) as redis, AsyncExitStack() as stack:
            waiting = settings.redis_replicas, settings.redis_timeout_s
            store = Store(redis, *waiting, metrics.redis_seconds.observe, metrics.set_clocks)
            blocking = stack.enter_context(connect_blocking(*server))
            window = HotWindow(blocking)
            shelf = make_shelf(settings, blocking, window)
            stack.enter_context(closing(shelf.archive))
            log = Log(store, shelf.archive, shelf.follow if settings.archive_url else None)
            roller = Roller(shelf, window, retention, reached=lambda _: sleep(PAUSE_S))
            keeper = Keeper(log, shelf, roller, metrics)
            async with keeper.run():
                yield {
                    "log": log,
                    "bodies": bodies,
                    "readers": readers,
                    "keeper": keeper,
                    "metrics": metrics,
                    "refusals": metrics.refusals,
                    "requests": metrics.requests,
                }

    app = Application(
        doors=Doors(settings, "logger", "write-events"),
        title="Handdraw logger",
        summary="Every classification event, once and in order",
        version=__version__,
        lifespan=lifespan,
        exception_handlers=PROBLEMS.handlers(InvalidRequest),
    )
    app.include_router(router, dependencies=[Depends(refuse_unknown_names)])
    return app
