"""POST /v1/classify as nearly everybody sends it, answered without the framework, whose part costs as much as the rest.

FastAPI documents the route and serves every other request to it: with a large body, or one of unknown length, or a
query that has to be looked at. What is answered and what is recorded is the same.
"""

from http import HTTPStatus
from time import perf_counter
from typing import NamedTuple

import structlog

from handdraw_chassis.doors import Doors
from handdraw_chassis.fast_path import Answer, Head, Header, Reply
from handdraw_chassis.requests import media_type_in
from handdraw_chassis.trace_context import TraceContext, enter, instance_of
from handdraw_contracts.problems import PROBLEM_JSON
from handdraw_contracts.wire import MAX_KEY_CHARACTERS
from handdraw_inference.admission import TOO_MANY
from handdraw_inference.calls import Call
from handdraw_inference.drawings.formats.outline import LIGHT_BYTES
from handdraw_inference.errors import InferenceError, Overloaded
from handdraw_inference.gateway import Gateway
from handdraw_inference.problems import PROBLEMS
from handdraw_inference.requests import product_in

JSON = (b"content-type", b"application/json")
ROUTE = "/v1/classify"
ANY_ID = "00000000-0000-0000-0000-000000000000"
ANY_INSTANCE = instance_of(ANY_ID).encode()
REFUSAL = PROBLEMS.problem(Overloaded(TOO_MANY), ANY_ID).model_dump_json(exclude_none=True).encode()
REFUSED = ((b"content-type", PROBLEM_JSON.encode()), (b"retry-after", PROBLEMS.retry_after_s.encode()))

log = structlog.get_logger()


class Wishes(NamedTuple):
    preview: bool
    with_glyph: bool


WISHES = {
    b"/v1/classify": Wishes(preview=False, with_glyph=True),
    b"/v1/classify?glyph=false": Wishes(preview=False, with_glyph=False),
    b"/v1/classify?purpose=preview": Wishes(preview=True, with_glyph=True),
    b"/v1/classify?purpose=preview&glyph=false": Wishes(preview=True, with_glyph=False),
}


class HotRoute:
    """The gateway's fast path."""

    def __init__(self, gateway: Gateway, doors: Doors) -> None:
        self._gateway = gateway
        self._doors = doors
        below = doors.root_path.encode()
        self._wishes = WISHES | {below + target: wishes for target, wishes in WISHES.items()}
        self._count = gateway.metrics.requests.count
        self._answered = gateway.metrics.answered

    def __call__(self, head: Head) -> Answer | None:
        """Return None where the framework has to. Who would wait for too long is told before anything else is read."""
        wishes, headers = self._wishes.get(head.target), dict(head.headers)
        if wishes is None or head.method != b"POST" or not self._is_usual(head, headers):
            return None
        trace = TraceContext.read(headers)
        if self._gateway.admission.is_full():
            return lambda _: self._refuse(trace)
        call = _read_head(wishes, headers, trace)
        return lambda body: self._answer(body, call, trace)

    def _is_usual(self, head: Head, headers: dict[bytes, bytes]) -> bool:
        length, key = headers.get(b"content-length", b""), headers.get(b"idempotency-key")
        return (
            len(headers) == len(head.headers)  # none is said twice
            and len(length) <= len(str(LIGHT_BYTES))
            and length.isdigit()
            and int(length) <= LIGHT_BYTES
            and (key is None or 0 < len(key) <= MAX_KEY_CHARACTERS)
            and self._doors.admit(headers)
        )

    def _refuse(self, trace: TraceContext) -> Reply:
        """Answer as ``Overloaded`` is answered, at a tenth of its cost: there are many of these at a time."""
        self._gateway.metrics.outcomes.labels("failed", Overloaded.code).inc()
        self._count(ROUTE, "POST", HTTPStatus.TOO_MANY_REQUESTS)
        body = REFUSAL.replace(ANY_INSTANCE, instance_of(trace.request_id).encode())
        return _reply(HTTPStatus.TOO_MANY_REQUESTS, body, trace.request_id.encode(), *REFUSED)

    async def _answer(self, body: bytes, call: Call, trace: TraceContext) -> Reply:
        started = perf_counter()
        enter(trace)
        try:
            answer = await self._gateway.classify(body, call)
        except Exception as error:  # noqa: BLE001 - whatever it is, the caller is answered
            return await self._explain(error, call, started, trace.request_id)
        self._answered.add(perf_counter(), 1)
        said = answer.model_dump_json(exclude_none=True).encode()
        return _reply(HTTPStatus.OK, said, trace.request_id.encode(), JSON)

    async def _explain(self, error: Exception, call: Call, started: float, request_id: str) -> Reply:
        await self._gateway.recogniser.record_failure(error, call, (perf_counter() - started) * 1000)
        if isinstance(error, InferenceError):
            response = PROBLEMS.answer(PROBLEMS.problem(error, request_id))
        else:
            log.error("a drawing found a mistake of ours", exc_info=error)
            response = PROBLEMS.answer_bug(request_id)
        self._count(ROUTE, "POST", response.status_code)
        return Reply.of(response, (b"x-request-id", request_id.encode()))


def _read_head(wishes: Wishes, headers: dict[bytes, bytes], trace: TraceContext) -> Call:
    media_type = media_type_in(headers.get(b"content-type", b"").decode("latin-1"))
    client = product_in(headers.get(b"user-agent", b"").decode("latin-1"))
    key = headers.get(b"idempotency-key", b"").decode("latin-1") or None
    return Call(media_type, wishes.preview, wishes.with_glyph, key, client, trace=trace)


def _reply(status: int, body: bytes, request_id: bytes, *headers: Header) -> Reply:
    return Reply(status, (*headers, (b"content-length", b"%d" % len(body)), (b"x-request-id", request_id)), body)
