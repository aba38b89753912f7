"""How it went with the language model, in words of ours: an endpoint's own words stand nowhere in a report."""

import re
from enum import StrEnum
from typing import Final

from openai import APIConnectionError, APIStatusError, APITimeoutError, OpenAIError

from handdraw_reporter.writing.endpoint.allowance import AnswerTooLong
from handdraw_reporter.writing.endpoint.endpoint import UnusableEndpoint


class Outcome(StrEnum):
    NO_MODEL_SET = "no_model_set"
    CHOSEN_BY_MODEL = "chosen_by_model"
    CHOSEN_IN_PART = "chosen_in_part"
    NOTHING_KEPT = "nothing_kept"
    UNAUTHORIZED = "unauthorized"
    FORBIDDEN = "forbidden"
    NOT_FOUND = "not_found"
    TOO_MANY_REQUESTS = "too_many_requests"
    REDIRECTED = "redirected"
    PROMPT_TOO_LONG = "prompt_too_long"
    REQUEST_REFUSED = "request_refused"
    ENDPOINT_FAILED = "endpoint_failed"
    UNREACHABLE = "unreachable"
    TOO_SLOW = "too_slow"
    REPORT_TOO_SLOW = "report_too_slow"
    MISCONFIGURED = "misconfigured"
    COOLING_OFF = "cooling_off"
    ANSWER_TOO_LONG = "answer_too_long"
    NOT_A_COMPLETION = "not_a_completion"
    NOT_FINISHED = "not_finished"
    NOT_JSON = "not_json"
    NOT_THE_SCHEMA = "not_the_schema"
    INTERNAL_ERROR = "internal_error"


OF_USE: Final = frozenset({Outcome.NO_MODEL_SET, Outcome.CHOSEN_BY_MODEL, Outcome.CHOSEN_IN_PART})

DEAD: Final = frozenset({Outcome.UNREACHABLE, Outcome.TOO_SLOW, Outcome.ENDPOINT_FAILED, Outcome.TOO_MANY_REQUESTS})
"""After these an endpoint is left alone for a while: to ask again would cost a report the same time."""
READ_CHARACTERS: Final = 20_000

_STATUSES: Final = {
    401: Outcome.UNAUTHORIZED,
    403: Outcome.FORBIDDEN,
    404: Outcome.NOT_FOUND,
    408: Outcome.TOO_SLOW,
    429: Outcome.TOO_MANY_REQUESTS,
    504: Outcome.TOO_SLOW,
}
_TOO_LONG: Final = re.compile(
    r"context.{0,20}(length|size|window)|exceed.{0,12}context|prompt is too long", re.IGNORECASE
)


def name_failure(error: OpenAIError) -> Outcome:
    if isinstance(error, APITimeoutError):
        return Outcome.TOO_SLOW
    if isinstance(error, APIConnectionError):
        return Outcome.UNREACHABLE
    if isinstance(error, APIStatusError):
        return _name_status(error)
    if isinstance(error, UnusableEndpoint):
        return Outcome.MISCONFIGURED
    return Outcome.ANSWER_TOO_LONG if isinstance(error, AnswerTooLong) else Outcome.NOT_A_COMPLETION


def read_refusal(error: APIStatusError) -> str:
    """Return the field that a refusal names, else the beginning of its body. An endpoint may name it in any type."""
    named: object = error.param
    return named if isinstance(named, str) and named else error.response.text[:READ_CHARACTERS]


def is_prompt_too_long(refusal: str) -> bool:
    return _TOO_LONG.search(refusal) is not None


def _name_status(error: APIStatusError) -> Outcome:
    if error.status_code in _STATUSES:
        return _STATUSES[error.status_code]
    if error.status_code < 400:
        return Outcome.REDIRECTED
    if is_prompt_too_long(error.response.text[:READ_CHARACTERS]):
        return Outcome.PROMPT_TOO_LONG
    return Outcome.REQUEST_REFUSED if error.status_code < 500 else Outcome.ENDPOINT_FAILED
