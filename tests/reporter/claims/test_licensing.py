import pytest

from handdraw_reporter.claims.claim import Claim, Tone
from handdraw_reporter.claims.licensing import license_claims
from handdraw_reporter.counting.facts import compute_facts

from ..log_events import Json, refusal, simulate_log, summarise

EXCLUSIVE = (
    {"nothing_recorded", "only_labels", "one_drawing", "one_drawing_between", "drawings"},
    {"every_drawing_read", "some_read", "one_read", "none_read"},
    {"accuracy_fell", "accuracy_rose", "accuracy_held"},
    {"low_confidence_rose", "low_confidence_fell"},
    {"slower", "faster"},
    {"more_drawings", "fewer_drawings", "as_many_drawings"},
    {"one_read_as", "most_drawn", "same_digit", "no_most_drawn"},
    {"mean_confidence", "one_confidence"},
    {"low_confidence", "no_low_confidence"},
    {"accuracy", "accuracy_of_few", "one_right", "one_wrong", "nobody_labelled"},
    {"all_labelled_right", "some_labelled_right"},
    {"one_time", "median_time", "median_and_nearly_all"},
    {"serving_all", "embedded_all", "embedded_some"},
    {"nothing_wrong", "one_refused", "one_refused_somehow", "refused"},
    {"nothing_wrong", "one_failed", "one_failed_somehow", "failed"},
)
"""Of each group at most one can be true."""


def ids(events: list[Json]) -> list[str]:
    return [claim.id for claim in license_claims(compute_facts(summarise(events), "en"))]


@pytest.mark.parametrize("seed", range(12))
def test_no_two_claims_contradict_each_other(seed: int) -> None:
    licensed = ids(simulate_log(seed * seed * 3, seed))

    assert ([len(group & set(licensed)) > 1 for group in EXCLUSIVE], len(set(licensed))) == (
        [False] * len(EXCLUSIVE),
        len(licensed),
    )


def test_a_claim_knows_its_facts_and_what_it_goes_with() -> None:
    licensed = {claim.id: claim for claim in license_claims(compute_facts(summarise([refusal(1), refusal(2)]), "en"))}

    assert licensed["refused"] == Claim(
        id="refused",
        rule="refused",
        topic="trouble",
        importance=48,
        tone=Tone.BAD,
        facts={"refused": "refused", "drawings": "drawings", "refused_share": "refused_share"},
        goes_with=("most_refusal",),
    )
