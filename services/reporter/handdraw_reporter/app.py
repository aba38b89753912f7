"""The reporter's application: its lifespan, its routes, and how errors are told."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import TypedDict, cast

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from handdraw_contracts.problems import PROBLEM_JSON, Problem
from handdraw_reporter.errors import InvalidRequest, ReporterError
from handdraw_reporter.logs import RequestId
from handdraw_reporter.metrics import Metrics
from handdraw_reporter.problems import RETRY_AFTER_S, problem, told
from handdraw_reporter.reporter import Reporter, open_reporter
from handdraw_reporter.routes import router
from handdraw_reporter.schedule import sweeping
from handdraw_reporter.settings import Settings


class State(TypedDict):
    reporter: Reporter
    metrics: Metrics


def create_app(settings: Settings) -> FastAPI:
    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[State]:
        metrics = Metrics()
        with open_reporter(settings) as reporter:
            sweeps = asyncio.create_task(sweeping(reporter, metrics))
            yield {"reporter": reporter, "metrics": metrics}
            sweeps.cancel()
            await asyncio.gather(sweeps, return_exceptions=True)

    app = FastAPI(
        title="Handdraw reporter",
        summary="Reports whose every number was computed",
        version="1",
        lifespan=lifespan,
        exception_handlers={
            ReporterError: _tell,
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
    headers = {"Retry-After": RETRY_AFTER_S} if told.status == HTTPStatus.SERVICE_UNAVAILABLE else None
    return Response(told.model_dump_json(exclude_none=True), told.status, headers, PROBLEM_JSON)


async def _tell(request: Request, error: Exception) -> Response:
    return _answer(problem(cast("ReporterError", error), request.state.request_id))


async def _tell_invalid(request: Request, error: Exception) -> Response:
    return await _tell(request, InvalidRequest(told(cast("RequestValidationError", error).errors())))


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
    status = HTTPStatus.INTERNAL_SERVER_ERROR
    answer = _answer(
        Problem(
            title="A mistake of ours",
            status=status,
            detail="The log has it, under this instance's id",
            code="internal_error",
            instance=f"urn:uuid:{request.state.request_id}",
        )
    )
    answer.headers["X-Request-ID"] = request.state.request_id
    return answer


async def _gone(_: Request, __: Exception) -> Response:
    return Response(status_code=HTTPStatus.BAD_REQUEST)  # nobody is left to hear it
