"""The gateway's application: its lifespan, its routes, and how errors are told."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import TypedDict, cast

import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from handdraw_contracts.problems import PROBLEM_JSON, Problem
from handdraw_inference.errors import Bug, InferenceError, InvalidRequest
from handdraw_inference.gateway import Gateway, open_gateway
from handdraw_inference.logs import RequestId
from handdraw_inference.problems import RETRY_AFTER_S, problem, told
from handdraw_inference.recogniser import Call
from handdraw_inference.routes import client, media_type, router
from handdraw_inference.settings import Settings

RECORDED_PATHS = {"/v1/classify", "/v1/classify/batch"}
RETRIED = {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE}


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
        version="1",
        lifespan=lifespan,
        exception_handlers={
            InferenceError: _tell,
            RequestValidationError: _tell_invalid,
            HTTPException: _tell_http,
            ClientDisconnect: _gone,
            Exception: _tell_bug,
        },
    )
    app.add_middleware(RequestId)
    app.include_router(router, responses={422: {"model": Problem}})
    return app


def _answer(told: Problem) -> Response:
    headers = {"Retry-After": RETRY_AFTER_S} if told.status in RETRIED else None
    return Response(told.model_dump_json(exclude_none=True), told.status, headers, PROBLEM_JSON)


async def _tell(request: Request, error: Exception) -> Response:
    return _answer(problem(cast("InferenceError", error), request.state.request_id))


async def _tell_invalid(request: Request, error: Exception) -> Response:
    """A parameter that makes no sense; where a drawing came with it, its refusal is recorded as any other."""
    invalid = InvalidRequest(told(cast("RequestValidationError", error).errors()))
    if request.url.path in RECORDED_PATHS:
        preview = request.query_params.get("purpose") == "preview"
        call = Call(media_type(request), preview, client=client(request))
        await request.state.gateway.recogniser.refuse(invalid, call)
    return await _tell(request, invalid)


async def _tell_http(request: Request, error: Exception) -> Response:
    """What the framework refuses by itself: an unknown path, a wrong method."""
    http = cast("HTTPException", error)
    status = HTTPStatus(http.status_code)
    answer = _answer(
        Problem(
            title=status.phrase,
            status=status,
            detail=http.detail,
            code=status.phrase.lower().replace(" ", "_").replace("-", "_"),
            instance=f"urn:uuid:{request.state.request_id}",
        )
    )
    answer.headers.update(http.headers or {})
    return answer


async def _tell_bug(request: Request, _: Exception) -> Response:
    """Our mistake: its traceback is in the log under the same id. Answered outside RequestId, hence the header."""
    answer = _answer(problem(Bug("The log has it, under this instance's id"), request.state.request_id))
    answer.headers["X-Request-ID"] = request.state.request_id
    return answer


async def _gone(_: Request, __: Exception) -> Response:
    return Response(status_code=HTTPStatus.BAD_REQUEST)  # nobody is left to hear it
