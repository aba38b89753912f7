"""One request over HTTP, and its response, or why there is none."""

import ssl
from collections.abc import Iterator
from time import monotonic
from typing import NamedTuple

import httpx

from handdraw_desktop.gateway.calls import Away, Reason
from handdraw_desktop.gateway.key import ShownKey

LARGEST_ANSWER = 1024 * 1024  # bytes; the gateway's have a hundredth
KEPT_OPEN_S = 2.0  # less than the gateway keeps an idle connection: none is lost between two calls


class Request(NamedTuple):
    method: str
    path: str
    body: bytes = b""
    headers: dict[str, str] = {}  # noqa: RUF012 nobody changes it


class Response(NamedTuple):
    status: int
    headers: httpx.Headers
    body: bytes


def connect(
    url: str, timeout_s: float, agent: str = "handdraw-desktop", *, key: ShownKey | None = None
) -> httpx.Client:
    return httpx.Client(
        base_url=url,
        headers={"User-Agent": agent, "Accept-Encoding": "identity"},
        auth=key,
        timeout=timeout_s,
        limits=httpx.Limits(keepalive_expiry=KEPT_OPEN_S),
        trust_env=False,
    )


def send(http: httpx.Client, request: Request) -> Response | Away:
    spoken = False
    try:
        with http.stream(request.method, request.path, content=request.body, headers=request.headers) as response:
            spoken = True
            body = b"".join(_parts(response, monotonic() + (http.timeout.read or 0)))
            return Response(response.status_code, response.headers, body)
    except httpx.ConnectTimeout:
        return Away(Reason.NOBODY_ANSWERS)
    except httpx.TimeoutException:
        return Away(Reason.TOO_SLOW)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        foreign = not spoken and _speaks_otherwise(error)  # an answer that is cut off was HTTP
        return Away(Reason.NOT_THE_GATEWAY if foreign else Reason.NOBODY_ANSWERS)


def _parts(response: httpx.Response, end_s: float) -> Iterator[bytes]:
    """What is longer than any answer of the gateway is cut, and then means nothing. Raises ReadTimeout."""
    length = 0
    for part in response.iter_raw():
        yield part
        length += len(part)
        if length > LARGEST_ANSWER:
            return
        if monotonic() > end_s:
            raise httpx.ReadTimeout("It drips", request=response.request)


def _speaks_otherwise(error: Exception) -> bool:
    """Somebody is there, and speaks no HTTP, or TLS where none was expected, or shows a wrong certificate."""
    causes = list(_causes(error))
    broken = isinstance(error, httpx.ProtocolError) and type(causes[-1]).__module__.startswith("h11")
    return broken or any(isinstance(cause, ssl.SSLError) for cause in causes)


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
