from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import httpx
import pytest
from rq.timeouts import JobTimeoutException

from handdraw_contracts.reports import Report, ReportFailure, ReportState, Window
from handdraw_reporter.errors import LoggerUnavailable, UnknownReport
from handdraw_reporter.jobs import _note_failure, write, write_report
from handdraw_reporter.reporter import Reporter
from handdraw_reporter.store.outcomes import Outcomes
from handdraw_reporter.store.reports import Reports
from handdraw_reporter.writing.built_in import BuiltInAnalyst
from handdraw_reporter.writing.story import Analyst, Briefing, Story

from ..processes import eventually
from .cards.descriptions import shipped
from .fake_logger import FakeLogger
from .log_events import classification, cursor, label, refusal
from .reporters import make_reporter


class Try(NamedTuple):
    written_by: str | None
    outcome: str | None
    then: ReportState


def tried(done: Report, then: Report) -> Try:
    outcome = done.authorship.outcome if done.authorship else None
    return Try(done.written_by, outcome, then.status)


class Parrot(BuiltInAnalyst):
    """Says what the built-in analyst says, under its own name."""

    def write(self, briefing: Briefing) -> Story:
        return replace(super().write(briefing), written_by="parrot")


class Supposer(BuiltInAnalyst):
    """Supposes the same of every drawing that it is asked about."""

    def write(self, briefing: Briefing) -> Story:
        hypotheses = {drawing.id: "The top may be open." for drawing in briefing.drawings}
        return replace(super().write(briefing), hypotheses=hypotheses)


class Mistaken(BuiltInAnalyst):
    def write(self, briefing: Briefing) -> Story:
        raise TypeError(briefing.facts_sha256)


def reporter(folder: Path, analyst: Analyst) -> Reporter:
    logger = FakeLogger([classification(1), classification(2), refusal(3)]).client()
    return make_reporter(folder, logger, analyst=analyst)


@pytest.fixture
def built_in(tmp_path: Path) -> Reporter:
    return reporter(tmp_path, BuiltInAnalyst())


def create(reporter: Reporter, after: int | None = None, upto: int = 3) -> Report:
    window = Window(after=None if after is None else cursor(after), upto=cursor(upto))
    return reporter.reports.create(window, "en", scheduled=False)


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


def be_too_slow(reporter: Reporter, report: Report, step: str) -> Report:
    """Let the report's time be up in this step, and return it as it is known then."""
    reporter.reports.save(report.model_copy(update={"status": "writing", "step": step}))
    _note_failure(reporter, report, JobTimeoutException("too long"))
    return reporter.reports.get(report.id)


def test_a_mistake_of_ours_in_asking_a_model_costs_a_report_its_choice_and_no_more(tmp_path: Path) -> None:
    mistaken = reporter(tmp_path, Mistaken())
    done = write(mistaken, create(mistaken))

    assert tried(done, done) == Try("built-in", "internal_error", "done")


def test_what_was_too_slow_is_named(built_in: Reporter) -> None:
    noted = be_too_slow(built_in, create(built_in), "reading the log")

    detail = "reading the log was too slow: a report has 300 s"
    assert (noted.status, noted.step) == ("queued", f"will be tried again: {detail}")
    assert noted.failure == ReportFailure(code="too_slow", detail=detail, step="reading the log")


def _dribble(_: httpx.Request) -> httpx.Response:
    def part() -> Iterator[bytes]:
        yield b'{"cur'
        raise JobTimeoutException("RQ's alarm rings wherever the job is")

    return httpx.Response(200, content=part())


def test_a_log_that_comes_too_slowly_is_what_was_too_slow(tmp_path: Path) -> None:
    slow = make_reporter(tmp_path, httpx.Client(transport=httpx.MockTransport(_dribble), base_url="http://logger"))
    report = create(slow)
    with pytest.raises(JobTimeoutException) as raised:
        write(slow, report)
    _note_failure(slow, report, raised.value)

    noted = slow.reports.get(report.id)
    assert (noted.status, noted.failure and noted.failure.step) == ("queued", "reading the log")


