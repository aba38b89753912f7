from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import pytest
from rq.timeouts import JobTimeoutException

from handdraw_contracts.reports import Fact, Language, Report, ReportFailure, ReportState, Window
from handdraw_reporter.errors import LoggerUnavailable
from handdraw_reporter.jobs import _note_failure, write, write_report
from handdraw_reporter.reporter import Reporter
from handdraw_reporter.writing.built_in import BuiltInAnalyst
from handdraw_reporter.writing.drafts import Analyst, Draft

from ..processes import eventually
from .fake_logger import FakeLogger
from .log_events import classification, cursor, refusal
from .reporters import make_reporter


class Try(NamedTuple):
    written_by: str | None
    then: ReportState


class Parrot(BuiltInAnalyst):
    """Says what the built-in analyst says, under its own name."""

    def write(self, facts: Sequence[Fact], language: Language) -> Draft:
        draft = super().write(facts, language)
        return Draft(draft.title, draft.sections, "parrot")


def reporter(folder: Path, analyst: Analyst) -> Reporter:
    logger = FakeLogger([classification(1), classification(2), refusal(3)]).client()
    return make_reporter(folder, logger, analyst=analyst)


@pytest.fixture
def built_in(tmp_path: Path) -> Reporter:
    return reporter(tmp_path, BuiltInAnalyst())


def create(reporter: Reporter) -> Report:
    return reporter.reports.create(Window(after=None, upto=cursor(3)), "en", scheduled=False)


def test_a_report_is_written_whole_and_leaves_nothing_of_a_try_before(built_in: Reporter) -> None:
    failure = ReportFailure(code="too_slow", detail="a try before")
    report = create(built_in).model_copy(update={"step": "will be tried again", "failure": failure})
    done = write(built_in, report)

    folder = built_in.reports.folder(report.id)
    assert (done.status, done.step, done.failure) == ("done", None, None)
    assert folder.read() == done
    assert str(done.title) in folder.page("html")
    assert {folder.figure(f"{one.name}.png")[:4] for one in done.figures} == {b"\x89PNG"}


def test_a_dependency_that_was_away_leaves_the_report_queued(built_in: Reporter) -> None:
    report = create(built_in)
    _note_failure(built_in, report, LoggerUnavailable("away"))

    noted = built_in.reports.get(report.id)
    assert (noted.status, noted.step) == ("queued", "will be tried again: away")


def test_a_mistake_of_ours_fails_the_report(built_in: Reporter) -> None:
    report = create(built_in)
    _note_failure(built_in, report, ZeroDivisionError("division by zero"))

    noted = built_in.reports.get(report.id)
    assert (noted.status, noted.failure and noted.failure.code) == ("failed", "internal_error")


def test_what_was_too_slow_is_tried_once_more_without_the_language_model(tmp_path: Path) -> None:
    parrot = reporter(tmp_path, Parrot())
    first = create(parrot)
    by_parrot = write(parrot, first).written_by
    _note_failure(parrot, first, JobTimeoutException("too long"))
    second = parrot.reports.get(first.id)
    by_second = write(parrot, second).written_by
    _note_failure(parrot, second, JobTimeoutException("too long"))

    assert [Try(by_parrot, second.status), Try(by_second, parrot.reports.get(first.id).status)] == [
        Try(written_by="parrot", then="queued"),
        Try(written_by="built-in", then="failed"),
    ]


def test_of_two_workers_with_the_same_report_the_second_finds_it_done(
    built_in: Reporter, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = create(built_in)
    monkeypatch.setenv("REPORTER_REPORTS_DIR", str(built_in.settings.reports_dir))  # and no logger: writing would fail
    with ThreadPoolExecutor(1) as second:
        with built_in.reports.folder(report.id).hold():
            found = second.submit(write_report, str(report.id))
            eventually(found.running, "the second has the job")
            done = write(built_in, report)

        assert (found.result()["status"], built_in.reports.get(report.id)) == ("done", done)
