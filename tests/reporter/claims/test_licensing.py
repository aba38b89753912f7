import pytest

from handdraw_reporter.claims.claim import Claim, Tone
from handdraw_reporter.claims.licensing import license_claims
from handdraw_reporter.counting.facts import compute_facts

from ..log_events import Json, refusal, simulate_log, summarise

EXCLUSIVE = (
    {"nothing_recorded", "only_labels", "one_drawing", "one_drawing_between", "drawings"},
    {"every_drawing_read", "some_read", "one_read", "none_read"},
    {"accuracy_fell", "accuracy_rose", "accuracy_held"},
    {"low_confidence_rose", "low_confidence_fell", "low_confidence_held"},
    {"slower", "faster", "as_fast"},
    {"slow_tail_rose", "slow_tail_fell"},
    {"refused_rose", "refused_fell", "refused_held"},
    {"failed_rose", "failed_fell", "failed_held"},
    {"commoner_before", "rarer_before"},
    {"commoner_reference", "rarer_reference"},
    {"repeated", "none_repeated"},
    {"no_warning", "some_warned", "all_warned"},
    {"calibrated", "overconfident", "underconfident"},
    {"some_labelled_wrong", "one_of_labelled_wrong", "none_labelled_right", "all_labelled_right"},
    {"one_version", "several_versions"},
    {"one_client", "several_clients"},
    {"main_version_better", "main_version_worse"},
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
    before = compute_facts(summarise(simulate_log(seed * 40, seed + 1)), "en")
    facts = compute_facts(summarise(simulate_log(seed * seed * 3, seed)), "en", before=before)
    licensed = [claim.id for claim in license_claims(facts)]

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
