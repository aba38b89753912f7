from math import isnan

import pytest

from benchmarks.soak.samples import Sample, describe, find_growth


def sample(at_s: float, *worker_mb: float, segments: int = 1) -> Sample:
    return Sample(at_s, 100, 5, 1, worker_mb, (50, 20), segments)


SAMPLES = [sample(0, 40, 50), sample(60, 80, 70), sample(120, 81, 70), sample(180, 70, 82, segments=4)]


def test_growth_is_that_of_the_largest_worker_once_all_are_warm() -> None:
    assert find_growth(SAMPLES) == pytest.approx(60)


def test_of_one_sample_no_growth_is_known() -> None:
    assert isnan(find_growth(SAMPLES[:1]))


def test_the_report_says_what_was_first_last_and_most() -> None:
    lines = list(describe(SAMPLES, ["logger", "Valkey"]))

    assert [line.split() for line in lines[1:3]] == [
        ["largest", "worker,", "PSS", "MB", "50.0", "82.0", "82.0"],
        ["logger,", "PSS", "MB", "50.0", "50.0", "50.0"],
    ]
    assert lines[6:] == [
        "gateway processes: 70 MB, 82 MB",
        "not answered 200: 4",
        "segments rolled: 3, 4 in all",
        "over the second half the largest worker grew by +60.0 MB an hour",
    ]
