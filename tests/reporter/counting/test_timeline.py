from hypothesis import given, settings
from hypothesis import strategies as st

from handdraw_reporter.counting.timeline import CAPACITY, WIDTHS_S, TimeLine

SECONDS = st.integers(min_value=-62_135_596_800, max_value=253_402_300_799)  # of the years 1 to 9999
MOMENTS = st.lists(SECONDS | st.integers(min_value=0, max_value=10**6), max_size=500)


def line_of(moments: list[int]) -> TimeLine:
    line = TimeLine()
    line.add_all(moments)
    return line


@settings(max_examples=50, deadline=None)
@given(MOMENTS, MOMENTS, st.randoms())
def test_time_lines_add_up_to_that_of_both_in_any_order(one: list[int], two: list[int], chance: object) -> None:
    whole = one + two
    getattr(chance, "shuffle")(whole)  # noqa: B009 - hypothesis calls its own type Random

    assert line_of(one) + line_of(two) == line_of(two) + line_of(one) == line_of(whole)


@settings(max_examples=50, deadline=None)
@given(MOMENTS)
def test_every_drawing_is_in_one_of_a_bounded_number_of_bins(moments: list[int]) -> None:
    line = line_of(moments)

    assert (line.bins.total(), len(line.bins) <= CAPACITY) == (len(moments), True)


def test_a_short_window_is_told_in_minutes_and_a_long_one_in_days() -> None:
    widths = [line_of(list(range(0, days * 86_400, 60))).width_s for days in (1, 30, 180)]

    assert widths == [900, 21_600, 86_400]


def test_a_coarser_step_adds_bins_up() -> None:
    hour = WIDTHS_S.index(3_600)

    assert line_of([0, 59, 60, 3_599, 3_600]).at_step(hour) == {0: 4, 1: 1}
