"""What an operator may want to be told of a window of the log, and the licensed claim that says it.

The statements were written from the scenarios. 60 of them were kept aside until the claims were done: of these, as of
all, 98% have to be said.
"""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple, get_args

import pytest

from handdraw_contracts.reports import Language
from handdraw_reporter.claims.licensing import license_claims
from handdraw_reporter.claims.phrasing import Phrasing
from handdraw_reporter.counting.facts import compute_facts
from handdraw_reporter.counting.ordinary import read_reference

from ..counting.test_shifts import model
from ..log_events import summarise
from .scenarios import SCENARIOS, SERVED

ENOUGH: Final = 0.98


class Statement(NamedTuple):
    scenario: str
    claim: str
    words: dict[str, str]
    aside: bool


def read_statements() -> Iterator[Statement]:
    scenario = ""
    for line in Path(__file__).with_name("statements.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            scenario = line.strip("[]")
        elif line and not line.startswith("#"):
            claim, *words = (part.strip() for part in line.removeprefix("+").split("|"))
            yield Statement(scenario, claim, dict(zip(("en", "de", "ko"), words, strict=True)), line.startswith("+"))


STATEMENTS: Final = tuple(read_statements())


@cache
def licensed(scenario: str, language: Language) -> dict[str, str]:
    """Return the sentences of all licensed claims, by their ids."""
    window = SCENARIOS[scenario]()
    described = model(reference=SERVED) if window.with_reference else None
    before = compute_facts(summarise(window.before), language) if window.before else ()
    facts = compute_facts(summarise(window.events), language, described, before)
    phrasing = Phrasing(facts, language)
    return {claim.id: phrasing.say(claim) for claim in license_claims(facts)}


def test_there_are_two_hundred_statements_in_each_language_and_none_twice() -> None:
    said = {language: {(one.scenario, one.words[language]) for one in STATEMENTS} for language in get_args(Language)}

    assert {language: len(words) for language, words in said.items()} == dict.fromkeys(said, len(STATEMENTS))
    assert (len(STATEMENTS) >= 200, sum(one.aside for one in STATEMENTS) >= 60) == (True, True)


@pytest.mark.parametrize("language", get_args(Language))
@pytest.mark.parametrize("aside", [False, True], ids=["known", "kept aside"])
def test_of_what_an_operator_may_want_to_be_told_nearly_all_is_said(language: Language, aside: bool) -> None:
    wanted = [one for one in STATEMENTS if one.aside is aside]
    unsaid = [(one.scenario, one.claim) for one in wanted if one.claim not in licensed(one.scenario, language)]

    assert (1 - len(unsaid) / len(wanted) >= ENOUGH, unsaid if len(unsaid) > len(wanted) * (1 - ENOUGH) else []) == (
        True,
        [],
    )


@pytest.mark.parametrize("language", get_args(Language))
def test_whatever_is_licensed_in_a_scenario_is_said_whole(language: Language) -> None:
    said = [sentence for scenario in SCENARIOS for sentence in licensed(scenario, language).values()]

    assert [one for one in said if set("{}[]") & set(one) or "nan" in one.split() or not one.endswith(".")] == []


def test_the_reference_is_the_one_that_is_served() -> None:
    assert read_reference(SERVED) is not None