@pytest.mark.parametrize(
    ("slow", "then", "outcome"),
    [
        (["writing"], "queued", "report_too_slow"),
        (["writing", "writing"], "failed", "report_too_slow"),
        (["writing", "reading the log"], "failed", "no_model_set"),
        (["reading the log"], "queued", "no_model_set"),
        (["reading the log", "reading the log"], "failed", "no_model_set"),
        (["reading the log", "making the pages"], "failed", "no_model_set"),
        (["reading the log", "writing"], "queued", "report_too_slow"),
        (["drawing figures", "writing", "writing"], "failed", "report_too_slow"),
    ],
)
def test_a_report_is_tried_once_more_and_without_the_model_only_if_that_was_too_slow(
    tmp_path: Path, slow: list[str], then: ReportState, outcome: str
) -> None:
    parrot = reporter(tmp_path, Parrot())
    report = create(parrot)
    for step in slow:
        report = be_too_slow(parrot, report, step)
    written_by = "built-in" if outcome == "report_too_slow" else "parrot"

    assert (report.step is None) == (then == "failed")
    assert tried(write(parrot, report), report) == Try(written_by, outcome, then)


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


class Deleting(BuiltInAnalyst):
    """Is slower than whoever deletes the report."""

    def __init__(self, reports: Reports) -> None:
        super().__init__()
        self._reports = reports

    def write(self, briefing: Briefing) -> Story:
        [report] = self._reports.list_unfinished()
        self._reports.delete(report.id)
        return super().write(briefing)


def test_of_a_report_that_is_deleted_while_it_is_written_nothing_is_left(tmp_path: Path) -> None:
    reporter_ = reporter(tmp_path, Deleting(Reports(tmp_path)))
    report = create(reporter_)
    with pytest.raises(UnknownReport), reporter_.reports.folder(report.id).hold():
        write(reporter_, report)

    left = {file.name for file in tmp_path.rglob("*") if file.is_file() and not file.name.endswith(".lock")}
    assert left == set()


def test_a_worker_that_comes_for_a_deleted_report_leaves_it_at_that(
    built_in: Reporter, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = create(built_in)
    monkeypatch.setenv("REPORTER_REPORTS_DIR", str(built_in.settings.reports_dir))
    built_in.reports.delete(report.id)

    assert write_report(str(report.id)) == {"id": str(report.id), "status": "deleted"}


def test_a_window_is_compared_with_the_one_before_it(tmp_path: Path) -> None:
    logger = FakeLogger([classification(number) for number in range(1, 8)]).client()
    reporter = make_reporter(tmp_path, logger)
    write(reporter, create(reporter, upto=2))
    done = write(reporter, create(reporter, after=2, upto=7))
    [change] = [section for section in done.sections if section.title == "Against the window before"]

    assert change.sentences == ("There were more drawings than in the window before: 5 after 2.",)


def test_what_became_of_asking_the_model_is_counted(built_in: Reporter) -> None:
    write(built_in, create(built_in))

    assert built_in.outcomes.read() == Outcomes(counts={"no_model_set": 1}, last="no_model_set")


def test_a_report_keeps_what_the_gateway_said_of_its_model(built_in: Reporter) -> None:
    model = shipped()
    answer = httpx.MockTransport(lambda _: httpx.Response(200, text=model.model_dump_json()))
    told = replace(built_in, gateway=httpx.Client(transport=answer, base_url="http://gateway"))
    done = write(told, create(told))

    assert (done.model, {"architecture", "training"} <= {figure.name for figure in done.figures}) == (model, True)


def test_misread_drawings_are_shown_and_a_model_may_suppose_why(tmp_path: Path) -> None:
    glyph = "A" * 1046 + "=="
    events = [classification(1, 7, glyph=glyph), classification(2, 3, glyph=glyph), label(3, of=1, digit=4, read=7)]
    reporter = make_reporter(tmp_path, FakeLogger(events).client(), analyst=Supposer())
    done = write(reporter, create(reporter))
    [row] = done.misread
    page = reporter.reports.folder(done.id).page("html")

    assert (row.name, row.count, [(one.read, one.label, one.hypothesis) for one in row.drawings]) == (
        "unsure",
        1,
        [(7, 4, "The top may be open.")],
    )
    assert ([one.read for one in done.sheet], page.count("data:image/png")) == ([3, 7], 3)
    assert {fact.id: fact.shown for fact in done.facts if "doubted" in fact.id} == {"doubted_labels": "0"}
