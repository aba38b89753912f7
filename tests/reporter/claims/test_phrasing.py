from typing import get_args

import pytest

from handdraw_contracts.reports import Language
from handdraw_reporter.claims.licensing import license_claims
from handdraw_reporter.claims.phrasing import Phrasing
from handdraw_reporter.counting.facts import compute_facts
from handdraw_reporter.wording import join

from ..log_events import classification, simulate_log, summarise


def say(language: Language, rule: str, connective: str | None = None) -> str:
    facts = compute_facts(summarise([classification(1, 6), classification(2, 6)]), language)
    [claim] = [one for one in license_claims(facts) if one.id == rule]
    return Phrasing(facts, language).say(claim, connective)


@pytest.mark.parametrize(
    ("language", "rule", "connective", "said"),
    [
        ("en", "every_drawing_read", None, "Every drawing was read."),
        ("en", "every_drawing_read", "also", "Also, every drawing was read."),
        ("en", "serving_all", "however", "However, TensorFlow Serving gave every answer."),
        ("de", "every_drawing_read", "in_addition", "Außerdem: Jede Zeichnung wurde gelesen."),
        ("ko", "every_drawing_read", "also", "또한 모든 그림을 읽었습니다."),
        ("ko", "digit_count.6", None, "읽은 그림 2장 가운데 2장을 6으로 읽었습니다."),
        ("de", "digit_count.6", None, "Als 6 gelesen: 2 der 2 gelesenen Zeichnungen."),
    ],
)
def test_a_claim_is_said_in_the_reports_language(
    language: Language, rule: str, connective: str | None, said: str
) -> None:
    assert say(language, rule, connective) == said


@pytest.mark.parametrize("language", get_args(Language))
def test_a_claim_without_a_headline_of_its_own_lends_its_sentence(language: Language) -> None:
    facts = compute_facts(summarise(simulate_log(300)), language)
    phrasing = Phrasing(facts, language)

    assert [
        claim.id
        for claim in license_claims(facts)
        if claim.rule not in phrasing.words.headlines and phrasing.head(claim) != phrasing.say(claim)[:-1]
    ] == []


@pytest.mark.parametrize("language", get_args(Language))
@pytest.mark.parametrize("connective", [None, "however"])
def test_a_sentence_in_parts_is_the_sentence_and_each_fact_is_a_part_as_it_is_shown(
    language: Language, connective: str | None
) -> None:
    facts = compute_facts(summarise(simulate_log(300)), language)
    shown, phrasing = {fact.id: fact.shown for fact in facts}, Phrasing(facts, language)
    claims = license_claims(facts)
    told = [(claim, phrasing.say_spans(claim, connective)) for claim in claims]

    assert [claim.id for claim, spans in told if join(spans) != phrasing.say(claim, connective)] == []
    assert [span for _, spans in told for span in spans if span.fact and span.text != shown[span.fact]] == []
    assert {fact for claim in claims for fact in claim.facts.values()} >= {
        span.fact for _, spans in told for span in spans if span.fact
    }


def test_particles_follow_from_the_fact_that_stands_before_them() -> None:
    facts = compute_facts(summarise([classification(1, 6), classification(2, 6)]), "ko")
    [claim] = [one for one in license_claims(facts) if one.id == "digit_count.6"]

    assert [span.text for span in Phrasing(facts, "ko").say_spans(claim)] == [
        "읽은 그림 ",
        "2",
        "장 가운데 ",
        "2",
        "장을 ",
        "6",
        "으로 읽었습니다.",
    ]
