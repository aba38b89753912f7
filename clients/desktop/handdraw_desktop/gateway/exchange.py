"""What each call is over HTTP, and what the response to it means."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from math import isfinite
from typing import TypeVar
from uuid import uuid4

import httpx
from pydantic import ValidationError

from handdraw_contracts.classifications import Classification, Label, LabelReceipt
from handdraw_contracts.health import Readiness
from handdraw_contracts.problems import PROBLEM_JSON, Problem
from handdraw_contracts.wire import WireModel
from handdraw_desktop.gateway.calls import (
    LOCKED,
    Answer,
    Away,
    Call,
    Classified,
    Classify,
    Ended,
    Present,
    Preview,
    Previewed,
    Reason,
    Tell,
    Told,
)
from handdraw_desktop.gateway.transport import Request, Response, send

GATEWAY = "inference"  # what /readyz calls it
ENDING = (413, 415, 422)
REASONS = {
    401: Reason.KEY_MISSING,
    403: Reason.FORBIDDEN,
    404: Reason.NOT_FOUND,
    429: Reason.BUSY,
    503: Reason.UNAVAILABLE,
}
CODES = {str(reason): reason for reason in LOCKED}
SIGNATURES = {
    b"\xff\xd8\xff": "image/jpeg",
    b"GIF8": "image/gif",
    b"BM": "image/bmp",
    b"RIFF": "image/webp",
}
JSON = {"Content-Type": "application/json"}

Body = TypeVar("Body", bound=WireModel)


def exchange(http: httpx.Client, call: Call, key: str = "") -> Answer:
    """Ended only where a problem document of Handdraw's own says so; Away is whatever may be better another time.

    ``key``: of a label, under which it is one event, however often it is sent. A drawing's key is its own id.
    """
    response = send(http, _request(call, key))
    if isinstance(response, Away):
        return response
    if response.status < httpx.codes.BAD_REQUEST:
        return _taken(call, response)
    problem = _own_problem(response)
    if problem is None:
        return _foreign(response)
    if problem.status in ENDING:
        return Ended(call, problem.code)
    if problem.status == httpx.codes.NOT_FOUND and _is_another_service(look(http)):
        return _foreign(response)
    reason = CODES.get(problem.code) or REASONS.get(problem.status, Reason.FAILED)
    return Away(reason, _retry_after_s(response))


def look(http: httpx.Client) -> Present | Away:
    """Whether a gateway of Handdraw is there, and a drawing would be classified and recorded now."""
    response = send(http, Request("GET", "readyz"))
    if isinstance(response, Away):
        return response
    readiness = _parsed(Readiness, response)
    if readiness is None or readiness.service != GATEWAY:
        return _foreign(response)
    if response.status == httpx.codes.OK and readiness.status == "ready":
        return Present(readiness.version or "")
    return Away(Reason.UNAVAILABLE, _retry_after_s(response))


def knock(http: httpx.Client) -> Away | None:
    """Whether the key opens: /readyz is open to all. A preview of nothing is refused behind the door, and no event."""
    answer = exchange(http, Preview(uuid4(), b""))
    return answer if isinstance(answer, Away) else None


def _request(call: Call, key: str) -> Request:
    match call:
        case Preview(_, png, explain):
            explained = "&explain=occlusion" if explain else ""
            return Request("POST", f"v1/classify?purpose=preview{explained}", png, _media_type(png))
        case Classify(drawing, png):
            return Request("POST", "v1/classify", png, _media_type(png) | {"Idempotency-Key": str(drawing)})
        case Tell(drawing, digit):
            body = Label(digit=digit).model_dump_json().encode()
            headers = JSON | {"Idempotency-Key": key} if key else JSON
            return Request("PUT", f"v1/classifications/{drawing}/label", body, headers)


def _media_type(picture: bytes) -> dict[str, str]:
    """By the picture's first bytes; what is none of these is said to be PNG, and the gateway says what is wrong."""
    found = (media_type for start, media_type in SIGNATURES.items() if picture.startswith(start))
    return {"Content-Type": next(found, "image/png")}


def _taken(call: Call, response: Response) -> Answer:
    """An answer about another drawing is none of the gateway's: its event and its labels would not be this one's."""
    answer = _parsed(LabelReceipt if isinstance(call, Tell) else Classification, response)
    match call, answer:
        case Preview(drawing), Classification():
            return Previewed(drawing, answer)
        case Classify(drawing), Classification(id=same) if same == drawing:
            return Classified(drawing, answer)
        case Tell(drawing, digit), LabelReceipt(classification_id=same, digit=taken) if (same, taken) == (
            drawing,
            digit,
        ):
            return Told(drawing, digit)
    return _foreign(response)


def _own_problem(response: Response) -> Problem | None:
    """A problem document that a service of Handdraw wrote: as the contract says, and named by its request's id."""
    media_type = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    problem = _parsed(Problem, response) if media_type == PROBLEM_JSON else None
    named = f"urn:uuid:{response.headers.get('X-Request-ID')}"
    return problem if problem and (problem.status, problem.instance) == (response.status, named) else None


def _is_another_service(seen: Present | Away) -> bool:
    return isinstance(seen, Away) and seen.reason is Reason.NOT_THE_GATEWAY


def _foreign(response: Response) -> Away:
    return Away(Reason.NOT_THE_GATEWAY, _retry_after_s(response))


def _retry_after_s(response: Response) -> float | None:
    """Seconds, or the time that a date leaves; None where it says neither."""
    said = response.headers.get("Retry-After", "")
    try:
        seconds = float(said)
    except ValueError:
        seconds = _seconds_until(said)
    return max(seconds, 0.0) if isfinite(seconds) else None


def _seconds_until(date: str) -> float:
    try:
        moment = parsedate_to_datetime(date)
    except (ValueError, OverflowError):
        return float("nan")
    return (moment.replace(tzinfo=moment.tzinfo or UTC) - datetime.now(UTC)).total_seconds()


def _parsed(model: type[Body], response: Response) -> Body | None:
    try:
        return model.model_validate_json(response.body)
    except ValidationError:
        return None
