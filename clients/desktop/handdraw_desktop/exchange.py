"""What each call is over HTTP, and what the response to it means."""

import math
from typing import TypeVar

import httpx
from pydantic import ValidationError

from handdraw_contracts.classifications import Classification, Label, LabelReceipt
from handdraw_contracts.problems import Problem
from handdraw_contracts.wire import WireModel
from handdraw_desktop.calls import Call, Classified, Classify, Preview, Previewed, Tell, Told
from handdraw_desktop.errors import GatewayAway, GatewayRefused
from handdraw_desktop.settings import Settings

PNG = {"Content-Type": "image/png"}
JSON = {"Content-Type": "application/json"}

Body = TypeVar("Body", bound=WireModel)


def connect(settings: Settings) -> httpx.Client:
    return httpx.Client(
        base_url=str(settings.gateway_url),
        headers={"User-Agent": "handdraw-desktop"},
        timeout=settings.timeout_s,
        trust_env=False,
    )


def exchange(http: httpx.Client, call: Call) -> Previewed | Classified | Told:
    """Raises GatewayAway, GatewayRefused."""
    match call:
        case Preview(revision, png):
            response = _sent(http, "POST", "v1/classify?purpose=preview", png, PNG)
            return Previewed(revision, _parsed(Classification, response))
        case Classify(revision, png, key):
            response = _sent(http, "POST", "v1/classify", png, PNG | {"Idempotency-Key": str(key)})
            return Classified(revision, _parsed(Classification, response), key)
        case Tell(classification_id, digit):
            body = Label(digit=digit).model_dump_json().encode()
            response = _sent(http, "PUT", f"v1/classifications/{classification_id}/label", body, JSON)
            return Told(_parsed(LabelReceipt, response))


def look(http: httpx.Client) -> None:
    """Whether a drawing would be classified and recorded now. Raises GatewayAway, GatewayRefused."""
    _sent(http, "GET", "readyz", b"", {})


def _sent(http: httpx.Client, method: str, path: str, body: bytes, headers: dict[str, str]) -> httpx.Response:
    try:
        response = http.request(method, path, content=body, headers=headers)
    except httpx.TimeoutException as error:
        raise GatewayAway(f"{http.base_url} does not answer in time") from error
    except httpx.HTTPError as error:
        raise GatewayAway(f"nobody answers at {http.base_url}") from error
    if response.is_success:
        return response
    if response.is_server_error or response.status_code == httpx.codes.TOO_MANY_REQUESTS:
        raise GatewayAway(_told(response), _pause_s(response))
    raise GatewayRefused(_told(response))


def _told(response: httpx.Response) -> str:
    """The problem in its own words, as far as there are any."""
    try:
        problem = Problem.model_validate_json(response.content)
    except ValidationError:
        return f"it answers {response.status_code} {response.reason_phrase}".rstrip()
    return f"{problem.title} ({problem.detail})"


def _pause_s(response: httpx.Response) -> float | None:
    try:
        seconds = float(response.headers["Retry-After"])
    except (KeyError, ValueError):
        return None
    return seconds if math.isfinite(seconds) and seconds >= 0 else None


def _parsed(model: type[Body], response: httpx.Response) -> Body:
    try:
        return model.model_validate_json(response.content)
    except ValidationError as error:
        raise GatewayRefused(f"{response.url.host} answers, but not as Handdraw's gateway does") from error
