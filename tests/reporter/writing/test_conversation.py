"""How an endpoint is asked, again and in plainer ways, within one deadline."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest
from openai import APIConnectionError, APITimeoutError, BadRequestError, OpenAIError
from openai.types.chat import ChatCompletionMessageParam

from handdraw_reporter.writing.conversation import PAUSE_S, Conversation
from handdraw_reporter.writing.endpoint.allowance import begin_deadline
from handdraw_reporter.writing.endpoint.completions import NotACompletion, Said
from handdraw_reporter.writing.endpoint.line import open_line
from handdraw_reporter.writing.endpoint.manners import Manners

from ..fake_openai import MODEL, TIMEOUT_S, Asked, Reply, completion, endpoint

MESSAGES: list[ChatCompletionMessageParam] = [
    {"role": "system", "content": "Choose."},
    {"role": "user", "content": "?"},
]
NOW = datetime(2026, 11, 26, 12, 0, 0, tzinfo=UTC)
OK = completion("a")
BUSY = Reply("", 429)


@dataclass
class Talked:
    """``said``: what came of each time of asking; ``slept``: the waits between calls, in seconds."""

    talk: Conversation
    asked: list[Asked]
    said: list[Said | OpenAIError] = field(default_factory=list)
    slept: list[float] = field(default_factory=list)


def converse(
    *replies: Reply | Callable[[int, Asked], Reply], times: int = 1, deadline_s: float = 60, **settings: Any
) -> Talked:
    answers = replies[0] if callable(replies[0]) else [one for one in replies if isinstance(one, Reply)]
    slept: list[float] = []
    with endpoint(answers, **settings) as there, open_line(there.endpoint) as line:
        deadline = begin_deadline(deadline_s)
        talk = Conversation(line, there.endpoint, Manners(), {}, deadline, slept.append, lambda: NOW)
        found = Talked(talk, there.asked, slept=slept)
        for _ in range(times):
            try:
                found.said.append(talk.ask(MESSAGES))
            except OpenAIError as error:
                found.said.append(error)
    return found


def test_an_answer_says_whether_it_is_finished() -> None:
    found = converse(completion("a"), completion("b", "length"), times=2)

    assert found.said == [Said("a", finished=True), Said("b", finished=False)]


def test_tokens_are_added_up_and_such_as_are_none_are_left_out() -> None:
    usage = {"prompt_tokens": 7, "completion_tokens": 5}
    odd = [{"prompt_tokens": -1, "completion_tokens": 5}, {"prompt_tokens": "many"}, None, [usage], "seven"]
    talk = converse(*(completion("a", usage=one) for one in (usage, *odd, usage)), times=7).talk

    assert (talk.calls, talk.prompt_tokens, talk.completion_tokens) == (7, 14, 10)


@pytest.mark.parametrize(
    ("named", "answered"),
    [
        (MODEL, MODEL),
        (f"{MODEL}-2026-10-01", f"{MODEL}-2026-10-01"),
        (f"{MODEL}-20261001", f"{MODEL}-20261001"),
        (f"{MODEL} is broken", None),
        (f"{MODEL}-2026-10-01\n", None),
        ("another", None),
        ("", None),
        (None, None),
        (7, None),
    ],
)
def test_a_model_is_called_what_was_asked_for_at_most_with_its_day(named: object, answered: str | None) -> None:
    assert converse(completion("a", model=named)).talk.answered == answered


def test_what_is_no_completion_is_told_apart_from_an_answer() -> None:
    found = converse(Reply("{}"))

    assert (type(found.said[0]), found.talk.heard) == (NotACompletion, False)


def refusing(status: int, name: str, is_sent: Callable[[Asked], bool]) -> Callable[[int, Asked], Reply]:
    return lambda _, asked: Reply(f'{{"error": {{"message": "{name}"}}}}', status) if is_sent(asked) else OK


def shape(asked: Asked) -> object:
    return asked.get("response_format", {"type": "text"})["type"]


@pytest.mark.parametrize("name", ["it is not supported", "response_format is not supported"])
@pytest.mark.parametrize("status", [400, 422])
@pytest.mark.parametrize(
    ("supported", "shapes"),
    [
        ("json_schema", ["json_schema"]),
        ("json_object", ["json_schema", "json_object"]),
        ("text", ["json_schema", "json_object", "text"]),
    ],
)
def test_the_form_of_an_answer_is_asked_for_in_the_best_way_that_is_supported(
    supported: str, shapes: list[str], status: int, name: str
) -> None:
    found = converse(refusing(status, name, lambda asked: shape(asked) != supported), times=2)

    assert ([shape(one) for one in found.asked], found.talk.manners) == (
        [*shapes, shapes[-1]],
        Manners().model_copy(update={"shape": supported}),
    )


@pytest.mark.parametrize(
    ("name", "is_sent", "manners", "settings"),
    [
        ("max_completion_tokens", lambda asked: "max_completion_tokens" in asked, {"budget": "max_tokens"}, {}),
        ("system role", lambda asked: asked["messages"][0]["role"] == "system", {"instructed_by": "user"}, {}),
        ("temperature", lambda asked: "temperature" in asked, {"tempered": False}, {"temperature": 0.5}),
    ],
)
@pytest.mark.parametrize("status", [400, 422, 500])
def test_what_a_refusal_names_is_asked_for_in_another_way_once(
    status: int, name: str, is_sent: Callable[[Asked], bool], manners: dict[str, object], settings: dict[str, Any]
) -> None:
    found = converse(refusing(status, name, is_sent), times=2, **settings)

    assert ([is_sent(one) for one in found.asked], found.talk.manners) == (
        [True, False, False],
        Manners().model_copy(update=manners),
    )


def test_an_endpoint_that_refuses_everything_it_can_is_understood() -> None:
    def refuse(_: int, asked: Asked) -> Reply:
        words = {
            "response_format": "response_format" in asked,
            "max_completion_tokens": "max_completion_tokens" in asked,
            "system": asked["messages"][0]["role"] == "system",
            "temperature": "temperature" in asked,
        }
        wrong = [word for word, is_wrong in words.items() if is_wrong]
        return Reply(f'{{"error": {{"param": "{wrong[-1]}", "message": "no"}}}}', 400) if wrong else OK

    found = converse(refuse, temperature=0)

    assert (len(found.asked), found.said, found.asked[-1]) == (
        6,
        [Said("a", finished=True)],
        {"model": MODEL, "max_tokens": 4_000, "messages": [{"role": "user", "content": "Choose.\n\n?"}]},
    )


def test_an_endpoint_that_refuses_whatever_is_asked_is_asked_each_way_once() -> None:
    found = converse(Reply("no", 400), temperature=0)

    assert (len(found.asked), type(found.said[0])) == (6, BadRequestError)


@pytest.mark.parametrize("status", [302, 401, 403, 404])
def test_what_will_not_pass_is_asked_once(status: int) -> None:
    found = converse(Reply("", status))

    assert (len(found.asked), found.slept) == (1, [])


def test_a_prompt_that_is_too_long_is_not_sent_again() -> None:
    found = converse(Reply("This model's maximum context length is 2048; max_tokens is too much", 400))

    assert len(found.asked) == 1


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504, 529])
def test_what_may_pass_is_asked_once_more_after_a_pause(status: int) -> None:
    found = converse(Reply("", status), OK)

    assert (found.said, len(found.asked), found.slept) == ([Said("a", finished=True)], 2, [PAUSE_S])


def test_what_does_not_pass_is_left_after_the_second_time() -> None:
    found = converse(BUSY, times=2)

    assert (len(found.asked), found.slept) == (3, [PAUSE_S])


@pytest.mark.parametrize(
    ("retry_after", "slept"),
    [
        ("7", [7.0]),
        ("0", [0.0]),
        ("Thu, 26 Nov 2026 12:00:30 GMT", [30.0]),
        ("Thu, 26 Nov 2026 11:00:00 GMT", [0.0]),
        ("soon", [PAUSE_S]),
        ("3600", []),
        ("Thu, 26 Nov 2026 13:00:00 GMT", []),
        ("999999999", []),
    ],
)
def test_an_endpoint_is_left_alone_for_as_long_as_it_asks_where_that_is_in_time(
    retry_after: str, slept: list[float]
) -> None:
    found = converse(Reply("", 429, headers=(("Retry-After", retry_after),)), OK)

    assert (found.slept, len(found.asked), isinstance(found.said[0], Said)) == (slept, 1 + len(slept), bool(slept))


def test_a_long_wait_that_was_asked_for_is_told() -> None:
    assert converse(Reply("", 429, headers=(("Retry-After", "3600"),))).talk.retry_after_s == 3_600


def test_there_is_no_pause_that_the_deadline_would_cut_off() -> None:
    found = converse(BUSY, deadline_s=PAUSE_S / 2)

    assert (len(found.asked), found.slept) == (1, [])


def test_after_the_deadline_nobody_is_asked() -> None:
    found = converse(OK, deadline_s=0)

    assert (found.asked, type(found.said[0])) == ([], APITimeoutError)


def test_a_call_ends_after_its_time_and_is_not_tried_again() -> None:
    found = converse(Reply("", after_s=2 * TIMEOUT_S))

    assert (len(found.asked), type(found.said[0]), found.slept) == (1, APITimeoutError, [])


def test_a_call_ends_with_the_deadline() -> None:
    found = converse(Reply("", after_s=2 * TIMEOUT_S), deadline_s=TIMEOUT_S / 4, call_s=60)

    assert type(found.said[0]) is APITimeoutError


def test_who_does_not_listen_is_tried_once_more() -> None:
    slept: list[float] = []
    with endpoint([OK]) as gone:
        pass
    with open_line(gone.endpoint) as line:
        talk = Conversation(line, gone.endpoint, Manners(), {}, begin_deadline(60), slept.append)
        with pytest.raises(APIConnectionError):
            talk.ask(MESSAGES)

    assert (talk.calls, slept) == (2, [PAUSE_S])
