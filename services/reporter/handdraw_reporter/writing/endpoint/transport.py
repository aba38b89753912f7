"""The transport under the openai package: one answer as a whole, within an allowance, as it was sent."""

import httpcore2
import httpx2

from handdraw_chassis.errors import map_errors
from handdraw_reporter.writing.endpoint.allowance import Allowance
from handdraw_reporter.writing.endpoint.completions import NotACompletion
from handdraw_reporter.writing.endpoint.endpoint import UnusableEndpoint
from handdraw_reporter.writing.endpoint.network import BoundedBackend

_BROKEN = (httpcore2.NetworkError, httpcore2.ProtocolError, httpcore2.ProxyError, httpcore2.UnsupportedProtocol)


class BoundedTransport(httpx2.BaseTransport):
    """Follows nobody and unpacks nothing: what comes compressed, unasked, is no answer, since it may hold any size."""

    def __init__(self, allowance: Allowance, proxy: str | None) -> None:
        self._pool = httpcore2.ConnectionPool(proxy=_read_proxy(proxy), network_backend=BoundedBackend(allowance))

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Raises httpx2.TransportError, AnswerTooLong, NotACompletion, UnusableEndpoint."""
        url = request.url
        address = httpcore2.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
        asked = httpcore2.Request(request.method, address, headers=request.headers.raw, content=request.read())
        with (
            map_errors(httpcore2.TimeoutException, lambda error: httpx2.ReadTimeout(str(error), request=request)),
            map_errors(_BROKEN, lambda error: httpx2.ReadError(str(error), request=request)),
            map_errors(httpcore2.LocalProtocolError, lambda _: UnusableEndpoint("The key is no header")),
            self._pool.stream(asked.method, asked.url, headers=asked.headers, content=request.read()) as answer,
        ):
            head = httpx2.Headers(answer.headers)
            if head.get("Content-Encoding", "identity").lower() != "identity":
                raise NotACompletion(f"It is encoded as {head['Content-Encoding'][:40]!r}")
            head["Content-Type"] = head.get("Content-Type", "").partition(";")[
                0
            ]  # a charset may be zlib: JSON is UTF-8
            return httpx2.Response(answer.status, headers=head, content=answer.read())

    def close(self) -> None:
        self._pool.close()


def _read_proxy(address: str | None) -> httpcore2.Proxy | None:
    if address is None:
        return None
    url = httpx2.URL(address)
    bare = httpcore2.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=b"/")
    return httpcore2.Proxy(bare, auth=(url.username.encode(), url.password.encode()) if url.username else None)
