from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from handdraw_contracts.reports import Authorship
from handdraw_reporter.store.outcomes import OutcomeFile, Outcomes


def test_outcomes_are_counted_and_the_last_is_remembered(tmp_path: Path) -> None:
    file = OutcomeFile(tmp_path)
    for outcome in ("too_slow", "chosen_by_model", "too_slow"):
        file.note(Authorship(outcome=outcome, calls=2, seconds=0.5, prompt_tokens=30))

    assert OutcomeFile(tmp_path).read() == Outcomes(
        counts={"too_slow": 2, "chosen_by_model": 1}, last="too_slow", calls=6, seconds=1.5, prompt_tokens=90
    )


def test_a_file_from_before_calls_were_counted_goes_on(tmp_path: Path) -> None:
    (tmp_path / "outcomes.json").write_text('{"counts": {"too_slow": 2}, "last": "too_slow"}')
    OutcomeFile(tmp_path).note(Authorship(outcome="too_slow", calls=1, completion_tokens=5))

    assert OutcomeFile(tmp_path).read() == Outcomes(
        counts={"too_slow": 3}, last="too_slow", calls=1, completion_tokens=5
    )


def test_none_is_lost_where_several_workers_note_at_once(tmp_path: Path) -> None:
    with ThreadPoolExecutor(4) as workers:
        list(workers.map(lambda _: OutcomeFile(tmp_path).note(Authorship(outcome="too_slow")), range(20)))

    assert OutcomeFile(tmp_path).read().counts == {"too_slow": 20}


def test_a_file_that_is_broken_counts_as_none(tmp_path: Path) -> None:
    (tmp_path / "outcomes.json").write_text("{")

    assert OutcomeFile(tmp_path).read() == Outcomes()
