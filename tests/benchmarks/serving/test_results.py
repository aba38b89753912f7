import pytest

from benchmarks.closed_loop import Tally
from benchmarks.recorded import Recorded
from benchmarks.serving.measuring import Round, Window
from benchmarks.serving.results import (
    compare_costs,
    compare_rates,
    count_failures,
    count_recorded,
    describe_callers,
    format_table,
)


def round_of(rate: float, recorded: Recorded | None = None, server_ms: float = 0.25) -> Round:
    tally = Tally(int(rate), 1, 2.0, 30.0, 12.0, {"200": int(rate), "429": 1})
    window = Window(tally, server_ms, 0.3125, 0.5, recorded or Recorded())
    return Round(1.5, 0.7, 3, (100, 150), {64: window})


OURS = [round_of(300, Recorded(300, 1, 2)), round_of(200, Recorded(200))]
THEIRS = [round_of(100), round_of(100)]


def test_the_ratio_is_the_median_of_the_rounds_own() -> None:
    assert compare_rates([*OURS, round_of(900)], [*THEIRS, round_of(100)], 64) == pytest.approx(3)


def test_so_is_that_of_cpu_time() -> None:
    dear = [round_of(1, server_ms=ms) for ms in (0.5, 0.75, 1)]

    assert compare_costs(dear, [round_of(1)] * 3, 64) == 3


def test_a_round_that_one_of_them_has_not_is_no_pair() -> None:
    assert compare_rates(OURS[:1], THEIRS, 64) == pytest.approx(3)


def test_what_was_lost_and_what_failed_is_counted_over_all_windows() -> None:
    assert (count_recorded(OURS), count_failures(OURS[0])) == (Recorded(500, 1, 2), 1)


def test_the_table_has_a_row_each() -> None:
    table = format_table({"ours": OURS, "theirs": THEIRS, "broken": []}, [64], "theirs")

    rows = [line.split(" | ") for line in table.splitlines()]
    assert rows[2] == [
        "| ours",
        "250 (200 to 300)",
        "2.00 / 30.0",
        "2.50",
        "0.250 / 0.312",
        "100 / 150",
        "3",
        "1.5 (0.7)",
        "2",
        "500: 1, 2",
        "0.50 |",
    ]
    assert (rows[3][3], rows[3][9], set(rows[4][1:-1])) == ("1.00", "records nothing", {"failed"})


def test_what_the_callers_took_themselves_is_told() -> None:
    assert describe_callers({"ours": OURS}, [64]) == "12 us at 64"
