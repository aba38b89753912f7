import httpx2
import pytest
from openai import APIConnectionError, APIStatusError, APITimeoutError, OpenAIError

from handdraw_reporter.writing.endpoint.allowance import AnswerTooLong
from handdraw_reporter.writing.endpoint.completions import NotACompletion
from handdraw_reporter.writing.endpoint.endpoint import UnusableEndpoint
from handdraw_reporter.writing.outcomes import DEAD, OF_USE, name_failure, read_refusal

REQUEST = httpx2.Request("POST", "http://a/v1")


def refusal(status: int, text: str = "", body: object = None) -> APIStatusError:
    return APIStatusError("no", response=httpx2.Response(status, text=text, request=REQUEST), body=body)


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (APITimeoutError(request=REQUEST), "too_slow"),
        (APIConnectionError(request=REQUEST), "unreachable"),
        (AnswerTooLong("x"), "answer_too_long"),
        (UnusableEndpoint("x"), "misconfigured"),
        (NotACompletion("x"), "not_a_completion"),
        (OpenAIError("x"), "not_a_completion"),
        (refusal(304), "redirected"),
        (refusal(307), "redirected"),
        (refusal(400), "request_refused"),
        (refusal(400, "maximum context length is 2048 tokens"), "prompt_too_long"),
        (refusal(400, '{"type": "exceed_context_size_error"}'), "prompt_too_long"),
        (refusal(500, "the request exceeds the available context size"), "prompt_too_long"),
        (refusal(401), "unauthorized"),
        (refusal(403), "forbidden"),
        (refusal(404), "not_found"),
        (refusal(408), "too_slow"),
        (refusal(418), "request_refused"),
        (refusal(429, "context length"), "too_many_requests"),
        (refusal(500), "endpoint_failed"),
        (refusal(504), "too_slow"),
        (refusal(599), "endpoint_failed"),
    ],
    ids=lambda value: str(getattr(value, "status_code", value)),
)
def test_a_failure_has_a_name_of_ours(error: OpenAIError, outcome: str) -> None:
    assert name_failure(error) == outcome


def test_who_is_dead_was_of_no_use() -> None:
    assert set() == DEAD & OF_USE


@pytest.mark.parametrize(
    ("body", "expected"),
    [({"param": "temperature", "message": "no"}, "temperature"), ({"param": None}, "the text"), (None, "the text")]
    + [({"param": named}, "the text") for named in (["a"], {"a": 1}, 7, True, "")],
)
def test_a_refusal_is_the_field_that_it_names_else_its_text(body: object, expected: str) -> None:
    assert read_refusal(refusal(400, "the text", body)) == expected


def test_of_a_refusal_without_end_the_beginning_is_read() -> None:
    assert len(read_refusal(refusal(400, "x" * 900_000))) == 20_000
