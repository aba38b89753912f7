import json
from collections.abc import Sequence

import pytest
from openai import OpenAI

from handdraw_contracts.reports import Fact
from handdraw_reporter.counting.facts import facts
from handdraw_reporter.counting.summary import Summary
from handdraw_reporter.writing.language_model import BuiltInAnalyst, Draft, OpenAIAnalyst, Passage

from ..fake_openai import TIMEOUT_S, Reply, endpoint, says
from ..log_events import plausible, validated

GOOD = "The network read {{accuracy}} of the labelled drawings right."
ALSO_GOOD = "In all there were {{drawings}} drawings."


def known() -> tuple[Fact, ...]:
    summary = Summary()
    for event in validated(plausible(300)):
        summary.add(event)
    return facts(summary, "en")


FACTS = known()
BUILT_IN = BuiltInAnalyst().write(FACTS, "en")


def sections(*told: tuple[str, Sequence[str]]) -> str:
    return json.dumps({"sections": [{"title": title, "sentences": sentences} for title, sentences in told]})


def drafted(*told: tuple[str, tuple[str, ...]]) -> Draft:
    return Draft(BUILT_IN.title, tuple(Passage(*one) for one in told), "little-model")


def written(*replies: Reply) -> tuple[Draft, int]:
    """The draft, and how often the endpoint was asked."""
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

    assert written(says(answer)) == (drafted(("How right", (GOOD, ALSO_GOOD))), 1)


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
    answer = says(sections(("How right", [bad, GOOD]), ("Bad alone", [bad])))

    assert written(answer) == (drafted(("How right", (GOOD,))), 2)


def test_the_second_answer_stands_where_the_first_had_faults() -> None:
    first, second = says(sections(("One", ["Wrong: 1."]))), says(sections(("Again", [ALSO_GOOD])))

    assert written(first, second) == (drafted(("Again", (ALSO_GOOD,))), 2)


@pytest.mark.parametrize("second", [says("Sorry."), Reply("", 500), Reply("", after_s=2 * TIMEOUT_S)])
def test_what_can_stand_of_the_first_answer_does_where_the_second_is_of_no_use(second: Reply) -> None:
    assert written(says(sections(("How right", ["Bad: 1.", GOOD]))), second) == (drafted(("How right", (GOOD,))), 2)


def test_a_title_that_cannot_stand_gives_way_to_one_of_ours() -> None:
    assert written(says(sections(("<b>Top 10</b> {{drawings}}", [GOOD])))) == (drafted(("Overview", (GOOD,))), 2)


@pytest.mark.parametrize(
    ("reply", "asked"),
    [
        (says("I would rather not."), 2),
        (says("{}"), 2),
        (says('{"sections": "none"}'), 2),
        (says('{"sections": [{"title": 1, "sentences": [2]}]}'), 2),
        (says(sections()), 2),
        (says(sections(("How right", ["All 7 were right."]))), 2),
        (says("{" * 5_000), 2),
        (says("x" * 60_000), 1),
        (says(None), 1),
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
    assert written(reply) == (BUILT_IN, asked)


def test_the_built_in_draft_stands_where_nobody_listens() -> None:
    with endpoint([says("")]) as gone:
        url = gone.client.base_url
    with OpenAI(base_url=url, api_key="none", timeout=TIMEOUT_S, max_retries=0) as client:
        draft = OpenAIAnalyst(client, "little-model").write(FACTS, "en")

    assert draft == BUILT_IN


def test_the_model_is_shown_the_facts_as_data_and_nothing_from_outside() -> None:
    with endpoint([says(sections(("How right", [GOOD])))]) as there:
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
    with endpoint([says(answer)]) as there:
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
