"""Errors as problem documents (RFC 9457), by the one table that each service has."""

from collections.abc import Callable, Coroutine, Iterable, Mapping
from http import HTTPStatus
from itertools import islice
from typing import Any

from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from handdraw_chassis.errors import ServiceError
from handdraw_chassis.trace_context import instance_of
from handdraw_contracts.problems import PROBLEM_JSON, Problem

MAX_ERRORS = 3
RETRIED = {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE}

Handler = Callable[[Request, Any], Coroutine[Any, Any, Response]]


def first_errors(errors: Iterable[Mapping[str, Any]]) -> str:
    """Return the first validation errors as one line that repeats nothing of what was sent."""
    first = islice(errors, MAX_ERRORS)
    return "; ".join(f"{'.'.join(map(str, error['loc'])) or 'body'}: {error['msg']}" for error in first)[:1000]


def problem_responses(*statuses: HTTPStatus) -> dict[int | str, dict[str, Any]]:
    """Return FastAPI's ``responses`` for the statuses with which a route answers a problem."""
    content = {PROBLEM_JSON: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {status.value: {"description": status.phrase, "content": content} for status in statuses}


class Problems:
    """A service's table from error to status; an error that it does not name has the status of its nearest ancestor."""

    def __init__(self, status: Mapping[type[ServiceError], HTTPStatus], retry_after_s: str) -> None:
        self._status = status
        self.retry_after_s = retry_after_s

    def status(self, error: ServiceError) -> HTTPStatus:
        return next(self._status[kind] for kind in type(error).__mro__ if kind in self._status)

    def problem(self, error: ServiceError, request_id: str | None = None) -> Problem:
        return Problem(
            title=error.title,
            status=self.status(error),
            detail=str(error),
            code=error.code,
            instance=_instance(request_id),
        )

    def answer(self, problem: Problem) -> Response:
        headers = {"Retry-After": self.retry_after_s} if problem.status in RETRIED else None
        return Response(problem.model_dump_json(exclude_none=True), problem.status, headers, PROBLEM_JSON)

    def handlers(self, invalid: Callable[[str], ServiceError]) -> dict[int | type[Exception], Handler]:
        """Return FastAPI's exception handlers. ``invalid`` makes the error of a request that fails validation."""

        async def own(request: Request, error: ServiceError) -> Response:
            return self.answer(self.problem(error, request.state.request_id))

        async def validation(request: Request, error: RequestValidationError) -> Response:
            return await own(request, invalid(first_errors(error.errors())))

        async def http(request: Request, error: HTTPException) -> Response:
            return self._answer_http(error, request.state.request_id)

        async def bug(request: Request, _: Exception) -> Response:
            return self.answer_bug(request.state.request_id)

        return {
            ServiceError: own,
            RequestValidationError: validation,
            HTTPException: http,
            ClientDisconnect: _answer_nobody,
            Exception: bug,
        }

    def _answer_http(self, error: HTTPException, request_id: str) -> Response:
        """Answer what the framework refuses by itself, such as an unknown path or a wrong method."""
        status = HTTPStatus(error.status_code)
        code = status.phrase.lower().replace(" ", "_").replace("-", "_")
        instance = _instance(request_id)
        answer = self.answer(
            Problem(title=status.phrase, status=status, detail=error.detail, code=code, instance=instance)
        )
        answer.headers.update(error.headers or {})
        return answer

    def answer_bug(self, request_id: str) -> Response:
        """Answer a bug of ours, whose traceback is in the log."""
        return self.answer(
            Problem(
                title="A mistake of ours",
                status=HTTPStatus.INTERNAL_SERVER_ERROR,
                detail="The log has it, under this instance's id",
                code="internal_error",
                instance=_instance(request_id),
            )
        )


def _instance(request_id: str | None) -> str | None:
    return instance_of(request_id) if request_id else None


async def _answer_nobody(_: Request, __: Exception) -> Response:
    return Response(status_code=HTTPStatus.BAD_REQUEST)  # the caller has left
