import pytest

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
    assert licensed({"total_ms.median": now, "before.total_ms.median": 10.0}, "change") == claims


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
