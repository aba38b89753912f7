import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from structlog.testing import capture_logs

from handdraw_contracts.reports import Refusal
from handdraw_reporter.claims.claim import TOLD, TOPICS, Tone
from handdraw_reporter.counting.facts import compute_facts
from handdraw_reporter.writing.built_in import BuiltInAnalyst
from handdraw_reporter.writing.endpoint.circuit import Remembered
from handdraw_reporter.writing.endpoint.manners import Manners
from handdraw_reporter.writing.language_model import OpenAIAnalyst
from handdraw_reporter.writing.schema import answer_schema
from handdraw_reporter.writing.story import Story, brief

from ..fake_openai import (
    MODEL,
    TIMEOUT_S,
    Asked,
    FakeEndpoint,
    FakeMemory,
    Reply,
    completion,
    endpoint,
    message,
    no_sleep,
)
from ..log_events import simulate_log, summarise
from ..raw_endpoints import Speaker, raw_endpoint

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
        story = OpenAIAnalyst(there.endpoint, FakeMemory(), no_sleep).write(BRIEFING)
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


@pytest.mark.parametrize("second", [completion("Sorry."), Reply("", 404), Reply("", after_s=2 * TIMEOUT_S)])
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
        (completion("x" * 60_000), "not_json", 2),
        (completion(None), "not_a_completion", 1),
        (Reply('{"choices": []}'), "not_a_completion", 1),
        (Reply("[]"), "not_a_completion", 1),
        (Reply("<html>Welcome</html>", media_type="text/html"), "not_a_completion", 1),
        (Reply("no JSON at all"), "not_a_completion", 1),
        (Reply('{"error": {"message": "down"}}', status=500), "endpoint_failed", 2),
        (Reply('{"error": {"message": "who are you?"}}', status=401), "unauthorized", 1),
        (Reply('{"error": {"message": "not you"}}', status=403), "forbidden", 1),
        (Reply('{"error": {"message": "no such model"}}', status=404), "not_found", 1),
        (Reply('{"error": {"message": "slowly"}}', status=429), "too_many_requests", 2),
        (Reply('{"error": {"message": "what?"}}', status=400), "request_refused", 5),
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
        pass
    story = OpenAIAnalyst(gone.endpoint, FakeMemory(), no_sleep).write(BRIEFING)

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


def test_a_key_that_an_endpoint_says_again_does_not_stand_in_the_log() -> None:
    reply = Reply('{"error": {"message": "wrong key: sk-123456"}}', 401)
    with capture_logs() as logs, endpoint([reply], api_key="sk-123456") as there:
        OpenAIAnalyst(there.endpoint, FakeMemory(), no_sleep).write(BRIEFING)

    assert ("wrong key: [key]" in repr(logs), "sk-123456" in repr(logs)) == (True, False)


def test_the_second_time_the_model_is_told_what_was_wrong() -> None:
    said = answer([{"heading": "more", "claims": ["secrets", *(one.id for one in BRIEFING.claims)]}])
    with endpoint([completion(said)]) as there:
        OpenAIAnalyst(there.endpoint, FakeMemory(), no_sleep).write(BRIEFING)
    first, second = (message["content"] for message in there.asked[1]["messages"][2:])

    assert (first, second.splitlines()[1:]) == (said, ["- unknown_claim: 'secrets'"])


NOW = datetime(2026, 11, 26, 12, 0, 0, tzinfo=UTC)
DEAD = [Reply("", 503), Reply("", 429), Reply("", after_s=2 * TIMEOUT_S), Reply("", 504)]
GOOD = completion(answer(WHOLE))


def write_at(there: FakeEndpoint, memory: FakeMemory, minutes: float) -> str:
    """Write a story so many minutes later; return its outcome."""
    analyst = OpenAIAnalyst(there.endpoint, memory, no_sleep, lambda: NOW + timedelta(minutes=minutes))
    return analyst.write(BRIEFING).authorship.outcome


@pytest.mark.parametrize("dead", DEAD, ids=["503", "429", "silence", "504"])
def test_an_endpoint_that_is_dead_is_left_alone_for_a_while_and_then_tried_again(dead: Reply) -> None:
    memory = FakeMemory()
    with endpoint([dead]) as there:
        failed = write_at(there, memory, 0)
        before = len(there.asked)
        resting = [write_at(there, memory, minutes) for minutes in (0.1, 0.9)]
        asked_meanwhile = len(there.asked) - before
        again = write_at(there, memory, 1.1)

    assert (resting, asked_meanwhile, again) == (["cooling_off", "cooling_off"], 0, failed)


