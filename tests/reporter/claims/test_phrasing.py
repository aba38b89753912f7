from typing import get_args

import pytest

from handdraw_contracts.reports import Language
from handdraw_reporter.claims.licensing import license_claims
from handdraw_reporter.claims.phrasing import Phrasing
from handdraw_reporter.counting.facts import compute_facts

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
