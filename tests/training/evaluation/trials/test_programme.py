from collections.abc import Callable

from handdraw_training.evaluation.trials.programme import (
    SampleSizes,
    plain_sevens,
    plan_trials,
    sample,
    sample_each_set,
)
from handdraw_training.pen.strokes import StrokeDrawing

Writer = Callable[..., list[StrokeDrawing]]


def test_a_sample_is_the_same_each_time_and_keeps_the_order() -> None:
    first, second = (sample(range(100), 10) for _ in range(2))

    assert (first, sorted(set(first)), len(first)) == (second, first, 10)


def test_what_is_few_is_taken_whole() -> None:
    assert sample("abc", 3) == ["a", "b", "c"]


def test_each_set_gives_as_many_and_a_small_one_all(writer: Writer) -> None:
    strokes = [*writer("large:1"), *writer("large:2"), *writer("small:1", [1, 2])]

    kept = [one.set for one in sample_each_set(strokes, 10)]

    assert (kept.count("large"), kept.count("small")) == (5, 2)


def test_no_set_is_left_out_however_many_there_are(writer: Writer) -> None:
    strokes = [one for index in range(8) for one in writer(f"set{index}:1")]

    assert len({one.set for one in sample_each_set(strokes, 4)}) == 8


def test_of_nothing_there_is_no_sample() -> None:
    assert sample_each_set([], 10) == []


def test_a_seven_of_two_strokes_has_its_bar_already(writer: Writer) -> None:
    plain, barred = writer("w:1", [7, 4])
    two = StrokeDrawing("two", 7, "w:1", (*plain.strokes, *barred.strokes))

    assert plain_sevens([plain, two, barred]) == [plain]


def test_only_zeros_are_slashed(writer: Writer) -> None:
    planned = {one.name: one.subjects for one in plan_trials(None, writer("w:1"), SampleSizes(20, 5, 4, 2, 3))}

    assert [one.label for one in planned["0, slashed"]] == [0]
