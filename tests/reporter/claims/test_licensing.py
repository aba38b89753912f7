from typing import Any

import pytest

from handdraw_contracts.reports import Fact
from handdraw_reporter.claims.actions import offer_actions
from handdraw_reporter.claims.claim import Claim, Tone
from handdraw_reporter.claims.licensing import license_claims
from handdraw_reporter.counting.facts import compute_facts

from ..log_events import Json, classification, label, refusal, simulate_log, summarise

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


def facts(**values: float) -> list[Fact]:
    named = {name.replace("__", "."): value for name, value in values.items()}
    return [Fact(name=name, label="", value=value, shown=str(value), n=100) for name, value in named.items()]


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


@pytest.mark.parametrize(
    ("values", "licensed"),
    [
        ({"change__accuracy": -0.03, "change__accuracy_low": -0.05, "change__accuracy_high": -0.01}, "accuracy_fell"),
        ({"change__accuracy": 0.03, "change__accuracy_low": 0.01, "change__accuracy_high": 0.05}, "accuracy_rose"),
        ({"change__accuracy": -0.03, "change__accuracy_low": -0.07, "change__accuracy_high": 0.01}, "accuracy_held"),
        ({"change__accuracy": 0.001, "change__accuracy_low": 0.0005, "change__accuracy_high": 0.0015}, None),
        ({"change__accuracy": -0.03, "change__accuracy_high": -0.01}, None),
        ({}, None),
    ],
)
def test_accuracy_fell_or_rose_only_where_it_did_beyond_its_interval(
    values: dict[str, float], licensed: str | None
) -> None:
    both = {"before__accuracy": 0.9, "accuracy": 0.87, "before__labelled": 100, "labelled": 100}
    found = [one.id for one in license_claims(facts(**both, **values)) if one.topic == "change"]

    assert found == ([] if licensed is None else [licensed])


@pytest.mark.parametrize(
    ("events", "expected", "absent"),
    [
        ([classification(1), classification(2)], "every_drawing_read", "some_read"),
        ([classification(1), classification(2), refusal(3)], "some_read", "every_drawing_read"),
        ([refusal(1, "unheard_of")], "one_refused_somehow", "one_refused"),
        ([label(number, 90 + number, 3, read=3) for number in range(29)], "accuracy_of_few", "accuracy"),
        ([label(number, 90 + number, 3, read=3) for number in range(30)], "accuracy", "accuracy_of_few"),
        ([classification(number) for number in range(19)], "median_time", "median_and_nearly_all"),
        ([classification(number) for number in range(20)], "median_and_nearly_all", "slowest"),
        ([classification(n, warnings=["faint_ink"]) for n in range(9)], "warned.faint_ink", "mostly_warned.faint_ink"),
        ([classification(n, warnings=["faint_ink"]) for n in range(10)], "mostly_warned.faint_ink", "warned.faint_ink"),
        ([classification(1, warnings=["faint_ink"])], "warned_alone.faint_ink", "warned.faint_ink"),
        ([classification(n, digit=3) for n in range(29)], "same_digit", "digit_absent.4"),
        ([classification(n, digit=3) for n in range(30)], "digit_absent.4", "digit_count.4"),
    ],
)
def test_a_claim_is_made_where_it_is_true_and_rests_on_enough(events: list[Json], expected: str, absent: str) -> None:
    assert {expected: expected in ids(events), absent: absent in ids(events)} == {expected: True, absent: False}


@pytest.mark.parametrize(("failed", "importance"), [(1, 49), (2, 89)])
def test_what_is_surprising_gains_importance(failed: int, importance: int) -> None:
    share = facts(failed=2, drawings=30, failed_share=failed / 20)
    [claim] = [one for one in license_claims(share) if one.id == "failed"]

    assert claim.importance == importance


@pytest.mark.parametrize(
    ("values", "offered"),
    [
        ({}, ()),
        ({"classified": 5}, ("label_more",)),
        ({"classified": 5, "labelled": 30}, ()),
        ({"embedded_share": 1.0}, ()),
        ({"embedded_share": 0.2}, ("check_serving",)),
        ({"failed": 1, "warning__faint_ink": 2}, ("look_into_failures", "draw_thicker")),
    ],
)
def test_an_action_is_offered_where_its_precondition_holds(values: dict[str, Any], offered: tuple[str, ...]) -> None:
    assert offer_actions(facts(**values)) == offered
