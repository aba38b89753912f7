from benchmarks.open_loop import Answer
from benchmarks.overload.summary import Overload

ANSWERS = [
    Answer(0.0, 0.1, "200", fresh=False),
    Answer(0.5, 0.2, "200", fresh=True),
    Answer(0.9, 0.3, "200", fresh=False),  # after the end
    Answer(0.2, 0.01, "429", fresh=False, retry_after=True),
]
OVERLOAD = Overload(best=2, offered=4, seconds=1, answers=ANSWERS)


def test_what_is_answered_in_time_counts_as_kept() -> None:
    assert OVERLOAD.kept == 1.0


def test_latencies_are_told_by_status_and_by_connection() -> None:
    assert [OVERLOAD.p_ms(1, "200"), OVERLOAD.p_ms(1, "200", fresh=True), OVERLOAD.p_ms(0.99, "429")] == [300, 200, 10]


def test_the_report_has_a_row_for_each_status_and_the_targets() -> None:
    lines = list(OVERLOAD.lines())

    assert [line.split() for line in lines[2:4]] == [
        ["200", "75.0%", "200.0", "300.0", "200.0", "300.0"],
        ["429", "25.0%", "10.0", "10.0", "0.0", "10.0"],
    ]
    assert lines[4:] == [
        "of its best rate kept: 1.00 (target 0.95)",
        "p99 of the 200s: 300 ms (target 150)",
        "p99 of the 429s: 10 ms (target 60)",
        "429s with Retry-After: 1 of 1",
    ]
