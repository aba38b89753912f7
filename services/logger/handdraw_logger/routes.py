"""The logger's paths and their answers."""

from http import HTTPStatus
from time import perf_counter
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import StreamingResponse
from prometheus_client import CONTENT_TYPE_LATEST
from pydantic import AwareDatetime, JsonValue

from handdraw_chassis.budget import Budget
from handdraw_chassis.health_metrics import HealthMetrics
from handdraw_chassis.presence import departure_of, work_while_present
from handdraw_chassis.problems import problem_responses
from handdraw_chassis.readers import take_turn
from handdraw_chassis.requests import media_type, read_body
from handdraw_chassis.shared_metrics import expose
from handdraw_contracts.events import CLOUDEVENT_JSON, CLOUDEVENTS_BATCH_JSON, MAX_BATCH_BYTES, MAX_BATCH_EVENTS
from handdraw_contracts.health import Liveness, Readiness
from handdraw_contracts.log import EventPage, IntakeReceipt, LoggedEvent, LogStatistics
from handdraw_contracts.wire import Written
from handdraw_logger.counts import count_events
from handdraw_logger.cursors import Stretch
from handdraw_logger.duplicates import Duplicates, judge_duplicates
from handdraw_logger.errors import (
    ArchiveUnavailable,
    BatchTooLarge,
    BatchTooSlow,
    EventRejected,
    StoreUnavailable,
    UnknownEvent,
)
from handdraw_logger.intake import read_batch
from handdraw_logger.keeping import Keeper
from handdraw_logger.log import Log
from handdraw_logger.metrics import Metrics
from handdraw_logger.problems import PROBLEMS
from handdraw_logger.readiness import judge_readiness
from handdraw_logger.reading import Filter, read_page, stream_lines

NDJSON = "application/x-ndjson"
JSON_TYPE = "application/json"
PAGE_EVENTS = 100
MAX_PAGE_EVENTS = 1_000

router = APIRouter()


async def _log(request: Request) -> Log:
    log: Log = request.state.log
    return log


async def _bodies(request: Request) -> Budget:
    bodies: Budget = request.state.bodies
    return bodies


async def _readers(request: Request) -> Budget:
    readers: Budget = request.state.readers
    return readers


async def _keeper(request: Request) -> Keeper:
    keeper: Keeper = request.state.keeper
    return keeper


async def _metrics(request: Request) -> Metrics:
    metrics: Metrics = request.state.metrics
    return metrics


CURSOR: dict[str, JsonValue] = {"pattern": "^([0-9]{1,16}-[0-9]{1,16})?$"}  # documented; Stretch says what is wrong
After = Annotated[str | None, Query(description="A cursor; events after it", json_schema_extra=CURSOR)]
Upto = Annotated[str | None, Query(description="A cursor; events up to it, itself included", json_schema_extra=CURSOR)]
EVENTS = ("ClassificationEvent", "LabelEvent")
Moment = Annotated[AwareDatetime, Written]


async def _stretch(
    after: After = None,
    upto: Upto = None,
    since: Annotated[Moment | None, Query(description="Recorded at or after")] = None,
    until: Annotated[Moment | None, Query(description="Recorded before")] = None,
) -> Stretch:
    return Stretch.parse(after, upto, since, until)


async def _filter(
    outcome: Literal["classified", "refused", "failed"] | None = None,
    digit: Annotated[int | None, Query(ge=0, le=9, description="The digit that was read")] = None,
    below_confidence: Annotated[float | None, Query(ge=0, le=1)] = None,
) -> Filter:
    return Filter(outcome, digit, below_confidence)


# Dependencies are coroutines: FastAPI would run a plain function in a thread, which costs more than the call.
LogDep = Annotated[Log, Depends(_log)]
BodiesDep = Annotated[Budget, Depends(_bodies)]
ReadersDep = Annotated[Budget, Depends(_readers)]
KeeperDep = Annotated[Keeper, Depends(_keeper)]
MetricsDep = Annotated[Metrics, Depends(_metrics)]
StretchDep = Annotated[Stretch, Depends(_stretch)]
FilterDep = Annotated[Filter, Depends(_filter)]
WithGlyph = Annotated[bool, Query(description="Whether an event holds its 28x28; else `glyph_digest` stands for it")]


FAILURES = problem_responses(HTTPStatus.UNPROCESSABLE_ENTITY, HTTPStatus.SERVICE_UNAVAILABLE)
REFUSALS = FAILURES | problem_responses(
    HTTPStatus.REQUEST_TIMEOUT,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    HTTPStatus.TOO_MANY_REQUESTS,
)
EVENTS_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            CLOUDEVENTS_BATCH_JSON: {
                "schema": {
                    "type": "array",
                    "maxItems": MAX_BATCH_EVENTS,
                    "description": "Each as one alone; what is none is rejected without the others.",
                }
            },
            CLOUDEVENT_JSON: {"schema": {"oneOf": [{"$ref": f"#/components/schemas/{one}"} for one in EVENTS]}},
        },
    }
}


