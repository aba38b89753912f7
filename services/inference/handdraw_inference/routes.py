"""What the gateway answers under which path."""

import asyncio
import binascii
from base64 import b64decode
from http import HTTPStatus
from typing import Annotated, Any, Literal, TypeVar
from uuid import UUID

import numpy as np
import structlog
from fastapi import APIRouter, Depends, Header, Query, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST
from pydantic import ValidationError

from handdraw_chassis.problems import documented, told
from handdraw_chassis.requests import media_type, read_body
from handdraw_contracts.classifications import (
    MAX_BATCH_BODY_BYTES,
    MAX_BATCH_DRAWINGS,
    MAX_DRAWING_BYTES,
    BatchAnswer,
    Classification,
    DrawingBatch,
    Label,
    LabelReceipt,
    ModelDescription,
)
from handdraw_contracts.health import Liveness, Readiness
from handdraw_contracts.problems import Problem
from handdraw_contracts.wire import WireModel
from handdraw_inference.engines.model_versions import version_named
from handdraw_inference.errors import (
    BodyTooLarge,
    BodyTooSlow,
    Bug,
    DrawingTooLarge,
    EngineUnavailable,
    InferenceError,
    InvalidRequest,
    Overloaded,
    UnreadableDrawing,
    UnsupportedMedia,
)
from handdraw_inference.gateway import Gateway
from handdraw_inference.problems import PROBLEMS
from handdraw_inference.recogniser import Call

LABEL_BYTES = 4096
MAX_BATCH_COMMAS = 4 * MAX_BATCH_DRAWINGS  # base64 has none
AT_ONCE = 32  # of one batch, so that it does not fill the queue by itself
CLIENT_CHARACTERS = 64
JSON_TYPE = "application/json"

Body = TypeVar("Body", bound=WireModel)

log = structlog.get_logger()
router = APIRouter()


async def _gateway(request: Request) -> Gateway:
    gateway: Gateway = request.state.gateway
    return gateway


async def _call(
    request: Request,
    purpose: Annotated[Literal["preview"] | None, Query(description="`preview`: classify, record nothing")] = None,
    glyph: Annotated[bool, Query(description="`false` leaves the glyph out of the answer")] = True,  # noqa: FBT002
    idempotency_key: Annotated[
        UUID | None, Header(description="Becomes the answer's id, so that a repeated call is one event")
    ] = None,
) -> Call:
    return Call(media_type(request), purpose == "preview", glyph, idempotency_key, client(request))


def client(request: Request) -> str | None:
    """The User-Agent's first product: untrusted, for counting."""
    product = request.headers.get("user-agent", "").split(" ", 1)[0][:CLIENT_CHARACTERS]
    return "".join(filter(str.isprintable, product)) or None


# Dependencies are coroutines: FastAPI would run a plain function in a thread, which costs more than it does.
GatewayDep = Annotated[Gateway, Depends(_gateway)]
CallDep = Annotated[Call, Depends(_call)]


REFUSALS = documented(
    HTTPStatus.REQUEST_TIMEOUT,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    HTTPStatus.UNPROCESSABLE_ENTITY,
    HTTPStatus.TOO_MANY_REQUESTS,
    HTTPStatus.SERVICE_UNAVAILABLE,
    HTTPStatus.GATEWAY_TIMEOUT,
)
BINARY = {"schema": {"type": "string", "format": "binary"}}
DRAWING_BODY = {"requestBody": {"required": True, "content": {"image/png": BINARY, "image/jpeg": BINARY}}}


def _json_body(model: type[WireModel]) -> dict[str, Any]:
    return {"requestBody": {"required": True, "content": {JSON_TYPE: {"schema": model.model_json_schema()}}}}


@router.post(
    "/v1/classify",
    responses=REFUSALS,
    openapi_extra=DRAWING_BODY,
    response_model_exclude_none=True,
)
async def classify(request: Request, gateway: GatewayDep, call: CallDep) -> Classification:
    """Read the digit in a PNG or JPEG: dark on light, light on dark or on transparency, anywhere on the canvas."""
    async with gateway.recogniser.recording(call):
        return await gateway.recogniser.classify(await _body(request, MAX_DRAWING_BYTES), call)


@router.post(
    "/v1/classify/batch",
    responses=REFUSALS,
    openapi_extra=_json_body(DrawingBatch),
    response_model_exclude_none=True,
)
async def classify_batch(
    request: Request,
    gateway: GatewayDep,
    purpose: Annotated[Literal["preview"] | None, Query()] = None,
    glyph: Annotated[bool, Query()] = True,  # noqa: FBT002
) -> BatchAnswer:
    """Read up to 256 drawings; each is answered by itself, in order, with a classification or a problem."""
    call = Call(None, purpose == "preview", glyph, None, client(request), among_many=True)
    async with gateway.recogniser.recording(call):
        if gateway.batches.locked():
            raise Overloaded("Other batches are being read: send one at a time")
    async with gateway.batches:
        async with gateway.recogniser.recording(call):
            drawings = await _drawings(request)
        turns = asyncio.Semaphore(AT_ONCE)
        return tuple(await asyncio.gather(*(_one_of_many(gateway, drawing, call, turns) for drawing in drawings)))


