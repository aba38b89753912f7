"""What the logger answers under which path."""

from http import HTTPStatus
from time import perf_counter
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import JSONResponse, StreamingResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from pydantic import AwareDatetime

from handdraw_chassis.problems import documented
from handdraw_chassis.requests import media_type, read_body
from handdraw_contracts.events import CLOUDEVENT_JSON, CLOUDEVENTS_BATCH_JSON, MAX_BATCH_BYTES, MAX_BATCH_EVENTS
from handdraw_contracts.health import Degradation, Liveness, Readiness
from handdraw_contracts.log import EventPage, IntakeReceipt, LoggedEvent, LogStatistics
from handdraw_logger.cursors import Stretch
from handdraw_logger.errors import BatchTooLarge, BatchTooSlow, StoreUnavailable, UnknownEvent
from handdraw_logger.intake import read_batch
from handdraw_logger.metrics import Metrics
from handdraw_logger.problems import RETRY_AFTER_S
from handdraw_logger.reading import Filter, as_json, lines, page, statistics
from handdraw_logger.store import Store

NDJSON = "application/x-ndjson"
PAGE_EVENTS = 100
MAX_PAGE_EVENTS = 1_000

router = APIRouter()


async def _store(request: Request) -> Store:
    store: Store = request.state.store
    return store


async def _metrics(request: Request) -> Metrics:
    metrics: Metrics = request.state.metrics
    return metrics


async def _stretch(
    after: Annotated[str | None, Query(description="A cursor; events after it")] = None,
    upto: Annotated[str | None, Query(description="A cursor; events up to it, itself included")] = None,
    since: Annotated[AwareDatetime | None, Query(description="Recorded at or after")] = None,
    until: Annotated[AwareDatetime | None, Query(description="Recorded before")] = None,
) -> Stretch:
    return Stretch.of(after, upto, since, until)


async def _filter(
    outcome: Literal["classified", "refused", "failed"] | None = None,
    digit: Annotated[int | None, Query(ge=0, le=9, description="The digit that was read")] = None,
    below_confidence: Annotated[float | None, Query(ge=0, le=1)] = None,
) -> Filter:
    return Filter(outcome, digit, below_confidence)


# Dependencies are coroutines: FastAPI would run a plain function in a thread, which costs more than it does.
StoreDep = Annotated[Store, Depends(_store)]
MetricsDep = Annotated[Metrics, Depends(_metrics)]
StretchDep = Annotated[Stretch, Depends(_stretch)]
FilterDep = Annotated[Filter, Depends(_filter)]


FAILURES = documented(HTTPStatus.UNPROCESSABLE_ENTITY, HTTPStatus.SERVICE_UNAVAILABLE)
REFUSALS = FAILURES | documented(
    HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, HTTPStatus.UNSUPPORTED_MEDIA_TYPE
)
EVENTS_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            CLOUDEVENTS_BATCH_JSON: {"schema": {"type": "array", "maxItems": MAX_BATCH_EVENTS}},
            CLOUDEVENT_JSON: {"schema": {"type": "object"}},
        },
    }
}


@router.post(
    "/v1/events",
    status_code=HTTPStatus.ACCEPTED,
    responses=REFUSALS,
    openapi_extra=EVENTS_BODY,
)
async def record(request: Request, store: StoreDep, metrics: MetricsDep) -> IntakeReceipt:
    """Record a batch of CloudEvents. One seen before is a duplicate; a malformed one is rejected alone."""
    started = perf_counter()
    body = await read_body(request, MAX_BATCH_BYTES, BatchTooLarge, BatchTooSlow)
    incoming, rejected = read_batch(body, media_type(request))
    cursors = await store.append(incoming) if incoming else []
    accepted = sum(1 for cursor in cursors if cursor)
    metrics.count(accepted, len(cursors) - accepted, rejected)
    metrics.seconds.observe(perf_counter() - started)
    return IntakeReceipt(accepted=accepted, duplicates=len(cursors) - accepted, rejected=tuple(rejected))


@router.get(
    "/v1/events", responses={200: {"model": EventPage, "content": {NDJSON: {}}}, **FAILURES}, response_model=None
)
async def events(
    request: Request,
    store: StoreDep,
    stretch: StretchDep,
    wanted: FilterDep,
    limit: Annotated[int | None, Query(ge=1, le=MAX_PAGE_EVENTS)] = None,
) -> Response:
    """Read the log in its order: a page, or with ``Accept: application/x-ndjson`` the whole range as a stream."""
    if NDJSON in request.headers.get("accept", ""):
        await store.length()  # so that a Redis that is down is a status, not a broken stream
        return StreamingResponse(lines(store, stretch, wanted, limit), media_type=NDJSON)
    return JSONResponse(await page(store, stretch, wanted, limit or PAGE_EVENTS))


@router.get(
    "/v1/events/{event_id}",
    responses={200: {"model": LoggedEvent}, **documented(HTTPStatus.NOT_FOUND), **FAILURES},
    response_model=None,
)
async def event(event_id: UUID, store: StoreDep) -> Response:
    """Find one event, with the label in force or what the label speaks of."""
    record = await store.find(str(event_id))
    if record is None:
        raise UnknownEvent(f"The log holds no event {event_id}")
    return JSONResponse(as_json(record))


@router.get("/v1/stats", responses=FAILURES)
async def stats(store: StoreDep, stretch: StretchDep) -> LogStatistics:
    """Count a stretch of the log."""
    return await statistics(store, stretch)


@router.get("/healthz")
async def healthz() -> Liveness:
    """Say that this process lives; nobody else is asked."""
    return Liveness()


@router.get("/readyz", responses={503: {"model": Readiness}})
async def readyz(store: StoreDep, response: Response) -> Readiness:
    """Ready: an event would be recorded now. Degraded: Redis is set so that it could lose what it acknowledged."""
    try:
        faults = await store.check()
    except StoreUnavailable as error:
        response.status_code = HTTPStatus.SERVICE_UNAVAILABLE
        response.headers["Retry-After"] = RETRY_AFTER_S
        return Readiness(status="not_ready", degraded=(Degradation(dependency="redis", reason=str(error)),))
    return Readiness(status="ready", degraded=tuple(Degradation(dependency="redis", reason=fault) for fault in faults))


@router.get("/metrics", response_class=Response, responses={200: {"content": {"text/plain": {}}}})
async def metrics(store: StoreDep, metrics: MetricsDep) -> Response:
    """Prometheus's text format."""
    try:
        metrics.length.set(await store.length())
    except StoreUnavailable:
        metrics.length.set(float("nan"))
    return Response(generate_latest(metrics.registry), media_type=CONTENT_TYPE_LATEST)