@router.post(
    "/v1/events",
    status_code=HTTPStatus.ACCEPTED,
    responses=REFUSALS,
    openapi_extra=EVENTS_BODY,
)
async def record(
    request: Request, log: LogDep, bodies: BodiesDep, keeper: KeeperDep, metrics: MetricsDep
) -> IntakeReceipt:
    """Record a batch of CloudEvents. One seen before is a duplicate; a malformed one is rejected alone.

    So is a classification under a label's id, or a label under a classification's: `id_of_another_type`. What is
    rejected of one event that is sent alone, as `application/cloudevents+json`, is the call: 422.
    """
    started = perf_counter()
    with bodies.open() as charge:
        body = await read_body(request, MAX_BATCH_BYTES, BatchTooLarge, BatchTooSlow, arriving=charge.add)
        incoming, rejected = read_batch(body, media_type(request))
        cursors = await log.append(incoming) if incoming else []
    keeper.acknowledged.note(cursors)
    known = [event for event, cursor in zip(incoming, cursors, strict=True) if not cursor]
    duplicates = await judge_duplicates(log, known) if known else Duplicates()
    receipt = IntakeReceipt(
        accepted=len(incoming) - len(known),
        duplicates=duplicates.events,
        rejected=(*rejected, *duplicates.rejected),
    )
    metrics.count(receipt, duplicates.differing)
    metrics.seconds.observe(perf_counter() - started)
    if receipt.rejected and media_type(request) == CLOUDEVENT_JSON:
        raise EventRejected(f"{receipt.rejected[0].code}: {receipt.rejected[0].detail}")
    return receipt


@router.get(
    "/v1/events",
    responses={200: {"model": EventPage, "content": {NDJSON: {}}}, **FAILURES}
    | problem_responses(HTTPStatus.TOO_MANY_REQUESTS),
    response_model=None,
)
async def events(  # noqa: PLR0913, PLR0917 - what may be asked for
    request: Request,
    log: LogDep,
    readers: ReadersDep,
    stretch: StretchDep,
    wanted: FilterDep,
    limit: Annotated[int | None, Query(ge=1, le=MAX_PAGE_EVENTS)] = None,
    *,
    glyph: WithGlyph = True,
) -> Response:
    """Read the log in its order: a page, or with ``Accept: application/x-ndjson`` the whole range as a stream."""
    async with take_turn(readers) as turn:
        if NDJSON in request.headers.get("accept", ""):
            await log.read(stretch, 1)  # so that a log that cannot be read gives a status, not a broken stream
            lines = stream_lines(log, stretch, wanted, limit, glyph=glyph)
            return turn.until_sent(StreamingResponse(lines, media_type=NDJSON))
        page = read_page(log, stretch, wanted, limit or PAGE_EVENTS, glyph=glyph)
        found = await work_while_present(page, departure_of(request.receive))
        return turn.until_sent(Response(found, media_type=JSON_TYPE))


@router.get(
    "/v1/events/{event_id}",
    responses={200: {"model": LoggedEvent}, **problem_responses(HTTPStatus.NOT_FOUND), **FAILURES},
    response_model=None,
)
async def event(event_id: UUID, log: LogDep, *, glyph: WithGlyph = True) -> Response:
    """Find one event, with the label in force or what the label speaks of."""
    record = await log.find(str(event_id))
    if record is None:
        raise UnknownEvent(f"The log holds no event {event_id}")
    return Response(record.to_json(glyph=glyph), media_type=JSON_TYPE)


@router.get("/v1/stats", responses=FAILURES)
async def stats(request: Request, log: LogDep, stretch: StretchDep) -> LogStatistics:
    """Count a stretch of the log."""
    return await work_while_present(count_events(log, stretch), departure_of(request.receive))


@router.get("/healthz")
async def healthz() -> Liveness:
    """Say that this process lives; nobody else is asked."""
    return Liveness()


@router.get("/readyz", responses={503: {"model": Readiness}})
async def readyz(log: LogDep, keeper: KeeperDep, response: Response) -> Readiness:
    """Ready: an event would be recorded now. Degraded: something is not as it should be, and says what."""
    readiness = await judge_readiness(log, keeper)
    if readiness.status != "ready":
        response.status_code = HTTPStatus.SERVICE_UNAVAILABLE
        response.headers["Retry-After"] = PROBLEMS.retry_after_s
    return readiness


@router.get("/metrics", response_class=Response, responses={200: {"content": {"text/plain": {}}}})
async def metrics(log: LogDep, keeper: KeeperDep, metrics: MetricsDep) -> Response:
    """Prometheus's text format."""
    readiness = await judge_readiness(log, keeper)
    metrics.set_loss(is_known=keeper.acknowledged.loss() is not None)
    try:
        metrics.set_sizes(await log.size())
    except (StoreUnavailable, ArchiveUnavailable):
        metrics.set_sizes(None)
    return Response(expose(metrics.registry, "logger", HealthMetrics(readiness)), media_type=CONTENT_TYPE_LATEST)
