import json
import re
from random import Random
from typing import get_args

import pytest

from handdraw_contracts.reports import Language
from handdraw_reporter.claims.claim import TOPICS
from handdraw_reporter.counting.facts import compute_facts
from handdraw_reporter.wording import load_wording
from handdraw_reporter.writing.answers import NEUTRAL_HEADINGS
from handdraw_reporter.writing.hypotheses import word_hypothesis
from handdraw_reporter.writing.prompting import offer_claims
from handdraw_reporter.writing.schema import answer_schema
from handdraw_reporter.writing.story import brief

from ..log_events import classification, refusal, simulate_log, summarise
from ..shown_drawings import shown

LANGUAGES = get_args(Language)
FACTS = compute_facts(summarise([classification(1), refusal(2)]), "en")
BRIEFING = brief(FACTS, "en", [shown(1), shown(2)])


def test_an_answer_is_held_to_what_there_is_to_choose_from() -> None:
    schema = answer_schema(BRIEFING)
    parts, claims = schema["properties"], offer_claims(BRIEFING)

    assert (schema["required"], parts["actions"]["items"]["enum"]) == (
        ["sections", "actions", "hypotheses"],
        list(BRIEFING.actions),
    )
    assert schema["$defs"]["any"]["enum"] == [one.id for one in claims]
    assert parts["hypotheses"]["items"]["properties"]["drawing"]["enum"] == ["d1", "d2"]


def test_under_the_heading_of_a_topic_stand_its_claims_alone() -> None:
    schema = answer_schema(BRIEFING)
    sections = [one["properties"] for one in schema["properties"]["sections"]["items"]["anyOf"]]
    told = {
        heading: schema["$defs"][section["claims"]["items"]["anyOf"][0]["$ref"].removeprefix("#/$defs/")]["enum"]
        for section in sections
        for heading in section["heading"]["enum"]
        if heading in TOPICS
    }

    assert told == {
        topic: [one.id for one in offer_claims(BRIEFING) if one.topic == topic]
        for topic in TOPICS
        if any(one.topic == topic for one in offer_claims(BRIEFING))
    }
    assert sections[0]["heading"]["enum"] == list(NEUTRAL_HEADINGS)


def test_what_there_is_nothing_of_is_not_asked_for() -> None:
    nothing = brief(compute_facts(summarise([]), "en"), "en")

    assert answer_schema(nothing)["required"] == ["sections"]


def test_every_object_is_closed_and_wants_all_of_its_parts() -> None:
    said = json.dumps(answer_schema(BRIEFING))

    assert said.count('"type": "object"') == said.count('"additionalProperties": false') == said.count('"required"')


@pytest.mark.parametrize("language", LANGUAGES)
def test_whatever_an_endpoint_holds_a_model_to_may_be_said(language: Language) -> None:
    drawing, chance = shown(read=8, label=9, second=3), Random(13)
    said = [make_up(load_wording(language).vocabulary.held, chance) for _ in range(1_000)]
    drawings = [drawing if "{" in text else shown() for text in said]

    assert all(word_hypothesis(text, one, language) for text, one in zip(said, drawings, strict=True))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_examples_may_be_said_and_so_does_the_schema_fit_a_large_log(language: Language) -> None:
    briefing = brief(compute_facts(summarise(simulate_log(300)), language), language, [shown()])
    printed = [word_hypothesis(text, shown(), language) for text in briefing.phrasing.words.vocabulary.examples]

    assert (len(printed), len(json.dumps(answer_schema(briefing))) < 20_000) == (4, True)


def make_up(pattern: str, chance: Random) -> str:
    """Return a sentence that a pattern of groups, alternatives, options and literals matches."""
    inner = re.compile(r"\(([^()]*)\)(\?)?")
    while (found := inner.search(pattern)) is not None:
        chosen = "" if found[2] and chance.random() < 0.5 else chance.choice(found[1].split("|"))
        pattern = pattern[: found.start()] + chosen + pattern[found.end() :]
    return pattern.replace("\\", "")
