from pathlib import Path

import httpx
import pytest

from benchmarks.reports.measuring import find_differences, measure_worker, serve_log


@pytest.mark.parametrize(
    ("ours", "theirs", "differing"),
    [
        ({"drawings": 3, "only_ours": 1}, {"drawings": 3, "only_theirs": 2}, []),
        ({"drawings": 3}, {"drawings": 4}, ["drawings: 3 and 4"]),
        ({"total_ms.median": 100.0}, {"total_ms.median": 101.0}, []),
        ({"total_ms.median": 100.0}, {"total_ms.median": 102.0}, ["total_ms.median: 100.0 and 102.0"]),
        ({"first_recorded": "a"}, {"first_recorded": "b"}, ["first_recorded: a and b"]),
    ],
    ids=["the same", "another count", "a near quantile", "another quantile", "another time"],
)
def test_facts_that_do_not_agree_are_named(
    ours: dict[str, object], theirs: dict[str, object], differing: list[str]
) -> None:
    assert find_differences(ours, theirs) == differing


def test_the_log_is_served_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "log").write_bytes(b"{}\n" * 9)
    with serve_log(tmp_path / "log") as url:
        answers = [httpx.get(f"{url}{path}", trust_env=False) for path in ("/v1/events?upto=9-0", "/v1/model")]

    assert [(answer.status_code, answer.content) for answer in answers] == [(200, b"{}\n" * 9), (404, b"")]


def test_a_worker_that_fails_ends_the_benchmark_and_says_why(tmp_path: Path) -> None:
    (tmp_path / "log").write_bytes(b"no event\n")
    with serve_log(tmp_path / "log") as url, pytest.raises(SystemExit, match="an answer is no event of the log"):
        measure_worker("counting", url, "9-0", 1, tmp_path / "reports")
