"""How it went with the language model, in words of ours: an endpoint's own words stand nowhere in a report."""

from enum import StrEnum
from typing import Final

from openai import APIConnectionError, APIStatusError, APITimeoutError, OpenAIError
from pydantic import ValidationError


class Outcome(StrEnum):
    NO_MODEL_SET = "no_model_set"
    CHOSEN_BY_MODEL = "chosen_by_model"
    CHOSEN_IN_PART = "chosen_in_part"
    NOTHING_KEPT = "nothing_kept"
    UNAUTHORIZED = "unauthorized"
    FORBIDDEN = "forbidden"
    NOT_FOUND = "not_found"
    TOO_MANY_REQUESTS = "too_many_requests"
    REQUEST_REFUSED = "request_refused"
    ENDPOINT_FAILED = "endpoint_failed"
    UNREACHABLE = "unreachable"
    TOO_SLOW = "too_slow"
    REPORT_TOO_SLOW = "report_too_slow"
    NOT_A_COMPLETION = "not_a_completion"
    NOT_FINISHED = "not_finished"
    NOT_JSON = "not_json"
    NOT_THE_SCHEMA = "not_the_schema"


OF_USE: Final = frozenset({Outcome.NO_MODEL_SET, Outcome.CHOSEN_BY_MODEL, Outcome.CHOSEN_IN_PART})

_STATUSES: Final = {
    401: Outcome.UNAUTHORIZED,
    403: Outcome.FORBIDDEN,
    404: Outcome.NOT_FOUND,
    408: Outcome.TOO_SLOW,
    429: Outcome.TOO_MANY_REQUESTS,
    504: Outcome.TOO_SLOW,
}


def name_failure(error: OpenAIError | ValidationError) -> Outcome:
    if isinstance(error, APITimeoutError):
        return Outcome.TOO_SLOW
    if isinstance(error, APIConnectionError):
        return Outcome.UNREACHABLE
    if isinstance(error, APIStatusError):
        other = Outcome.REQUEST_REFUSED if error.status_code < 500 else Outcome.ENDPOINT_FAILED
        return _STATUSES.get(error.status_code, other)
    return Outcome.NOT_A_COMPLETION
