import pytest

from handdraw_reporter.claims.licensing import license_claims
from handdraw_reporter.counting.facts import compute_facts

from ...log_events import classification, summarise
from ..stated import Ends, licensed

SHARES = [("low_confidence", "low_confidence_share"), ("refused", "refused_share"), ("failed", "failed_share")]


@pytest.mark.parametrize(("claim", "share"), SHARES)
@pytest.mark.parametrize(
    ("change", "end"), [((0.1, 0.05, 0.2), "rose"), ((-0.1, -0.2, -0.05), "fell"), ((0.0, -0.1, 0.1), "held")]
)
def test_a_share_rose_fell_or_held(claim: str, share: str, change: Ends, end: str) -> None:
    values = {f"before.{share}": 0.2, share: 0.2 + change[0], f"change.{share}": change}

    assert licensed(values, "change") == [f"{claim}_{end}"]


@pytest.mark.parametrize(
    ("now", "claims"),
    [
        (11.1, ["slower"]),
        (10.9, ["as_fast"]),
        (9.2, ["as_fast"]),
        (9.0, ["faster"]),
    ],
)
def test_times_are_compared_beyond_a_tenth(now: float, claims: list[str]) -> None:
    tails = {"total_ms.p95": 20.0, "before.total_ms.p95": 20.0}

    assert licensed({"total_ms.median": now, "before.total_ms.median": 10.0, **tails}, "change") == claims


@pytest.mark.parametrize(
    ("now", "n", "claims"),
    [(11.1, 1_000, ["slower"]), (11.1, 100, []), (8.9, 100, []), (12.0, 100, ["slower"]), (8.0, 100, ["faster"])],
)
def test_medians_are_said_to_differ_beyond_chance_alone(now: float, n: int, claims: list[str]) -> None:
    values = {"total_ms.median": now, "before.total_ms.median": 10.0, "total_ms.p95": 18.0, "before.total_ms.p95": 18.0}

    assert licensed(values, "change", n) == claims


@pytest.mark.parametrize(("now", "claims"), [(19.0, []), (21.0, ["slower"]), (4.9, ["faster"])])
def test_of_times_too_few_for_their_spread_only_twice_as_long_is_slower(now: float, claims: list[str]) -> None:
    assert licensed({"total_ms.median": now, "before.total_ms.median": 10.0}, "change", 30) == claims


def test_no_time_before_is_compared_with_nothing() -> None:
    assert licensed({"total_ms.median": 3.0, "before.total_ms.median": 0.0}, "change") == []


@pytest.mark.parametrize("against", ["reference", "before"])
@pytest.mark.parametrize(
    ("index", "claims"),
    [
        (0.05, ["steady_{}"]),
        (0.15, ["differs_{}.confidence"]),
        (0.3, ["differs_much_{}.confidence"]),
    ],
)
def test_a_shift_is_said_from_the_limit_on_and_a_large_one_from_a_quarter(
    index: float, claims: list[str], against: str
) -> None:
    values = {f"psi_{against}.confidence": index, f"psi_limit_{against}.confidence": 0.1}

    assert licensed(values, "change") == [claim.format(against) for claim in claims]


def test_a_large_shift_that_chance_explains_is_none() -> None:
    assert licensed({"psi_before.digits": 0.3, "psi_limit_before.digits": 0.4}, "change") == ["steady_before"]


@pytest.mark.parametrize(("now", "claim"), [(0.5, "commoner_before"), (0.1, "rarer_before")])
def test_the_digit_that_moved_is_commoner_or_rarer(now: float, claim: str) -> None:
    values = {"moved_before": 4, "moved_before_share": now, "moved_before_ordinary": 0.2}

    assert licensed(values, "change") == [claim]


@pytest.mark.parametrize(
    ("change", "claims"),
    [
        ((0.3, 0.2, 0.4), ["warning_rose.unlike_a_digit"]),
        ((-0.1, -0.2, -0.05), ["warning_fell.unlike_a_digit"]),
        ((0.1, -0.1, 0.2), []),
    ],
)
def test_a_warning_came_more_often_or_less(change: Ends, claims: list[str]) -> None:
    name = "warning_share.unlike_a_digit"
    values = {f"before.{name}": 0.2, name: 0.2 + change[0], f"change.{name}": change}

    assert licensed(values, "change") == claims


@pytest.mark.parametrize(
    ("against", "told"),
    [
        ("before", {"moved_before": 4}),
        ("reference", {"moved_reference": 4}),
        ("before", {"change.low_confidence_share": (0.1, 0.05, 0.2)}),
        ("before", {"change.warning_share.faint_ink": (-0.1, -0.2, -0.05)}),
        ("reference", {"ordinary_share.faint_ink": 0.01, "warning_share.faint_ink": (0.1, 0.05, 0.2)}),
    ],
)
def test_nothing_is_as_ever_where_a_digit_or_a_warning_is_not(against: str, told: dict[str, int | Ends]) -> None:
    indices = {f"psi_{against}.digits": 0.05, f"psi_limit_{against}.digits": 0.1}

    assert f"steady_{against}" not in licensed({**indices, **told}, "change")


@pytest.mark.parametrize(("n", "claims"), [(100, []), (1_000, ["slow_tail_rose"])])
def test_the_slow_answers_are_said_to_differ_beyond_chance_alone(n: int, claims: list[str]) -> None:
    medians = {"total_ms.median": 10.0, "before.total_ms.median": 10.0}
    values = {**medians, "total_ms.p95": 26.0, "before.total_ms.p95": 20.0}

    assert [claim for claim in licensed(values, "change", n) if claim != "as_fast"] == claims


@pytest.mark.parametrize(("warned", "told"), [(24, []), (40, []), (55, ["warning_rose.touches_edge"])])
def test_of_five_warnings_one_that_rose_as_it_may_by_chance_is_not_told(warned: int, told: list[str]) -> None:
    """24 of 300 before: 40 lie beyond the 95% interval of one comparison, and within that of five."""
    windows = [
        summarise([classification(one, warnings=["touches_edge"] * (one <= count)) for one in range(1, 301)])
        for count in (24, warned)
    ]
    facts = compute_facts(windows[1], "en", before=compute_facts(windows[0], "en"))

    assert [claim.id for claim in license_claims(facts) if claim.rule.startswith("warning_")] == told
