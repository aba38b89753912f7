import json
from collections.abc import Sequence
from typing import Any

import pytest
from openai import OpenAI
from structlog.testing import capture_logs

from handdraw_contracts.reports import Refusal
from handdraw_reporter.claims.claim import TOLD, TOPICS, Tone
from handdraw_reporter.counting.facts import compute_facts
from handdraw_reporter.writing.built_in import BuiltInAnalyst
from handdraw_reporter.writing.language_model import OpenAIAnalyst
from handdraw_reporter.writing.story import Story, brief

from ..fake_openai import MODEL, TIMEOUT_S, Reply, completion, endpoint
from ..log_events import simulate_log, summarise

BRIEFING = brief(compute_facts(summarise(simulate_log(300)), "en"), "en")
BUILT_IN = BuiltInAnalyst().write(BRIEFING)
WHOLE = [
    {"heading": topic, "claims": [claim.id for claim in reversed(BRIEFING.claims) if claim.topic == topic]}
    for topic in reversed(TOPICS)
    if any(claim.topic == topic for claim in BRIEFING.claims)
]
"""All claims, the other way round."""


def answer(sections: Sequence[Any], actions: Sequence[str] = ("label_more",)) -> str:
    offered = [action for action in actions if action in BRIEFING.actions] or BRIEFING.actions[:1]
    return json.dumps({"sections": sections, "actions": offered})


def write(*replies: Reply) -> tuple[Story, int]:
    """Write a story; return it, and how often the endpoint was asked."""
    with endpoint(replies) as there:
        story = OpenAIAnalyst(there.client, MODEL).write(BRIEFING)
    return story, len(there.asked)


def told(story: Story) -> list[tuple[str, list[str]]]:
    return [(chapter.heading, [line.claim.id for line in chapter.lines]) for chapter in story.chapters]


@pytest.mark.parametrize(
    "around",
    ["{}", "```json\n{}\n```", "Here you are:\n\n```\n{}\n```\nAnything else?", "<think>Which {ids}?</think>\n{}"],
)
def test_a_good_answer_stands_whatever_is_around_it(around: str) -> None:
    story, asked = write(completion(around.replace("{}", answer(WHOLE))))

    assert (told(story), asked, story.written_by, story.authorship.outcome) == (
        [(one["heading"], one["claims"]) for one in WHOLE],
        1,
        MODEL,
        "chosen_by_model",
    )


def test_a_lazy_answer_replaces_no_topic_no_bad_news_and_no_headline() -> None:
    story, asked = write(completion(answer([{"heading": "in_short", "claims": ["every_digit_read"]}])))
    ids = {one for _, claims in told(story) for one in claims}
    due = {claim.id for claim in BRIEFING.claims if claim.importance >= TOLD and claim.topic != "drawn"}

    assert (due - ids, told(story)[0], asked) == (set(), ("in_short", ["every_digit_read"]), 2)
    assert (story.authorship.outcome, story.authorship.kept, story.authorship.added) == (
        "chosen_in_part",
        2,
        len(ids) - 1,
    )


def test_bad_news_of_a_topic_is_told_beside_what_the_model_chose_of_it() -> None:
    story, _ = write(completion(answer([{"heading": "sure", "claims": ["mean_confidence"]}])))
    bad = [one.id for one in BRIEFING.claims if one.topic == "sure" and one.tone is Tone.BAD and one.importance >= TOLD]

    assert dict(told(story))["sure"] == ["mean_confidence", *bad]


def test_the_second_answer_stands_where_the_first_had_faults() -> None:
    story, asked = write(
        completion(answer([{"heading": "more", "claims": ["drawings", "made_up"]}])), completion(answer(WHOLE))
    )

    assert (told(story), asked, story.authorship.refused) == (
        [(one["heading"], one["claims"]) for one in WHOLE],
        2,
        (Refusal(code="unknown_claim", count=1),),
    )


@pytest.mark.parametrize("second", [completion("Sorry."), Reply("", 500), Reply("", after_s=2 * TIMEOUT_S)])
def test_what_can_stand_of_the_first_answer_does_where_the_second_is_of_no_use(second: Reply) -> None:
    story, asked = write(completion(answer([{"heading": "more", "claims": ["made_up", "drawings"]}])), second)

    assert (told(story)[0], asked, story.written_by) == (("more", ["drawings"]), 2, MODEL)


