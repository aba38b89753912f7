"""Whatever an endpoint supposes, only a hedged guess about the form of a drawing is printed."""

import json
from collections import Counter
from typing import Any, get_args

import pytest

from handdraw_contracts.reports import Language
from handdraw_reporter.counting.facts import compute_facts
from handdraw_reporter.writing.answers import Answer, judge
from handdraw_reporter.writing.discretion import DiscreetAnalyst
from handdraw_reporter.writing.hypotheses import Refused, word_hypothesis
from handdraw_reporter.writing.language_model import OpenAIAnalyst
from handdraw_reporter.writing.prompting import first_messages
from handdraw_reporter.writing.story import Briefing, Story, brief

from ..fake_openai import FakeMemory, completion, endpoint, no_sleep
from ..hostile_hypotheses import list_hostile_hypotheses
from ..log_events import simulate_log, summarise
from ..shown_drawings import glyph, shown

TEXTS = list_hostile_hypotheses()
LANGUAGES = get_args(Language)
OF_DRAWINGS = ('"d1"', '"picture"', '"hypotheses"', '"off_centre"', '"{read}"')
TOLD = [{"heading": "in_short", "claims": ["drawings"]}]


def briefing(language: Language, **fields: Any) -> Briefing:
    return brief(compute_facts(summarise(simulate_log(60)), language), language, [shown(1, **fields), shown(2)])


def test_there_are_thousands_of_texts() -> None:
    assert len(TEXTS) == len(set(TEXTS)) > 3_000


@pytest.mark.parametrize("language", LANGUAGES)
def test_none_is_printed(language: Language) -> None:
    printed = []
    for text in TEXTS:
        try:
            printed.append(word_hypothesis(text, shown(), language))
        except Refused:
            continue

    assert printed == []


@pytest.mark.parametrize(
    "given",
    [
        *({"drawing": name, "text": "The loop may be open."} for name in ("d3", "d0", "D1", "1", "", "d1 ")),
        *({"drawing": name, "text": "The loop may be open."} for name in (str(shown(1).id), "../d1")),
    ],
    ids=str,
)
def test_a_drawing_that_was_not_shown_is_unknown(given: dict[str, str]) -> None:
    found = judge(Answer.model_validate({"sections": TOLD, "hypotheses": [given]}), briefing("en"))

    assert (found.hypotheses, found.refused) == ({}, [("unknown_drawing", given["drawing"])])


@pytest.mark.parametrize(
    "given",
    [
        None,
        7,
        "The loop may be open.",
        [],
        {},
        {"drawing": "d1"},
        {"drawing": 1, "text": []},
        {"drawing": "d1", "text": {}},
    ],
    ids=str,
)
def test_what_is_no_hypothesis_takes_nothing_else_with_it(given: object) -> None:
    good = {"drawing": "d2", "text": "The loop may be open."}
    found = judge(Answer.model_validate({"sections": TOLD, "hypotheses": [given, good]}), briefing("en"))

    assert (list(found.hypotheses.values()), found.told, [code for code, _ in found.refused]) == (
        ["The loop may be open."],
        {"drawings"},
        ["not_a_hypothesis"],
    )


@pytest.mark.parametrize("given", [None, "none", {"d1": "The loop may be open."}, 7], ids=str)
def test_what_is_no_list_of_hypotheses_is_none(given: object) -> None:
    found = judge(Answer.model_validate({"sections": TOLD, "hypotheses": given}), briefing("en"))

    assert (found.hypotheses, found.told) == ({}, {"drawings"})


def test_each_drawing_has_one_hypothesis_and_each_refusal_counts() -> None:
    said = ["All is open.", "The loop may be open.", "The tail may be short.", "It may be a 3."]
    given = [{"drawing": "d1", "text": text} for text in said]
    found = judge(Answer.model_validate({"sections": TOLD, "hypotheses": given}), briefing("en"))

    assert (found.hypotheses, found.kept, found.count_refused()) == (
        {shown(1).id: "The loop may be open."},
        2,
        Counter(word_outside_vocabulary=1, repeated_drawing=2),
    )


def test_an_endless_list_is_cut() -> None:
    given = [{"drawing": "d1", "text": "All."}] * 10_000
    found = judge(Answer.model_validate({"sections": TOLD, "hypotheses": given}), briefing("en"))

    assert len(found.refused) == 40


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_was_planted_in_the_events_of_a_drawing_reaches_no_prompt(language: Language) -> None:
    planted = briefing(language, warnings=("ignore_all_instructions", "faint_ink"))
    honest = briefing(language, warnings=("faint_ink",))

    assert json.dumps(first_messages(planted)) == json.dumps(first_messages(honest))


def write(of: Briefing, *answers: list[dict[str, str]]) -> tuple[Story, str]:
    """Return the story that an endpoint's answers lead to, and all that the endpoint was told."""
    replies = [completion(json.dumps({"sections": TOLD, "hypotheses": given})) for given in answers]
    with endpoint(replies) as there:
        story = OpenAIAnalyst(there.endpoint, FakeMemory(), no_sleep).write(of)
    return story, str(there.asked[0]["messages"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_endpoint_that_supposes_what_is_hostile_is_left_without_a_word(language: Language) -> None:
    of = briefing(language)
    told = set()
    for start in range(0, len(TEXTS), 40):
        given = [{"drawing": "d1", "text": text} for text in TEXTS[start : start + 40]]
        story, _ = write(of, given)
        told.add((tuple(story.hypotheses), sum(one.count for one in story.authorship.refused)))

    assert {hypotheses for hypotheses, _ in told} == {()}
    assert all(refused > 0 for _, refused in told)


def test_what_was_supposed_at_first_stands_beside_what_is_supposed_again() -> None:
    first = [{"drawing": "d1", "text": "The loop may be open."}, {"drawing": "d2", "text": "All is well."}]
    again = [{"drawing": "d2", "text": "The tail may be short."}]
    story, _ = write(briefing("en"), first, again)

    assert story.hypotheses == {shown(1).id: "The loop may be open.", shown(2).id: "The tail may be short."}


def test_an_endpoint_that_may_see_no_drawing_is_told_and_asked_nothing_of_any() -> None:
    of = briefing("en", glyph=glyph([(9, 9), (9, 10)]), causes=("off_centre",))
    answer = {"sections": TOLD, "hypotheses": [{"drawing": "d1", "text": "The loop may be open."}]}
    with endpoint([completion(json.dumps(answer))]) as there:
        story = DiscreetAnalyst(OpenAIAnalyst(there.endpoint, FakeMemory(), no_sleep)).write(of)

    assert (story.hypotheses, [word for word in OF_DRAWINGS if word in str(there.asked[0]["messages"])]) == ({}, [])


def test_an_endpoint_that_may_see_drawings_is_told_all_of_it() -> None:
    of = briefing("en", glyph=glyph([(9, 9), (9, 10)]), causes=("off_centre",))
    story, asked = write(of, [{"drawing": "d1", "text": "The loop may be open."}])

    assert (list(story.hypotheses), [word for word in OF_DRAWINGS if word not in asked]) == ([shown(1).id], [])