async def _one_of_many(
    gateway: Gateway, drawing: str, call: Call, turns: asyncio.Semaphore
) -> Classification | Problem:
    try:
        async with turns, gateway.recogniser.recording(call):
            return await gateway.recogniser.classify(_decoded(drawing), call)
    except InferenceError as error:
        return PROBLEMS.problem(error)
    except Exception:
        log.exception("one drawing of a batch found a mistake of ours")
        return PROBLEMS.problem(Bug("The log has it"))


def _decoded(drawing: str) -> bytes:
    if len(drawing) > MAX_DRAWING_BYTES * 4 // 3 + 4:
        raise DrawingTooLarge(f"A drawing may have {MAX_DRAWING_BYTES} bytes")
    try:
        return b64decode(drawing, validate=True)
    except (binascii.Error, ValueError) as error:
        raise UnreadableDrawing("The drawing is not base64: send it bare, without data: or line breaks") from error


async def _drawings(request: Request) -> tuple[str, ...]:
    if media_type(request) != JSON_TYPE:
        raise UnsupportedMedia(f"Content-Type must be {JSON_TYPE}")
    body = await _body(request, MAX_BATCH_BODY_BYTES)
    if body.count(b",") > MAX_BATCH_COMMAS:  # before millions of values are made of them
        raise InvalidRequest(f"A batch may hold {MAX_BATCH_DRAWINGS} drawings")
    return _parsed(DrawingBatch, body).drawings


async def _body(request: Request, limit: int) -> bytes:
    """Raises BodyTooLarge, BodyTooSlow."""
    return await read_body(request, limit, BodyTooLarge, BodyTooSlow)


def _parsed(model: type[Body], body: bytes) -> Body:
    try:
        return model.model_validate_json(body)
    except ValidationError as error:
        raise InvalidRequest(
            told(error.errors(include_url=False, include_context=False, include_input=False))
        ) from error


@router.put(
    "/v1/classifications/{classification_id}/label",
    status_code=HTTPStatus.ACCEPTED,
    responses=documented(
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE, HTTPStatus.UNPROCESSABLE_ENTITY, HTTPStatus.SERVICE_UNAVAILABLE
    ),
    openapi_extra=_json_body(Label),
)
async def label(classification_id: UUID, request: Request, gateway: GatewayDep) -> LabelReceipt:
    """Say what a drawing was. Taken for any id: labels are events, and the log counts those that match nothing."""
    digit = _parsed(Label, await _body(request, LABEL_BYTES)).digit
    event = await gateway.recogniser.label(classification_id, digit)
    return LabelReceipt(id=event.id, classification_id=classification_id, digit=digit)


@router.get("/v1/model", responses=documented(HTTPStatus.SERVICE_UNAVAILABLE))
async def model(gateway: GatewayDep) -> ModelDescription:
    """Describe the version that answers now, from its model card."""
    scores = await gateway.classifier.classify(np.zeros((1, 28, 28), np.float32))
    now = scores.model
    card = await asyncio.to_thread(version_named(gateway.settings.models_dir, int(now.version)).card)
    described = {name: card.get(name, {}) for name in ("input", "metrics", "history")}
    try:
        return ModelDescription.model_validate(now.model_dump() | described | {"state": "available"})
    except ValidationError as error:
        raise EngineUnavailable(f"The model card of version {now.version} is incomplete") from error


@router.get("/healthz")
async def healthz() -> Liveness:
    """Say that this process lives; nobody else is asked."""
    return Liveness()


@router.get("/readyz", responses={503: {"model": Readiness}})
async def readyz(gateway: GatewayDep, response: Response) -> Readiness:
    """Ready: a drawing would be classified and recorded now. What is not as it should be is named beside."""
    readiness = await gateway.readiness()
    if readiness.status != "ready":
        response.status_code = HTTPStatus.SERVICE_UNAVAILABLE
        response.headers["Retry-After"] = PROBLEMS.retry_after_s
    return readiness


@router.get("/metrics", response_class=Response, responses={200: {"content": {"text/plain": {}}}})
async def metrics(gateway: GatewayDep) -> Response:
    """Prometheus's text format."""
    return Response(await asyncio.to_thread(gateway.exposition), media_type=CONTENT_TYPE_LATEST)
