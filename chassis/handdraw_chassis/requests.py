"""What every service reads of a request alike: its body, as much as really comes, and what it says that this is."""

import asyncio
from collections.abc import Callable

from starlette.requests import Request

BODY_S = 30


async def read_body(
    request: Request,
    limit: int,
    too_large: Callable[[str], Exception],
    too_slow: Callable[[str], Exception],
    within_s: float = BODY_S,
) -> bytes:
    """The bytes, counted whatever Content-Length says. Raises the caller's own errors, made of a sentence."""
    body = bytearray()
    try:
        async with asyncio.timeout(within_s):
            async for part in request.stream():
                body += part
                if len(body) > limit:
                    raise too_large(f"The body may have {limit} bytes")
    except TimeoutError as error:
        raise too_slow(f"The body did not arrive within {within_s} s") from error
    return bytes(body)


def media_type(request: Request) -> str:
    """Content-Type without its parameters, in small letters; "" where it is missing."""
    return request.headers.get("content-type", "").split(";", 1)[0].strip().lower()
