"""POST /v1/classify as nearly everybody sends it, answered without the framework, whose part costs as much as the rest.

FastAPI documents the route and serves every other request to it: with a large body, or one of unknown length, or a
query that has to be looked at. What is answered and what is recorded is the same.
"""

import asyncio
from time import perf_counter
from typing import NamedTuple

import structlog
from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from handdraw_chassis.requests import BODY_S, media_type_in
from handdraw_contracts.problems import PROBLEM_JSON
from handdraw_contracts.wire import MAX_KEY_CHARACTERS
from handdraw_inference.admission import TOO_MANY
from handdraw_inference.calls import Call
from handdraw_inference.errors import BodyTooSlow, InferenceError, Overloaded
from handdraw_inference.gateway import Gateway
from handdraw_inference.presence import departure_of
from handdraw_inference.problems import PROBLEMS
from handdraw_inference.requests import FREE_BYTES, product_in

PATH = "/v1/classify"
JSON = "application/json"

ANY_ID = "00000000-0000-0000-0000-000000000000"
REFUSAL = PROBLEMS.problem(Overloaded(TOO_MANY), ANY_ID).model_dump_json(exclude_none=True)
REFUSED_HEADERS = {"Retry-After": PROBLEMS.retry_after_s}

log = structlog.get_logger()


class Wishes(NamedTuple):
    preview: bool
    with_glyph: bool


WISHES = {
    b"": Wishes(preview=False, with_glyph=True),
    b"glyph=false": Wishes(preview=False, with_glyph=False),
    b"purpose=preview": Wishes(preview=True, with_glyph=True),
    b"purpose=preview&glyph=false": Wishes(preview=True, with_glyph=False),
}


class HotRoute:
    """Middleware before FastAPI."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        answer = await _respond(scope, receive)
        await (answer or self._app)(scope, receive, send)


async def _respond(scope: Scope, receive: Receive) -> Response | None:
    """Return None where the framework has to. Who would wait for too long is told before anything else is read."""
    if scope["type"] != "http" or scope["path"] != PATH or scope["method"] != "POST":
        return None
    gateway, request_id = scope["state"]["gateway"], scope["state"]["request_id"]
    if gateway.admission.is_full():
        return _refuse(gateway, request_id)
    call = _read_head(scope, receive)
    return await _answer(gateway, call, receive, request_id) if call else None


def _read_head(scope: Scope, receive: Receive) -> Call | None:
    """Return what the head says; None where it is not as usual."""
    wishes, headers = WISHES.get(scope["query_string"]), dict(scope["headers"])
    length = headers.get(b"content-length", b"")
    key = headers.get(b"idempotency-key", b"").decode("latin-1") or None
    is_usual = (
        wishes is not None
        and len(headers) == len(scope["headers"])  # none is said twice
        and len(length) <= len(str(FREE_BYTES))
        and length.isdigit()
        and int(length) <= FREE_BYTES
        and (b"idempotency-key" not in headers or 0 < len(key or "") <= MAX_KEY_CHARACTERS)
    )
    if not is_usual or wishes is None:
        return None
    media_type = media_type_in(headers.get(b"content-type", b"").decode("latin-1"))
    client = product_in(headers.get(b"user-agent", b"").decode("latin-1"))
    return Call(media_type, wishes.preview, wishes.with_glyph, key, client, departure_of(receive))


def _refuse(gateway: Gateway, request_id: str) -> Response:
    """Answer as ``Overloaded`` is answered, at a tenth of its cost: there are many of these at a time."""
    gateway.metrics.outcomes.labels("failed", Overloaded.code).inc()
    return Response(REFUSAL.replace(ANY_ID, request_id), 429, REFUSED_HEADERS, PROBLEM_JSON)


async def _answer(gateway: Gateway, call: Call, receive: Receive, request_id: str) -> Response:
    started = perf_counter()
    try:
        body = await read_body(receive)
        answer = await gateway.classify(body, call)
    except InferenceError as error:
        await gateway.recogniser.record_failure(error, call, (perf_counter() - started) * 1000)
        return PROBLEMS.answer(PROBLEMS.problem(error, request_id))
    except ClientDisconnect:
        return Response(status_code=400)  # to nobody
    except Exception as error:
        log.exception("a drawing found a mistake of ours")
        await gateway.recogniser.record_failure(error, call, (perf_counter() - started) * 1000)
        return PROBLEMS.answer_bug(request_id)
    return Response(answer.model_dump_json(exclude_none=True), media_type=JSON)


async def read_body(receive: Receive) -> bytes:
    """Raises BodyTooSlow, ClientDisconnect."""
    parts = []
    try:
        async with asyncio.timeout(BODY_S):
            while (message := await receive())["type"] == "http.request":
                parts.append(message["body"])
                if not message.get("more_body"):
                    return b"".join(parts)
    except TimeoutError as error:
        raise BodyTooSlow(f"The body did not arrive within {BODY_S} s") from error
    raise ClientDisconnect
