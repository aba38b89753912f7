import pytest

from handdraw_contracts.reports import Fact, Interval
from handdraw_reporter.claims.licensing import license_claims
from handdraw_reporter.counting.facts import compute_facts

from ..log_events import Json, classification, label, refusal, summarise


def facts(**values: float) -> list[Fact]:
    named = {name.replace("__", "."): value for name, value in values.items()}
    return [Fact(id=name, label="", value=value, shown=str(value), n=100) for name, value in named.items()]


def ids(events: list[Json]) -> list[str]:
    return [claim.id for claim in license_claims(compute_facts(summarise(events), "en"))]


@pytest.mark.parametrize(
    ("change", "low", "high", "licensed"),
    [
        (-0.03, -0.05, -0.01, "accuracy_fell"),
        (0.03, 0.01, 0.05, "accuracy_rose"),
        (-0.03, -0.07, 0.01, "accuracy_held"),
        (0.001, 0.0005, 0.0015, None),
    ],
)
def test_accuracy_fell_or_rose_only_where_it_did_beyond_its_interval(
    change: float, low: float, high: float, licensed: str | None
) -> None:
    both = {"before__accuracy": 0.9, "accuracy": 0.87, "before__labelled": 100, "labelled": 100}
    ends = facts(**both, change__accuracy_low=low, change__accuracy_high=high)
    difference = Fact(
        id="change.accuracy", label="", value=change, shown="", n=200, interval=Interval(low=low, high=high)
    )
    found = [one.id for one in license_claims([*ends, difference]) if one.topic == "change"]

    assert found == ([] if licensed is None else [licensed])


def test_without_an_interval_nothing_is_said_of_a_change() -> None:
    known = facts(before__accuracy=0.9, accuracy=0.8, before__labelled=100, labelled=100, change__accuracy=-0.1)

    assert [one.id for one in license_claims(known) if one.topic == "change"] == []


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
    ],
)
def test_a_claim_is_made_where_it_is_true_and_rests_on_enough(events: list[Json], expected: str, absent: str) -> None:
    assert {expected: expected in ids(events), absent: absent in ids(events)} == {expected: True, absent: False}


@pytest.mark.parametrize(("failed", "importance"), [(2, 54), (4, 64), (30, 89)])
def test_what_is_surprising_gains_importance(failed: int, importance: int) -> None:
    known = facts(failed=failed, drawings=30, failed_share=failed / 30)
    [claim] = [one for one in license_claims(known) if one.id == "failed"]

    assert claim.importance == importance
