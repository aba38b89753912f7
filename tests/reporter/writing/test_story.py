from dataclasses import replace

from handdraw_reporter.counting.facts import compute_facts
from handdraw_reporter.writing.story import brief, find_headline

from ..log_events import classification, simulate_log, summarise

FACTS = compute_facts(summarise(simulate_log(60)), "en")


def test_the_headline_is_the_most_important_claim_and_the_first_of_equals() -> None:
    first, second, third, *_ = brief(FACTS, "en").claims
    claims = [replace(one, importance=importance) for one, importance in ((first, 5), (second, 9), (third, 9))]

    assert find_headline(claims).id == second.id


def test_the_facts_have_a_hash_that_changes_with_them() -> None:
    other = compute_facts(summarise([classification(1)]), "en")

    assert [brief(one, "en").facts_sha256 == brief(FACTS, "en").facts_sha256 for one in (FACTS, other)] == [True, False]


def test_even_of_nothing_there_is_something_to_say() -> None:
    briefing = brief(compute_facts(summarise([]), "en"), "en")

    assert (find_headline(briefing.claims).id, briefing.actions) == ("nothing_recorded", ())
