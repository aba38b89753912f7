from collections.abc import Mapping
from dataclasses import asdict, replace

import pytest

from benchmarks.costs.comparison import find_growth, format_table, read_costs
from benchmarks.costs.counting import Costs

OF = "a request, and"
NO_BYTECODES = "no bytecodes grew: look at what is allocated, or called in C"
BEFORE = Costs(1000, 100, 10_000, {"fastapi": 600, "asyncio": 400})


@pytest.mark.parametrize(
    ("now", "told"),
    [
        (replace(BEFORE, bytecodes=1100, c_calls=110, peak_bytes=11_000), []),
        (replace(BEFORE, bytecodes=500, c_calls=50, peak_bytes=5_000), []),
        (
            replace(BEFORE, bytecodes=1110, where={"fastapi": 590, "asyncio": 410, "PIL": 110}),
            [f"one: 1,110 bytecodes {OF} 1,000 are recorded; what grew: PIL +110 bytecodes, asyncio +10 bytecodes"],
        ),
        (
            replace(BEFORE, c_calls=111, peak_bytes=11_001),
            [
                f"one: 111 calls into C {OF} 100 are recorded; {NO_BYTECODES}",
                f"one: 11,001 bytes at the peak {OF} 10,000 are recorded; {NO_BYTECODES}",
            ],
        ),
    ],
    ids=["a tenth more", "less", "more bytecodes", "more of the others"],
)
def test_what_grew_by_more_than_a_tenth_is_told_and_where(now: Costs, told: list[str]) -> None:
    assert list(find_growth({"one": BEFORE}, {"one": now})) == told


def test_a_case_of_one_side_alone_is_told() -> None:
    found = find_growth({"gone": BEFORE}, {"new": BEFORE})

    assert sorted(found) == ["gone: not counted any more", "new: not recorded yet"]


def test_the_table_has_what_is_recorded_in_brackets() -> None:
    rows = format_table({"one": BEFORE}, {"one": replace(BEFORE, bytecodes=900), "two": BEFORE}).splitlines()

    assert [row.split() for row in rows[1:]] == [
        ["one", "900", "(1,000)", "100", "(100)", "10,000", "(10,000)"],
        ["two", "1,000", "(new)", "100", "(new)", "10,000", "(new)"],
    ]


def test_what_was_written_is_read_again() -> None:
    assert read_costs({"one": asdict(BEFORE)}) == {"one": BEFORE}


@pytest.mark.parametrize("written", [{}, asdict(BEFORE) | {"seconds": 1}])
def test_what_is_no_cost_ends_the_check(written: Mapping[str, object]) -> None:
    with pytest.raises(SystemExit, match="not the costs of a request: one"):
        read_costs({"one": written})
