import json
from typing import get_args

import pytest

from handdraw_contracts.reports import Language
from handdraw_reporter.claims.claim import TOLD
from handdraw_reporter.counting.facts import compute_facts
from handdraw_reporter.writing.prompting import OFFERED, first_messages, offer_claims, second_messages
from handdraw_reporter.writing.story import brief

from ..log_events import classification, refusal, simulate_log, summarise
from ..shown_drawings import glyph, shown


@pytest.mark.parametrize(("language", "name"), [("en", "English"), ("de", "German"), ("ko", "Korean")])
def test_a_model_is_shown_every_claim_as_data_the_important_first(language: Language, name: str) -> None:
    briefing = brief(compute_facts(summarise([classification(1), refusal(2)]), language), language)
    system, user = (str(message["content"]) for message in first_messages(briefing))
    data = json.loads(user)

    assert (f"report in {name} for" in system, [one["id"] for one in data["claims"]]) == (
        True,
        [one.id for one in sorted(briefing.claims, key=lambda one: -one.importance)],
    )
    assert data["claims"][0] == {
        "id": "drawings",
        "topic": "overview",
        "importance": 60,
        "news": "neutral",
        "goes_with": [],
        "words": briefing.phrasing.say(briefing.claims[0]),
    }
    assert (data["topics"], data["actions"]) == (
        ["overview", "drawn", "sure", "right", "speed", "trouble"],
        {action: briefing.phrasing.words.actions[action] for action in ("look_at_refusals", "label_more")},
    )


@pytest.mark.parametrize("language", get_args(Language))
def test_no_word_from_outside_is_shown_to_a_model(language: Language) -> None:
    model = {"name": "OUTSIDE", "version": "OUTSIDE", "engine": "embedded"}
    hostile = [classification(1, client="OUTSIDE", model=model), refusal(2, "outside", client="OUTSIDE")]
    facts = compute_facts(summarise([*simulate_log(40), *hostile]), language)

    assert ("OUTSIDE" in str(facts), "outside" in str(first_messages(brief(facts, language))).lower()) == (True, False)


def test_the_second_time_it_is_told_what_cannot_stand() -> None:
    answered, told = second_messages("{}", ["- one", "- two"])

    assert (answered, str(told["content"]).splitlines()[1:]) == (
        {"role": "assistant", "content": "{}"},
        ["- one", "- two"],
    )


def test_of_many_claims_those_that_matter_are_shown() -> None:
    claims = brief(compute_facts(summarise(simulate_log(3_000)), "en"), "en")
    offered = offer_claims(claims)
    due = {claim.id for claim in claims.claims if claim.importance >= TOLD}

    assert (len(offered), due - {claim.id for claim in offered}) == (max(OFFERED, len(due)), set())


def test_without_a_drawing_nothing_is_asked_or_said_of_any() -> None:
    briefing = brief(compute_facts(summarise([classification(1)]), "en"), "en")
    system, user = (str(message["content"]) for message in first_messages(briefing))

    assert ("hypotheses" in system, "drawings" in json.loads(user)) == (False, False)


@pytest.mark.parametrize("language", get_args(Language))
def test_drawings_are_shown_in_characters_with_the_words_to_use(language: Language) -> None:
    facts = compute_facts(summarise([classification(1)]), language)
    briefing = brief(facts, language, [shown(glyph=glyph([(4, 4), (4, 5), (5, 4), (5, 5)]))])
    system, user = (str(message["content"]) for message in first_messages(briefing))
    drawings = json.loads(user)["drawings"]

    assert ([example in system for example in briefing.phrasing.words.vocabulary.examples], list(drawings)) == (
        [True] * 4,
        ["d1"],
    )
    assert (drawings["d1"]["picture"], str(briefing.drawings[0].id) in user) == (["#"], False)
