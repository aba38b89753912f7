"""What the gateway reads of a request: who calls, with which wishes, and the body."""

from typing import Annotated, Any, Literal

from fastapi import Depends, Header, Query, Request
from pydantic import JsonValue

from handdraw_chassis import requests
from handdraw_chassis.budget import Charge
from handdraw_chassis.presence import departure_of
from handdraw_chassis.requests import Body, media_type
from handdraw_chassis.trace_context import current
from handdraw_contracts.wire import IdempotencyKey, WireModel
from handdraw_inference.calls import Call
from handdraw_inference.errors import BodyTooLarge, BodyTooSlow, InvalidRequest
from handdraw_inference.gateway import Gateway

CLIENT_CHARACTERS = 64
JSON_TYPE = "application/json"
FREE_BYTES = 64 * 1024  # of each body: the server has buffered as much, and small drawings wait for no large ones
COPIES = 2  # of a body: as it came, and without what carries no picture, or as JSON's texts


async def _gateway(request: Request) -> Gateway:
    gateway: Gateway = request.state.gateway
    return gateway


async def _call(
    request: Request,
    purpose: Annotated[Literal["preview"] | None, Query(description="`preview`: classify, record nothing")] = None,
    glyph: Annotated[bool, Query(description="`false` leaves the glyph out of the answer")] = True,  # noqa: FBT002
    idempotency_key: Annotated[
        IdempotencyKey | None,
        Header(description="A repeated call is one event. A uuid becomes the answer's id, of others it is derived"),
    ] = None,
) -> Call:
    departure, trace = departure_of(request.receive), current()
    call = Call(media_type(request), purpose == "preview", glyph, idempotency_key, client(request), departure, trace)
    request.state.call = call  # RecordedRoute records a failure with it
    return call


# Dependencies are coroutines: FastAPI would run a plain function in a thread, which costs more than it does.
GatewayDep = Annotated[Gateway, Depends(_gateway)]
CallDep = Annotated[Call, Depends(_call)]


def client(request: Request) -> str | None:
    return product_in(request.headers.get("user-agent", ""))


def product_in(user_agent: str) -> str | None:
    """Return the first product that a User-Agent names: untrusted, for counting."""
    product = user_agent.split(" ", 1)[0][:CLIENT_CHARACTERS]
    return (product if product.isprintable() else "".join(filter(str.isprintable, product))) or None


def json_body(model: type[WireModel], **example: JsonValue) -> dict[str, Any]:
    """For a route's ``openapi_extra``: a body that the route reads itself."""
    content: dict[str, Any] = {"schema": model.model_json_schema()} | ({"example": example} if example else {})
    return {"requestBody": {"required": True, "content": {JSON_TYPE: content}}}


async def read_body(request: Request, limit: int, charge: Charge) -> bytes:
    """Read the whole body, charging each part as it comes, so that a slow one holds up nobody by what it only promises.

    Raises BodyTooLarge, BodyTooSlow, Overloaded.
    """
    came = 0

    async def arriving(part: int) -> None:
        nonlocal came
        before, came = came, came + part
        await charge.add(COPIES * (max(came, FREE_BYTES) - max(before, FREE_BYTES)))

    return await requests.read_body(request, limit, BodyTooLarge, BodyTooSlow, arriving=arriving)


def parse_body(model: type[Body], body: bytes) -> Body:
    """Raises InvalidRequest."""
    return requests.parse_body(model, body, InvalidRequest)
