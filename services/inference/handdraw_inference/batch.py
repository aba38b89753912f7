"""Several drawings in one call: each is answered, and recorded, by itself."""

import asyncio
from base64 import b64decode
from typing import Annotated, Literal

import structlog
from fastapi import APIRouter, Query, Request

from handdraw_chassis.requests import media_type
from handdraw_contracts.classifications import (
    MAX_BATCH_BODY_BYTES,
    MAX_BATCH_DRAWINGS,
    BatchAnswer,
    Classification,
    DrawingBatch,
)
from handdraw_contracts.problems import Problem
from handdraw_inference.errors import (
    Bug,
    InferenceError,
    InvalidRequest,
    Overloaded,
    UnreadableDrawing,
    UnsupportedMedia,
)
from handdraw_inference.problems import PROBLEMS
from handdraw_inference.recogniser import Call, Recogniser
from handdraw_inference.recording import REFUSALS, RecordedRoute
from handdraw_inference.requests import JSON_TYPE, GatewayDep, client, json_body, parse_body, read_body

MAX_COMMAS = 4 * MAX_BATCH_DRAWINGS  # base64 has none
AT_ONCE = 32  # of one batch, so that it does not fill the queue by itself

log = structlog.get_logger()
router = APIRouter(route_class=RecordedRoute)


@router.post(
    "/v1/classify/batch",
    responses=REFUSALS,
    openapi_extra=json_body(DrawingBatch),
    response_model_exclude_none=True,
)
async def classify_batch(
    request: Request,
    gateway: GatewayDep,
    purpose: Annotated[Literal["preview"] | None, Query()] = None,
    glyph: Annotated[bool, Query()] = True,  # noqa: FBT002
) -> BatchAnswer:
    """Read up to 256 drawings; each is answered by itself, in order, with a classification or a problem."""
    if gateway.batches.locked():
        raise Overloaded("Other batches are being read: send one at a time")
    async with gateway.batches:
        drawings = await _read_drawings(request)
        call = Call(None, purpose == "preview", glyph, None, client(request), among_many=True)
        turns = asyncio.Semaphore(AT_ONCE)
        answers = (_classify_one(gateway.recogniser, drawing, call, turns) for drawing in drawings)
        return tuple(await asyncio.gather(*answers))


async def _read_drawings(request: Request) -> tuple[str, ...]:
    if media_type(request) != JSON_TYPE:
        raise UnsupportedMedia(f"Content-Type must be {JSON_TYPE}")
    body = await read_body(request, MAX_BATCH_BODY_BYTES)
    if body.count(b",") > MAX_COMMAS:  # before millions of values are made of them
        raise InvalidRequest(f"A batch may hold {MAX_BATCH_DRAWINGS} drawings")
    return parse_body(DrawingBatch, body).drawings


async def _classify_one(
    recogniser: Recogniser, drawing: str, call: Call, turns: asyncio.Semaphore
) -> Classification | Problem:
    try:
        async with turns, recogniser.recording(call):
            return await recogniser.classify(_decode(drawing), call)
    except InferenceError as error:
        return PROBLEMS.problem(error)
    except Exception:
        log.exception("one drawing of a batch found a mistake of ours")
        return PROBLEMS.problem(Bug("The log has it"))


def _decode(drawing: str) -> bytes:
    try:
        return b64decode(drawing, validate=True)
    except ValueError as error:
        raise UnreadableDrawing("The drawing is not base64: send it bare, without data: or line breaks") from error
