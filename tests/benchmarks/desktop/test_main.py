import pytest

from benchmarks.desktop.__main__ import Found, last_before_pauses, parse, rows
from benchmarks.desktop.frames import SIZES


def test_what_is_not_said_is_the_short_form() -> None:
    arguments = parse(["--part", "idle", "--part", "curves", "--curves", "5"])

    assert (arguments.part, arguments.idle_s, arguments.curves) == (["idle", "curves"], 20.0, 5)


@pytest.mark.parametrize(
    ("noted", "expected"),
    [
        ([], []),
        (["40.5", "31.25", "pause", "20", "pause"], [31.25, 20.0]),
        (["pause", "pause", "20", "pause"], [20.0]),
    ],
)
def test_of_the_answers_to_a_digit_the_last_counts(noted: list[str], expected: list[float]) -> None:
    assert last_before_pauses(noted) == expected


def test_each_figure_stands_beside_its_target() -> None:
    found = Found({name: [1.0, 2.0, 3.0] for name in SIZES}, 0.0015, [20.0, 30.0, 40.0], {"curves": 0.92})

    assert [(measured, target) for _, measured, target in rows(found)] == [
        ("2.00, p95 3.00", "2"),
        ("2.00, p95 3.00", "2"),
        ("2.00, p95 3.00", "6"),
        ("0.15%", "0.2%"),
        ("30, p95 40, n 3", "150"),
        ("92.0%", ""),
    ]


def test_what_was_left_out_is_not_told() -> None:
    assert rows(Found()) == []
