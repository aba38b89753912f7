"""Reading a request: its body, within a bound in bytes and in time, what the body says, and its media type."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from io import BytesIO
from typing import Any, TypeVar

from pydantic import ValidationError
from starlette.requests import Request

from handdraw_chassis.errors import map_errors
from handdraw_chassis.problems import first_errors
from handdraw_chassis.unknown_names import LONGEST, say_unknown
from handdraw_contracts.wire import WireModel

BODY_S = 30

Body = TypeVar("Body", bound=WireModel)


async def read_body(  # noqa: PLR0913 a service's own bounds and errors
    request: Request,
    limit: int,
    too_large: Callable[[str], Exception],
    too_slow: Callable[[str], Exception],
    *,
    arriving: Callable[[int], Awaitable[None]] | None = None,
    within_s: float = BODY_S,
) -> bytes:
    """Read the whole body. Raises ``too_large``, by the bytes that really arrive, or ``too_slow``.

    ``arriving`` is told the length of each part before it is kept, and may wait or raise.
    """
    body = BytesIO()
    try:
        async with asyncio.timeout(within_s):
            async for part in request.stream():
                if body.tell() + len(part) > limit:
                    raise too_large(f"The body may have {limit} bytes")
                if arriving is not None:
                    await arriving(len(part))
                body.write(part)
    except TimeoutError as error:
        raise too_slow(f"The body did not arrive within {within_s} s") from error
    return body.getvalue()  # the very bytes: nothing is copied


def parse_body(model: type[Body], body: bytes, invalid: Callable[[str], Exception]) -> Body:
    """Parse a JSON body. Raises ``invalid``, which repeats nothing of what was sent."""

    def own(error: ValidationError) -> Exception:
        found = error.errors(include_url=False, include_context=False, include_input=False)
        return invalid(first_errors(_name_known(one, model) for one in found))

    with map_errors(ValidationError, own):
        return model.model_validate_json(body)


def _name_known(error: Mapping[str, Any], model: type[WireModel]) -> Mapping[str, Any]:
    """Say of a field that nobody knows which one may have been meant."""
    if error["type"] != "extra_forbidden":
        return error
    name = str(error["loc"][-1])
    return {"loc": (name[:LONGEST],), "msg": say_unknown(name, model.model_fields)}


def media_type(request: Request) -> str:
    """Return Content-Type in lower case without its parameters, or "" if there is none."""
    return media_type_in(request.headers.get("content-type", ""))


def media_type_in(content_type: str) -> str:
    return content_type.split(";", 1)[0].strip().lower()
