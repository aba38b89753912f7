from collections.abc import Sequence
from typing import Any

import pytest

from handdraw_contracts.reports import Fact
from handdraw_reporter.counting.facts import compute_facts

from ...log_events import Json, label, summarise


def labels_of(pairs: Sequence[tuple[int, int]]) -> list[Json]:
    """Return a label for each (what a person says, what was read)."""
    return [label(number, 1_000 + number, said, read) for number, (said, read) in enumerate(pairs)]


def facts(pairs: Sequence[tuple[int, int]]) -> dict[str, Fact]:
    return {fact.id: fact for fact in compute_facts(summarise(labels_of(pairs)), "en")}


def values(pairs: Sequence[tuple[int, int]]) -> dict[str, Any]:
    return {name: fact.value for name, fact in facts(pairs).items()}


def test_a_digit_that_nobody_labelled_has_no_recall_and_one_never_read_no_precision() -> None:
    known = values([(4, 9), (4, 4)])

    assert {name for name in known if name.startswith(("precision.", "recall.", "f_score."))} == {
        "precision.4",
        "recall.4",
        "f_score.4",
        "precision.9",
        "f_score.9",
    }


def test_f1_lies_in_its_interval_and_is_certain_of_nothing() -> None:
    fact = facts([(4, 4)] * 30)["f_score.4"]

    assert (fact.value, fact.n, fact.interval and (round(fact.interval.low, 3), fact.interval.high)) == (
        1.0,
        30,
        (0.94, 1.0),
    )


def test_of_confusions_the_most_frequent_are_told_with_their_share_of_the_row() -> None:
    known = facts([(4, 9)] * 3 + [(4, 4)] * 7 + [(9, 4)] * 1 + [(9, 9)] * 9)

    assert {name: known[name].shown for name in known if name.startswith("confus")} == {
        "confused_count": "3",
        "confused_share": "30.0%",
        "confused_of": "10",
        "confusion.4_9": "3",
        "confusion_share.4_9": "30.0%",
        "confusion.9_4": "1",
        "confusion_share.9_4": "10.0%",
    }


@pytest.mark.parametrize(
    ("pairs", "hardest"),
    [
        ([(4, 9)] * 3 + [(4, 4)] * 7 + [(9, 9)] * 10, 4),
        ([(4, 9)] * 3 + [(4, 4)] * 6 + [(9, 9)] * 10, None),
        ([(4, 4)] * 10 + [(9, 9)] * 10, None),
        ([(4, 9)] * 10, None),
    ],
)
def test_the_hardest_digit_is_one_of_several_that_were_labelled_often(
    pairs: list[tuple[int, int]], hardest: int | None
) -> None:
    assert values(pairs).get("hardest_digit") == hardest


def test_a_label_that_was_replaced_leaves_no_trace_in_the_facts() -> None:
    moved = [label(1, 9, 4, read=9), label(2, 9, 9, read=9, replaces=(1, 4))]
    known = {fact.id: fact.value for fact in compute_facts(summarise(moved), "en")}

    assert {name: known[name] for name in ("labelled", "accuracy", "recall.9", "brier")} == {
        "labelled": 1,
        "accuracy": 1.0,
        "recall.9": 1.0,
        "brier": pytest.approx(0.01),
    }
    assert "recall.4" not in known


def test_a_label_that_the_log_lost_makes_no_share_below_none() -> None:
    replaced = [label(n, 9 + n, 1, read=7, replaces=(90 + n, 7)) for n in range(20)]
    known = compute_facts(summarise([*replaced, *labels_of([(3, 3)] * 9)]), "en")
    shares = [float(fact.value) for fact in known if fact.unit == "share" and isinstance(fact.value, int | float)]

    assert ([share for share in shares if not 0 <= share <= 1], "brier" in {fact.id for fact in known}) == ([], False)
