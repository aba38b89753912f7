"""The gateway's application: its lifespan, its routes, and its errors as problems."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TypedDict

import structlog
from fastapi import Depends, FastAPI
from prometheus_client import Counter

from handdraw_chassis.application import Application
from handdraw_chassis.doors import Doors
from handdraw_chassis.request_metrics import RequestCounts
from handdraw_chassis.unknown_names import refuse_unknown_names
from handdraw_contracts import __version__
from handdraw_inference.errors import InferenceError, InvalidRequest
from handdraw_inference.gateway import Gateway, open_gateway
from handdraw_inference.hot_route import HotRoute
from handdraw_inference.problems import PROBLEMS
from handdraw_inference.routes import router
from handdraw_inference.settings import Settings

log = structlog.get_logger()


class State(TypedDict):
    gateway: Gateway
    fast_path: HotRoute
    refusals: Counter
    requests: RequestCounts


def create_app(settings: Settings) -> FastAPI:
    doors = Doors(settings, "inference", "classify")

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[State]:
        try:
            async with open_gateway(settings) as gateway:
                yield {
                    "gateway": gateway,
                    "fast_path": HotRoute(gateway, doors),
                    "refusals": gateway.metrics.refusals,
                    "requests": gateway.metrics.requests,
                }
        except InferenceError as error:
            log.error("the gateway cannot start", reason=str(error))
            raise

    app = Application(
        doors=doors,
        title="Handdraw inference gateway",
        summary="A drawing in, a digit out, each answer recorded",
        version=__version__,
        lifespan=lifespan,
        exception_handlers=PROBLEMS.handlers(InvalidRequest),
    )
    app.include_router(router, dependencies=[Depends(refuse_unknown_names)])
    return app