def test_a_story_of_a_resting_endpoint_is_the_built_in_one_and_says_whom_it_did_not_ask() -> None:
    memory = FakeMemory([Remembered().after_failure(60, None, NOW)])
    with endpoint([GOOD]) as there:
        story = OpenAIAnalyst(there.endpoint, memory, no_sleep, lambda: NOW).write(BRIEFING)

    assert (story.chapters, story.written_by, there.asked, story.authorship) == (
        BUILT_IN.chapters,
        "built-in",
        [],
        BUILT_IN.authorship.model_copy(update={"outcome": "cooling_off", "model_asked": MODEL}),
    )


def test_an_endpoint_that_is_back_is_asked_every_time_again() -> None:
    memory = FakeMemory()
    with endpoint([Reply("", 503), Reply("", 503), GOOD]) as there:
        outcomes = [write_at(there, memory, minutes) for minutes in (0, 2, 2.1, 2.2)]

    assert (outcomes, memory.changes[-1]) == (["endpoint_failed", *["chosen_by_model"] * 3], Remembered())


def test_an_endpoint_that_wants_to_be_left_alone_for_long_is() -> None:
    memory = FakeMemory()
    with endpoint([Reply("", 429, headers=(("Retry-After", "3600"),)), GOOD]) as there:
        outcomes = [write_at(there, memory, minutes) for minutes in (0, 30, 59, 61)]

    assert outcomes == ["too_many_requests", "cooling_off", "cooling_off", "chosen_by_model"]


@pytest.mark.parametrize("status", [400, 401, 403, 404])
def test_a_refusal_is_no_reason_to_leave_an_endpoint_alone(status: int) -> None:
    memory = FakeMemory()
    with endpoint([Reply("", status)]) as there:
        first, second = (write_at(there, memory, 0) for _ in range(2))

    assert (first == second != "cooling_off", memory.changes) == (True, [])


def test_an_endpoint_that_answered_once_is_not_dead_where_the_second_call_fails() -> None:
    memory = FakeMemory()
    with endpoint([completion("Sorry."), Reply("", 503)]) as there:
        write_at(there, memory, 0)

    assert memory.changes == []


def test_how_an_endpoint_wants_to_be_asked_is_remembered_for_the_next_report() -> None:
    memory = FakeMemory()

    def choose(_: int, asked: Asked) -> Reply:
        return Reply("response_format?", 400) if "response_format" in asked else GOOD

    with endpoint(choose) as there:
        outcomes = [write_at(there, memory, minutes) for minutes in (0, 1)]

    assert (outcomes, len(there.asked), memory.changes) == (
        ["chosen_by_model"] * 2,
        4,
        [Remembered(manners=Manners(shape="text"), learned_at=NOW)],
    )


def test_manners_that_led_to_no_answer_are_not_remembered() -> None:
    memory = FakeMemory()
    with endpoint([Reply("no", 400)]) as there:
        write_at(there, memory, 0)

    assert memory.changes == []


def test_parts_that_are_not_of_the_form_are_counted_and_the_others_stand() -> None:
    story, asked = write(completion(answer([*WHOLE, {"heading": "more"}, 7])))

    assert (told(story), asked, story.authorship.refused) == (
        [(one["heading"], one["claims"]) for one in WHOLE],
        2,
        (Refusal(code="malformed_part", count=4),),
    )


def test_an_answer_in_parts_or_as_a_call_is_an_answer() -> None:
    call = {"id": "1", "type": "function", "function": {"name": "report", "arguments": answer(WHOLE)}}
    outcomes = [
        write(reply)[0].authorship.outcome
        for reply in (
            completion([{"type": "text", "text": answer(WHOLE)}]),
            message({"content": None, "tool_calls": [call]}, "tool_calls"),
        )
    ]

    assert outcomes == ["chosen_by_model"] * 2


def test_a_trickle_is_left_at_the_deadline_of_the_whole_conversation() -> None:
    def trickle(speaker: Speaker) -> None:
        speaker.say(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            speaker.drip(b" ")

    with raw_endpoint(trickle) as there:
        impatient = replace(there.endpoint, deadline_s=TIMEOUT_S)
        story = OpenAIAnalyst(impatient, FakeMemory(), no_sleep).write(BRIEFING)

    assert (story.chapters, story.authorship.outcome, len(there.speakers)) == (BUILT_IN.chapters, "too_slow", 1)


def test_the_form_that_is_asked_for_names_what_may_be_chosen() -> None:
    with endpoint([GOOD]) as there:
        OpenAIAnalyst(there.endpoint, FakeMemory(), no_sleep).write(BRIEFING)

    assert there.asked[0]["response_format"]["json_schema"]["schema"] == answer_schema(BRIEFING)
