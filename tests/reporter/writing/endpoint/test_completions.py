import json
from typing import Any

import pytest

from handdraw_reporter.writing.endpoint.completions import (
    MAX_ANSWER_CHARACTERS,
    NotACompletion,
    Said,
    is_model,
    read_model,
    read_said,
    read_usage,
)

ANSWER = '{"sections": []}'
CALL = {"id": "1", "type": "function", "function": {"name": "report", "arguments": ANSWER}}


def body(message: object, finish_reason: str | None = "stop", **fields: Any) -> bytes:
    choice = {"index": 0, "message": message, "finish_reason": finish_reason}
    return json.dumps({"choices": [choice], **fields}).encode()


@pytest.mark.parametrize(
    "message",
    [
        {"content": ANSWER},
        {"content": ANSWER, "tool_calls": []},
        {"content": ANSWER, "tool_calls": None, "function_call": None, "refusal": None},
        {"content": ANSWER, "reasoning_content": "Which one?", "reasoning": "Hm."},
        {"content": [{"type": "text", "text": ANSWER}]},
        {"content": [ANSWER]},
        {"content": [{"type": "output_text", "text": ANSWER, "annotations": []}]},
        {
            "content": [
                {"type": "thinking", "thinking": [{"type": "text", "text": "Hm."}]},
                {"type": "text", "text": ANSWER},
            ]
        },
        {"content": [{"type": "reasoning", "text": "Hm."}, {"type": "image", "url": "x"}, 7, {"text": ANSWER}]},
        {"content": None, "tool_calls": [CALL]},
        {"content": "", "tool_calls": [CALL]},
        {"content": None, "tool_calls": [CALL, "odd", {"id": 2}]},
        {"content": None, "tool_calls": [{"function": {"name": "report", "arguments": {"sections": []}}}]},
        {"content": None, "function_call": {"name": "report", "arguments": ANSWER}},
        {"content": None, "reasoning_content": ANSWER},
        {"content": "", "reasoning": ANSWER},
    ],
)
def test_what_a_model_said_is_found_wherever_an_endpoint_puts_it(message: object) -> None:
    assert read_said(body(message)) == Said(ANSWER, finished=True)


@pytest.mark.parametrize(
    "sent",
    [
        b"\xef\xbb\xbf" + body({"content": ANSWER}),
        b" \r\n" + body({"content": ANSWER}) + b"\n",
        body({"content": ANSWER}, usage={"total": "many"}, model=None, object=7, id=None),
        json.dumps(
            {
                "choices": [
                    {"message": {"content": ANSWER}, "finish_reason": "stop"},
                    {"message": {"content": "another"}, "finish_reason": "stop"},
                ]
            }
        ).encode(),
    ],
    ids=["a mark before", "blanks around", "odd things beside", "several choices"],
)
def test_a_completion_is_read_whatever_is_around_its_first_choice(sent: bytes) -> None:
    assert read_said(sent) == Said(ANSWER, finished=True)


@pytest.mark.parametrize(
    ("message", "finish_reason", "finished"),
    [
        ({"content": ANSWER}, "stop", True),
        ({"content": ANSWER}, "length", False),
        ({"content": ANSWER}, "content_filter", False),
        ({"content": ANSWER}, None, False),
        ({"content": ANSWER}, "STOP", False),
        ({"content": ANSWER}, "tool_calls", False),
        ({"content": None, "tool_calls": [CALL]}, "tool_calls", True),
        ({"content": None, "function_call": CALL["function"]}, "function_call", True),
        ({"content": None, "tool_calls": [CALL]}, "length", False),
    ],
)
def test_an_answer_is_whole_where_the_model_stopped_or_made_its_call(
    message: object, finish_reason: str | None, finished: bool
) -> None:
    assert read_said(body(message, finish_reason)).finished == finished


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"{}",
        b"[]",
        b"null",
        b'{"choices": []}',
        b'{"choices": null}',
        b'{"choices": [null]}',
        b'{"choices": [{"message": null}]}',
        b'{"choices": [{"message": {"content": 7}}]}',
        body({"content": None}),
        body({"content": ""}),
        body({"content": []}),
        body({"content": [{"type": "image"}]}),
        body({"content": None, "tool_calls": [{"function": {"name": "x", "arguments": ""}}]}),
        body({"content": None, "reasoning_content": {"deep": 1}}),
        body({"content": ANSWER})[:-1],
        body({"content": ANSWER}) + b"\0",
        b"\0" * 40,
        body({"content": "x"}).replace(b"x", b"\xff\xfe"),
        body({"content": ANSWER}).decode().encode("utf-16"),
        body({"content": "x"}).replace(b"x", b"\\ud800"),
        b'{"error": {"message": "overloaded"}}',
        b"data: " + body({"content": ANSWER}) + b"\n\ndata: [DONE]\n\n",
        b"<html>Welcome</html>",
        b'{"choices": ' + b"[" * 100_000,
        b'{"a":' * 100_000,
    ],
    ids=lambda sent: ascii(sent[:24]),
)
def test_what_is_no_completion_is_called_that(sent: bytes) -> None:
    with pytest.raises(NotACompletion):
        read_said(sent)


def test_of_a_text_without_end_the_end_is_read() -> None:
    said = read_said(body({"content": "Hm. " * 100_000 + ANSWER}))

    assert (len(said.text), said.text[-len(ANSWER) :]) == (MAX_ANSWER_CHARACTERS, ANSWER)


@pytest.mark.parametrize(
    ("usage", "expected"),
    [
        ({"prompt_tokens": 7, "completion_tokens": 5}, (7, 5)),
        ({"prompt_tokens": -1, "completion_tokens": 5}, None),
        ({"prompt_tokens": 10**12, "completion_tokens": 5}, None),
        ({"prompt_tokens": "many"}, None),
        (None, None),
    ],
)
def test_tokens_are_such_as_can_be(usage: object, expected: tuple[int, int] | None) -> None:
    assert read_usage(body({"content": "a"}, usage=usage)) == expected


@pytest.mark.parametrize(("named", "expected"), [("m", "m"), (7, None), (None, None)])
def test_the_model_that_answered_is_a_name_or_none(named: object, expected: str | None) -> None:
    assert read_model(body({"content": "a"}, model=named)) == expected


@pytest.mark.parametrize(
    ("named", "expected"), [("m.1", True), ("m.1-2026-10-01", True), ("mx1", False), ("m.1 ", False)]
)
def test_a_model_is_the_one_that_was_asked_at_most_with_its_day(named: str, expected: bool) -> None:
    assert is_model(named, "m.1") == expected
