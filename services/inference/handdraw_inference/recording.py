"""The kind of route that drawings are sent to: every call that it refuses or fails is recorded."""

from collections.abc import Callable, Coroutine
from http import HTTPStatus
from time import perf_counter
from typing import Any

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute

from handdraw_chassis.problems import first_errors, problem_responses
from handdraw_chassis.requests import media_type
from handdraw_chassis.trace_context import current
from handdraw_inference.calls import Call
from handdraw_inference.errors import InvalidRequest
from handdraw_inference.recogniser import Recogniser
from handdraw_inference.requests import client

REFUSALS = problem_responses(
    HTTPStatus.REQUEST_TIMEOUT,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    HTTPStatus.UNPROCESSABLE_ENTITY,
    HTTPStatus.TOO_MANY_REQUESTS,
    HTTPStatus.SERVICE_UNAVAILABLE,
    HTTPStatus.GATEWAY_TIMEOUT,
)


class RecordedRoute(APIRoute):
    """The ``route_class`` of a router, so that none of its routes can forget to record.

    An idempotency key is recorded where the route's function takes a ``CallDep``.
    """

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def handle_and_record(request: Request) -> Response:
            recogniser: Recogniser = request.state.gateway.recogniser
            request.state.call = _call_from_head(request)
            started = perf_counter()
            try:
                return await handle(request)
            except RequestValidationError as error:  # the function was not reached
                invalid = InvalidRequest(first_errors(error.errors()))
                await recogniser.record_failure(invalid, request.state.call, total_ms=0)
                raise invalid from error
            except Exception as error:
                await recogniser.record_failure(error, request.state.call, (perf_counter() - started) * 1000)
                raise

        return handle_and_record


def _call_from_head(request: Request) -> Call:
    preview = request.query_params.get("purpose") == "preview"
    return Call(media_type(request), preview, client=client(request), trace=current())
