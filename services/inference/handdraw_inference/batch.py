"""Several drawings in one call: each is answered, and recorded, by itself."""

import asyncio
from collections.abc import Iterable
from typing import Annotated, Literal

import structlog
from fastapi import APIRouter, Query, Request, Response

from handdraw_chassis.presence import departure_of, work_while_present
from handdraw_chassis.requests import media_type
from handdraw_chassis.trace_context import current
from handdraw_contracts.classifications import (
    MAX_BATCH_BODY_BYTES,
    MAX_BATCH_DRAWINGS,
    BatchAnswer,
    Classification,
    DrawingBatch,
)
from handdraw_contracts.problems import Problem
from handdraw_inference.calls import Call
from handdraw_inference.errors import (
    Bug,
    InferenceError,
    InvalidRequest,
    UnsupportedMedia,
)
from handdraw_inference.problems import PROBLEMS
from handdraw_inference.recogniser import Recogniser
from handdraw_inference.recording import REFUSALS, RecordedRoute
from handdraw_inference.requests import JSON_TYPE, GatewayDep, client, json_body, parse_body, read_body

MAX_COMMAS = 4 * MAX_BATCH_DRAWINGS  # base64 has none
MAX_ESCAPES = 1024 * 1024  # of base64 some programs escape + and /; each takes far longer to parse than a character
WINDOW = 1024 * 1024  # bytes counted at once, since that holds up the other threads
MAX_FOREIGN = 1024 * 1024  # bytes of a batch that has more than ASCII; such characters take far longer to parse
AT_ONCE = 16  # of one batch, so that several of them do not fill a turn of the event loop

log = structlog.get_logger()
router = APIRouter(route_class=RecordedRoute)


@router.post(
    "/v1/classify/batch",
    responses=REFUSALS,
    openapi_extra=json_body(DrawingBatch),
    response_model=BatchAnswer,
)
async def classify_batch(
    request: Request,
    gateway: GatewayDep,
    purpose: Annotated[Literal["preview"] | None, Query()] = None,
    glyph: Annotated[bool, Query()] = True,  # noqa: FBT002
) -> Response:
    """Read up to 256 drawings; each is answered by itself, in order, with a classification or a problem.

    None is explained.
    """
    if media_type(request) != JSON_TYPE:
        raise UnsupportedMedia(f"Content-Type must be {JSON_TYPE}")
    with gateway.bodies.open() as charge:
        drawings = await gateway.decoders.run(_parse_drawings, await read_body(request, MAX_BATCH_BODY_BYTES, charge))
        call = Call(None, purpose == "preview", glyph, client=client(request), trace=current())
        answers = _classify_all(gateway.recogniser, drawings, call)
        return _as_json(await work_while_present(answers, departure_of(request.receive)))


def _as_json(answers: BatchAnswer) -> Response:
    """Say it as FastAPI would, which would check each answer once more."""
    bodies = (answer.model_dump_json(exclude_none=True) for answer in answers)
    return Response(f"[{','.join(bodies)}]", media_type=JSON_TYPE)


def _parse_drawings(body: bytes) -> tuple[str, ...]:
    if _count(b",", body) > MAX_COMMAS:  # before millions of values are made of them
        raise InvalidRequest(f"A batch may hold {MAX_BATCH_DRAWINGS} drawings")
    if _count(b"\\", body) > MAX_ESCAPES:
        raise InvalidRequest(f"A batch may have {MAX_ESCAPES} escapes: base64 needs none")
    if len(body) > MAX_FOREIGN and not body.isascii():
        raise InvalidRequest("A batch this large must be ASCII, as base64 is")
    return parse_body(DrawingBatch, body).drawings


def _count(character: bytes, body: bytes) -> int:
    return sum(body.count(character, at, at + WINDOW) for at in range(0, len(body), WINDOW))


async def _classify_all(recogniser: Recogniser, drawings: Iterable[str], call: Call) -> BatchAnswer:
    """Return when each is answered; if it is stopped, when each has let go of what it held."""
    turns = asyncio.Semaphore(AT_ONCE)
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(_classify_one(recogniser, drawing, call, turns)) for drawing in drawings]
    return tuple(task.result() for task in tasks)


async def _classify_one(
    recogniser: Recogniser, drawing: str, call: Call, turns: asyncio.Semaphore
) -> Classification | Problem:
    try:
        async with turns, recogniser.recording(call):
            return await recogniser.classify(drawing, call)
    except InferenceError as error:
        return PROBLEMS.problem(error)
    except Exception:
        log.exception("one drawing of a batch found a mistake of ours")
        return PROBLEMS.problem(Bug("The log has it"))
