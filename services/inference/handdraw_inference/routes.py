"""What the gateway answers under which path."""

import asyncio
from http import HTTPStatus
from typing import Annotated, Literal
from uuid import UUID

import numpy as np
from fastapi import APIRouter, Header, Query, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST
from pydantic import ValidationError

from handdraw_chassis.problems import problem_responses
from handdraw_contracts.classifications import (
    MAX_DRAWING_BYTES,
    Classification,
    Label,
    LabelReceipt,
    ModelDescription,
)
from handdraw_contracts.health import Liveness, Readiness
from handdraw_contracts.wire import IdempotencyKey
from handdraw_inference import batch
from handdraw_inference.drawings.formats.table import MEDIA_TYPES
from handdraw_inference.engines.model_versions import version_named
from handdraw_inference.errors import EngineUnavailable
from handdraw_inference.problems import PROBLEMS
from handdraw_inference.recording import REFUSALS, RecordedRoute
from handdraw_inference.requests import JSON_TYPE, CallDep, GatewayDep, json_body, parse_body, read_body

LABEL_BYTES = 4096
BINARY = {"schema": {"type": "string", "format": "binary"}}
DRAWING_BODY = {"requestBody": {"required": True, "content": dict.fromkeys(MEDIA_TYPES, BINARY)}}

router = APIRouter()
drawings = APIRouter(route_class=RecordedRoute)


@drawings.post(
    "/v1/classify",
    responses=REFUSALS,
    openapi_extra=DRAWING_BODY,
    response_model=Classification,
)
async def classify(
    request: Request,
    gateway: GatewayDep,
    call: CallDep,
    explain: Annotated[
        Literal["occlusion"] | None,
        Query(description="`occlusion`: the answer gains `saliency`, unless the network that it names is gone by then"),
    ] = None,
) -> Response:
    """Read the digit in a picture: dark on light, light on dark or on transparency, anywhere on the canvas."""
    with gateway.bodies.open() as charge:
        body = await read_body(request, MAX_DRAWING_BYTES, charge)
        answer = await (gateway.explain(body, call) if explain else gateway.classify(body, call))
    return Response(answer.model_dump_json(exclude_none=True), media_type=JSON_TYPE)


router.include_router(drawings)
router.include_router(batch.router)


@router.put(
    "/v1/classifications/{classification_id}/label",
    status_code=HTTPStatus.ACCEPTED,
    responses=problem_responses(
        HTTPStatus.REQUEST_TIMEOUT,
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        HTTPStatus.UNPROCESSABLE_ENTITY,
        HTTPStatus.TOO_MANY_REQUESTS,
        HTTPStatus.SERVICE_UNAVAILABLE,
    ),
    openapi_extra=json_body(Label, digit=7),
)
async def label(
    classification_id: UUID,
    request: Request,
    gateway: GatewayDep,
    idempotency_key: Annotated[
        IdempotencyKey | None, Header(description="A label said again under the same key is one event")
    ] = None,
) -> LabelReceipt:
    """Say what a drawing was. Taken for any id: labels are events, and the log counts those that match nothing."""
    with gateway.bodies.open() as charge:
        digit = parse_body(Label, await read_body(request, LABEL_BYTES, charge)).digit
    event = await gateway.recogniser.label(classification_id, digit, idempotency_key)
    return LabelReceipt(id=event.id, classification_id=classification_id, digit=digit)


@router.get("/v1/model", responses=problem_responses(HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.GATEWAY_TIMEOUT))
async def model(gateway: GatewayDep) -> ModelDescription:
    """Describe the version that answers now, from its model card."""
    scores = await gateway.classifier.classify(np.zeros((1, 28, 28), np.float32))
    now = scores.model
    version = version_named(gateway.settings.models_dir, int(now.version))
    card, reference, confusion = await asyncio.to_thread(
        lambda: (version.card(), version.reference(), version.confusion())
    )
    described = {name: card.get(name, {}) for name in ("input", "metrics", "history")}
    described |= {"card": card, "reference": reference, "confusion": confusion}
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
    return Response(await gateway.exposition(), media_type=CONTENT_TYPE_LATEST)
