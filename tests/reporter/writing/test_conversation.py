import pytest
from pydantic import ValidationError

from handdraw_reporter.writing.conversation import Conversation, Said

from ..fake_openai import MODEL, Reply, completion, endpoint


def converse(*replies: Reply) -> Conversation:
    with endpoint(replies) as there:
        talk = Conversation(there.client, MODEL)
        for _ in replies:
            talk.ask([{"role": "user", "content": "?"}])
    return talk


def test_an_answer_says_whether_it_is_finished() -> None:
    with endpoint([completion("a"), completion("b", "length")]) as there:
        talk = Conversation(there.client, MODEL)
        said = [talk.ask([{"role": "user", "content": "?"}]) for _ in range(2)]

    assert said == [Said("a", finished=True), Said("b", finished=False)]


def test_tokens_are_added_up_and_such_as_are_none_are_left_out() -> None:
    usage = {"prompt_tokens": 7, "completion_tokens": 5}
    odd = [{"prompt_tokens": -1, "completion_tokens": 5}, {"prompt_tokens": "many"}, None, [usage], "seven"]
    replies = [completion("a", usage=one) for one in (usage, *odd, usage)]

    talk = converse(*replies)

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
    assert converse(completion("a", model=named)).answered == answered


def test_what_is_no_completion_is_told_apart_from_an_answer() -> None:
    with pytest.raises(ValidationError, match="choices"):
        converse(Reply("{}"))