@pytest.mark.parametrize(
    ("reply", "outcome", "asked"),
    [
        (completion("I would rather not."), "not_json", 2),
        (completion("{}"), "not_the_schema", 2),
        (completion('{"sections": "none"}'), "not_the_schema", 2),
        (completion('{"sections": [{"heading": 1, "claims": [2]}]}'), "not_the_schema", 2),
        (completion('{"sections": []}'), "nothing_kept", 2),
        (completion('{"sections": [{"heading": "All 7 were right", "claims": ["drawings"]}]}'), "nothing_kept", 2),
        (completion('{"sections": [{"heading": "right", "claims": ["drawings"]}]}'), "nothing_kept", 2),
        (completion("{" * 5_000), "not_json", 2),
        (completion("[" * 5_000 + "{}"), "not_the_schema", 2),
        (completion(answer(WHOLE), "length"), "not_finished", 2),
        (completion(answer(WHOLE), "content_filter"), "not_finished", 2),
        (completion(answer(WHOLE), None), "not_finished", 2),
        (completion("x" * 60_000), "not_a_completion", 1),
        (completion(None), "not_a_completion", 1),
        (Reply('{"choices": []}'), "not_a_completion", 1),
        (Reply("[]"), "not_a_completion", 1),
        (Reply("<html>Welcome</html>", media_type="text/html"), "not_a_completion", 1),
        (Reply("no JSON at all"), "not_a_completion", 1),
        (Reply('{"error": {"message": "down"}}', status=500), "endpoint_failed", 1),
        (Reply('{"error": {"message": "who are you?"}}', status=401), "unauthorized", 1),
        (Reply('{"error": {"message": "not you"}}', status=403), "forbidden", 1),
        (Reply('{"error": {"message": "no such model"}}', status=404), "not_found", 1),
        (Reply('{"error": {"message": "slowly"}}', status=429), "too_many_requests", 1),
        (Reply('{"error": {"message": "what?"}}', status=400), "request_refused", 1),
        (Reply("", after_s=2 * TIMEOUT_S), "too_slow", 1),
    ],
    ids=lambda value: getattr(value, "body", str(value))[-60:],
)
def test_the_built_in_story_stands_where_the_model_is_of_no_use(reply: Reply, outcome: str, asked: int) -> None:
    story, times = write(reply)

    assert (story.chapters, story.actions, story.written_by, story.authorship.outcome, times) == (
        BUILT_IN.chapters,
        BUILT_IN.actions,
        "built-in",
        outcome,
        asked,
    )


def test_the_built_in_story_stands_where_nobody_listens() -> None:
    with endpoint([completion("")]) as gone:
        url = gone.client.base_url
    with OpenAI(base_url=url, api_key="none", timeout=TIMEOUT_S, max_retries=0) as client:
        story = OpenAIAnalyst(client, MODEL).write(BRIEFING)

    assert (story.chapters, story.authorship.outcome) == (BUILT_IN.chapters, "unreachable")


def test_an_authorship_says_what_it_took() -> None:
    usage = {"prompt_tokens": 1_000, "completion_tokens": 50}
    story, _ = write(completion(answer(WHOLE), model=f"{MODEL}-2026-10-01", usage=usage))
    facts = sum(len(one["claims"]) for one in WHOLE)

    assert story.authorship.model_dump(exclude={"seconds", "prompt_sha256", "facts_sha256"}) == {
        "outcome": "chosen_by_model",
        "model_asked": MODEL,
        "model_answered": f"{MODEL}-2026-10-01",
        "calls": 1,
        "kept": facts + 1,
        "added": 0,
        "refused": (),
        "prompt_tokens": 1_000,
        "completion_tokens": 50,
    }


def test_refused_words_stand_in_the_log_alone_cut_and_escaped() -> None:
    hostile = "\u202eEverything broke\x1b[31m " + "x" * 70
    with capture_logs() as logs:
        story, _ = write(completion(answer([{"heading": "more", "claims": ["drawings", hostile]}])))
    words = {line["word"] for line in logs if line["event"] == "refused of the language model"}

    assert (words, "Everything" in repr(story)) == ({ascii(hostile)}, False)


def test_the_second_time_the_model_is_told_what_was_wrong() -> None:
    said = answer([{"heading": "more", "claims": ["secrets", *(one.id for one in BRIEFING.claims)]}])
    with endpoint([completion(said)]) as there:
        OpenAIAnalyst(there.client, MODEL).write(BRIEFING)
    first, second = (message["content"] for message in there.asked[1]["messages"][2:])

    assert (first, second.splitlines()[1:]) == (said, ["- unknown_claim: 'secrets'"])
