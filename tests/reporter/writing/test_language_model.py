import json
from collections.abc import Sequence

import pytest
from openai import OpenAI

from handdraw_reporter.counting.facts import compute_facts
from handdraw_reporter.writing.built_in import BuiltInAnalyst
from handdraw_reporter.writing.drafts import Draft, Passage
from handdraw_reporter.writing.language_model import OpenAIAnalyst

from ..fake_openai import TIMEOUT_S, Reply, completion, endpoint
from ..log_events import simulate_log, summarise

GOOD = "The network read {{accuracy}} of the labelled drawings right."
ALSO_GOOD = "In all there were {{drawings}} drawings."


FACTS = compute_facts(summarise(simulate_log(300)), "en")
BUILT_IN = BuiltInAnalyst().write(FACTS, "en")


def sections(*given: tuple[str, Sequence[str]]) -> str:
    return json.dumps({"sections": [{"title": title, "sentences": sentences} for title, sentences in given]})


def draft_of(*passages: tuple[str, tuple[str, ...]]) -> Draft:
    return Draft(BUILT_IN.title, tuple(Passage(*one) for one in passages), "little-model")


def write(*replies: Reply) -> tuple[Draft, int]:
    """Write a draft; return it, and how often the endpoint was asked."""
    with endpoint(replies) as there:
        draft = OpenAIAnalyst(there.client, "little-model").write(FACTS, "en")
    return draft, len(there.asked)


@pytest.mark.parametrize(
    "around",
    [
        "{}",
        "```json\n{}\n```",
        "Here you are:\n\n```\n{}\n```\nAnything else?",
        "<think>Should I say {{accuracy}}?</think>\n{}",
    ],
)
def test_a_good_answer_stands_whatever_is_around_it(around: str) -> None:
    answer = around.replace("{}", sections(("How right", [GOOD, ALSO_GOOD])))

    assert write(completion(answer)) == (draft_of(("How right", (GOOD, ALSO_GOOD))), 1)


@pytest.mark.parametrize(
    "bad",
    [
        "Accuracy was 95%.",
        "Accuracy was ninety percent of {{drawings}}.",
        "The share was {{made_up}}.",
        "<script>alert()</script> {{accuracy}}",
        "See https://evil.example for {{accuracy}}.",
        "Everything went very well.",
        "{{client.1}} were sent.",
    ],
)
def test_a_sentence_that_cannot_stand_is_dropped_after_one_more_try(bad: str) -> None:
    answer = completion(sections(("How right", [bad, GOOD]), ("Bad alone", [bad])))

    assert write(answer) == (draft_of(("How right", (GOOD,))), 2)


def test_the_second_answer_stands_where_the_first_had_faults() -> None:
    first, second = completion(sections(("One", ["Wrong: 1."]))), completion(sections(("Again", [ALSO_GOOD])))

    assert write(first, second) == (draft_of(("Again", (ALSO_GOOD,))), 2)


@pytest.mark.parametrize("second", [completion("Sorry."), Reply("", 500), Reply("", after_s=2 * TIMEOUT_S)])
def test_what_can_stand_of_the_first_answer_does_where_the_second_is_of_no_use(second: Reply) -> None:
    assert write(completion(sections(("How right", ["Bad: 1.", GOOD]))), second) == (
        draft_of(("How right", (GOOD,))),
        2,
    )


def test_a_title_that_cannot_stand_gives_way_to_one_of_ours() -> None:
    assert write(completion(sections(("<b>Top 10</b> {{drawings}}", [GOOD])))) == (draft_of(("Overview", (GOOD,))), 2)


@pytest.mark.parametrize(
    ("reply", "asked"),
    [
        (completion("I would rather not."), 2),
        (completion("{}"), 2),
        (completion('{"sections": "none"}'), 2),
        (completion('{"sections": [{"title": 1, "sentences": [2]}]}'), 2),
        (completion(sections()), 2),
        (completion(sections(("How right", ["All 7 were right."]))), 2),
        (completion("{" * 5_000), 2),
        (completion("x" * 60_000), 1),
        (completion(None), 1),
        (Reply('{"choices": []}'), 1),
        (Reply("[]"), 1),
        (Reply("<html>Welcome</html>", media_type="text/html"), 1),
        (Reply("no JSON at all"), 1),
        (Reply('{"error": {"message": "down"}}', status=500), 1),
        (Reply('{"error": {"message": "who are you?"}}', status=401), 1),
        (Reply("", after_s=2 * TIMEOUT_S), 1),
    ],
    ids=lambda value: getattr(value, "body", str(value))[-60:],
)
def test_the_built_in_draft_stands_where_the_model_is_of_no_use(reply: Reply, asked: int) -> None:
    assert write(reply) == (BUILT_IN, asked)


def test_the_built_in_draft_stands_where_nobody_listens() -> None:
    with endpoint([completion("")]) as gone:
        url = gone.client.base_url
    with OpenAI(base_url=url, api_key="none", timeout=TIMEOUT_S, max_retries=0) as client:
        draft = OpenAIAnalyst(client, "little-model").write(FACTS, "en")

    assert draft == BUILT_IN


def test_the_model_is_shown_the_facts_as_data_and_nothing_from_outside() -> None:
    with endpoint([completion(sections(("How right", [GOOD])))]) as there:
        OpenAIAnalyst(there.client, "little-model").write(FACTS, "de")
    [asked] = there.asked
    data = json.loads(asked["messages"][1]["content"])

    assert (asked["model"], [message["role"] for message in asked["messages"]], data) == (
        "little-model",
        ["system", "user"],
        {
            "facts": [
                {"name": fact.name, "label": fact.label, "value": fact.shown, "n": fact.n}
                for fact in FACTS
                if not fact.name.startswith(("client.", "version."))
            ]
        },
    )


def test_the_second_time_the_model_is_told_what_was_wrong() -> None:
    answer = sections(("How right", ["Accuracy was 95%, see {{secrets}}.", GOOD]))
    with endpoint([completion(answer)]) as there:
        OpenAIAnalyst(there.client, "little-model").write(FACTS, "en")
    said = [message["content"] for message in there.asked[1]["messages"][2:]]

    assert (said[0], said[1].splitlines()[1:]) == (
        answer,
        [
            (
                '"Accuracy was 95%, see {{secrets}}.": there is no fact secrets; it holds a number of its own; it '
                "holds markup, signs or foreign letters."
            )
        ],
    )
