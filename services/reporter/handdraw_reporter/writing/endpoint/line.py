"""A line to an endpoint: the openai package on a transport of ours, which bounds what a call may take."""

from collections.abc import Iterator
from contextlib import contextmanager

import httpx2
from openai import OpenAI

from handdraw_chassis.errors import map_errors
from handdraw_reporter.writing.endpoint.allowance import Allowance
from handdraw_reporter.writing.endpoint.endpoint import Endpoint, UnusableEndpoint
from handdraw_reporter.writing.endpoint.manners import Body
from handdraw_reporter.writing.endpoint.transport import BoundedTransport


class Line:
    def __init__(self, client: OpenAI, allowance: Allowance) -> None:
        self._client = client
        self._allowance = allowance

    def post(self, body: Body, seconds: float) -> bytes:
        """Return the answer's bytes. Raises OpenAIError."""
        self._allowance.begin(seconds)
        with map_errors(UnicodeError, lambda error: UnusableEndpoint(str(error))):
            return self._client.post("/chat/completions", cast_to=httpx2.Response, body=body).content


@contextmanager
def open_line(endpoint: Endpoint) -> Iterator[Line]:
    """Nothing of the environment decides the way: no proxy that is set for others, no password file, no redirect."""
    allowance = Allowance()
    with (
        httpx2.Client(transport=BoundedTransport(allowance, endpoint.way), trust_env=False) as http,
        OpenAI(
            base_url=endpoint.base_url,
            api_key=endpoint.api_key or "none",
            max_retries=0,
            http_client=http,
            default_headers={"Accept-Encoding": "identity"},
        ) as client,
    ):
        yield Line(client, allowance)
