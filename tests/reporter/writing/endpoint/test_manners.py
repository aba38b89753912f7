import pytest
from openai.types.chat import ChatCompletionMessageParam

from handdraw_reporter.writing.endpoint.endpoint import Endpoint
from handdraw_reporter.writing.endpoint.manners import Body, Manners, give_way, make_body

ENDPOINT = Endpoint("http://a/v1", "little", temperature=0.2, max_tokens=100)
MESSAGES: list[ChatCompletionMessageParam] = [
    {"role": "system", "content": "Choose."},
    {"role": "user", "content": "[1]"},
    {"role": "assistant", "content": "1"},
    {"role": "user", "content": "Again."},
]
SCHEMA = {"type": "object"}
PLAINEST = Manners(shape="text", budget="max_tokens", instructed_by="user", tempered=False)
BEST: Body = {
    "model": "little",
    "messages": MESSAGES,
    "max_completion_tokens": 100,
    "temperature": 0.2,
    "response_format": {"type": "json_schema", "json_schema": {"name": "report", "strict": True, "schema": SCHEMA}},
}


def make(endpoint: Endpoint, manners: Manners) -> Body:
    return make_body(endpoint, manners, MESSAGES, SCHEMA)


def test_a_request_asks_for_the_best_at_first() -> None:
    assert make(ENDPOINT, Manners()) == BEST


def test_a_json_object_is_asked_for_without_its_form() -> None:
    assert make(ENDPOINT, Manners(shape="json_object")) == BEST | {"response_format": {"type": "json_object"}}


def test_the_plainest_request_has_roles_that_alternate_and_nothing_that_some_refuse() -> None:
    assert make(ENDPOINT, PLAINEST) == {
        "model": "little",
        "messages": [{"role": "user", "content": "Choose.\n\n[1]"}, *MESSAGES[2:]],
        "max_tokens": 100,
    }


def test_what_an_operator_adds_replaces_nothing_of_ours() -> None:
    extra = {"model": "another", "messages": [], "reasoning_effort": "low"}
    endpoint = Endpoint("http://a/v1", "little", temperature=0.2, max_tokens=100, extra_body=extra)

    assert make(endpoint, Manners()) == BEST | {"reasoning_effort": "low"}


@pytest.mark.parametrize(
    ("refusal", "changed"),
    [
        ("response_format", {"shape": "json_object"}),
        ("'response_format' of type 'json_schema' is not supported", {"shape": "json_object"}),
        ("Invalid schema: enum is not permitted", {"shape": "json_object"}),
        ("failed to parse grammar", {"shape": "json_object"}),
        ("guided decoding is off", {"shape": "json_object"}),
        ("max_completion_tokens", {"budget": "max_tokens"}),
        (
            '{"loc": ["body", "max_completion_tokens"], "msg": "Extra inputs are not permitted"}',
            {"budget": "max_tokens"},
        ),
        ("System role not supported", {"instructed_by": "user"}),
        ("Only user and assistant roles are supported!", {"instructed_by": "user"}),
        ("messages[0].role: unknown variant", {"instructed_by": "user"}),
        ("Unsupported value: 'temperature' does not support 0.2", {"tempered": False}),
    ],
)
def test_a_refusal_that_names_something_takes_that_one_step_down(refusal: str, changed: dict[str, object]) -> None:
    assert give_way(ENDPOINT, Manners(), refusal, guess=False) == Manners().model_copy(update=changed)


def test_a_refusal_that_names_nothing_takes_the_steps_in_turn_each_once() -> None:
    steps, manners = [], give_way(ENDPOINT, Manners(), "Bad Request", guess=True)
    while manners is not None:
        steps.append(manners)
        manners = give_way(ENDPOINT, manners, "Bad Request", guess=True)

    assert steps == [
        Manners(shape="json_object"),
        Manners(shape="text"),
        Manners(shape="text", budget="max_tokens"),
        Manners(shape="text", budget="max_tokens", instructed_by="user"),
        PLAINEST,
    ]


def test_a_refusal_of_the_same_thing_again_goes_down_further_and_then_elsewhere() -> None:
    again = give_way(ENDPOINT, Manners(shape="json_object"), "response_format", guess=True)
    last = give_way(ENDPOINT, Manners(shape="text"), "response_format", guess=True)

    assert (again, last) == (Manners(shape="text"), Manners(shape="text", budget="max_tokens"))


def test_no_step_is_guessed_where_none_may_be_and_none_is_named() -> None:
    assert give_way(ENDPOINT, Manners(), "Internal error", guess=False) is None


def test_a_temperature_that_is_not_sent_cannot_be_left_out() -> None:
    plain = Endpoint("http://a/v1", "little")
    manners = PLAINEST.model_copy(update={"tempered": True})

    assert give_way(plain, manners, "temperature", guess=True) is None
