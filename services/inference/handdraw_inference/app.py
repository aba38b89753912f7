"""The gateway's application: its lifespan, its routes, and how errors are told."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TypedDict, cast

import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError

from handdraw_chassis.logs import RequestId
from handdraw_chassis.problems import told
from handdraw_chassis.requests import media_type
from handdraw_contracts import __version__
from handdraw_contracts.problems import Problem
from handdraw_inference.errors import InferenceError, InvalidRequest
from handdraw_inference.gateway import Gateway, open_gateway
from handdraw_inference.problems import PROBLEMS
from handdraw_inference.recogniser import Call
from handdraw_inference.routes import client, router
from handdraw_inference.settings import Settings

RECORDED_PATHS = {"/v1/classify", "/v1/classify/batch"}


log = structlog.get_logger()


class State(TypedDict):
    gateway: Gateway


def create_app(settings: Settings) -> FastAPI:
    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[State]:
        try:
            async with open_gateway(settings) as gateway:
                yield {"gateway": gateway}
        except InferenceError as error:
            log.error("the gateway cannot start", reason=str(error))
            raise

    app = FastAPI(
        title="Handdraw inference gateway",
        summary="A drawing in, a digit out, each answer recorded",
        version=__version__,
        lifespan=lifespan,
        exception_handlers=PROBLEMS.handlers(InvalidRequest) | {RequestValidationError: _tell_invalid},
    )
    app.add_middleware(RequestId)
    app.include_router(router, responses={422: {"model": Problem}})
    return app


async def _tell_invalid(request: Request, error: Exception) -> Response:
    """A parameter that makes no sense; where a drawing came with it, its refusal is recorded as any other."""
    invalid = InvalidRequest(told(cast("RequestValidationError", error).errors()))
    if request.url.path in RECORDED_PATHS:
        preview = request.query_params.get("purpose") == "preview"
        call = Call(media_type(request), preview, client=client(request))
        await request.state.gateway.recogniser.refuse(invalid, call)
    return PROBLEMS.answer(PROBLEMS.problem(invalid, request.state.request_id))
