"""The one job: from a window of the log to a written report."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from uuid import UUID

from rq.timeouts import JobTimeoutException

from handdraw_contracts.reports import Fact, Report, ReportFailure, Section
from handdraw_reporter import events, pages
from handdraw_reporter.counting.facts import facts
from handdraw_reporter.counting.summary import Summary
from handdraw_reporter.errors import InvalidRequest, ReporterError
from handdraw_reporter.figures import drawing
from handdraw_reporter.figures.drawing import Drawn
from handdraw_reporter.reporter import Reporter, open_reporter
from handdraw_reporter.settings import Settings
from handdraw_reporter.writing.built_in import BUILT_IN, BuiltInAnalyst, Draft
from handdraw_reporter.writing.verifier import fill

TOO_SLOW = "too_slow"


def write_report(report_id: str) -> dict[str, str]:
    """What the worker runs. Raises what went wrong; the report says so. Of two workers, the second finds it done."""
    with open_reporter(Settings()) as reporter, reporter.reports.held(UUID(report_id)):
        report = reporter.reports.get(UUID(report_id))
        if report.status == "done":
            return {"id": report_id, "status": "done"}
        try:
            done = write(reporter, report)
        except Exception as error:
            _note_failure(reporter, report, error)
            raise
        return {"id": report_id, "status": done.status}


def write(reporter: Reporter, report: Report) -> Report:
    at = _stepping(reporter, report)
    at("reading the log", 0.1)
    summary = Summary()
    for event in events.read(reporter.logger, report.window):
        summary.add(event)
    at("computing", 0.5)
    known = facts(summary, report.language)
    at("drawing figures", 0.6)
    drawn = drawing.draw(summary, reporter.training_history(), report.language)
    at("writing", 0.7)
    analyst = BuiltInAnalyst() if _was_too_slow(report) else reporter.analyst
    draft = analyst.write(known, report.language)
    done = report.model_copy(
        update={
            "status": "done",
            "finished_at": datetime.now(UTC),
            "progress": 1.0,
            "step": None,
            "failure": None,
            "written_by": draft.written_by,
            "title": fill(draft.title, known),
            "sections": _sections(draft, known),
            "facts": known,
            "figures": tuple(one.figure for one in drawn),
        }
    )
    _publish(reporter, done, drawn)
    return done


def _sections(draft: Draft, known: Sequence[Fact]) -> tuple[Section, ...]:
    """A language model's facts show their label and n, ours need not."""
    explained = draft.written_by != BUILT_IN
    return tuple(
        Section(title=one.title, sentences=tuple(fill(said, known, explained=explained) for said in one.sentences))
        for one in draft.sections
    )


def _stepping(reporter: Reporter, report: Report) -> Callable[[str, float], None]:
    def step(name: str, progress: float) -> None:
        update = {"status": "writing", "step": name, "progress": progress}
        reporter.reports.save(report.model_copy(update=update))

    return step


def _publish(reporter: Reporter, report: Report, drawn: Sequence[Drawn]) -> None:
    """The report itself comes last: whoever sees that it is done finds all of it."""
    reports = reporter.reports
    for one in drawn:
        reports.save_figure(report.id, f"{one.figure.name}.svg", one.svg)
        reports.save_figure(report.id, f"{one.figure.name}.png", one.png)
    reports.save_page(report.id, "html", pages.html(report, {one.figure.name: one.svg.decode() for one in drawn}))
    reports.save_page(report.id, "md", pages.markdown(report))
    reports.save(report)


def _was_too_slow(report: Report) -> bool:
    return report.failure is not None and report.failure.code == TOO_SLOW


def _note_failure(reporter: Reporter, report: Report, error: Exception) -> None:
    """What a dependency did wrong is tried again by the sweep; what we did wrong would only go wrong again.

    Too slow is most likely a language model: the second try does without.
    """
    if isinstance(error, JobTimeoutException) and not _was_too_slow(report):
        update = {"status": "queued", "failure": ReportFailure(code=TOO_SLOW, detail=str(error))}
    elif isinstance(error, ReporterError) and not isinstance(error, InvalidRequest):
        update = {"status": "queued", "step": f"will be tried again: {error}"}
    else:
        failure = ReportFailure(code="internal_error", detail=f"{type(error).__name__}: {error}")
        update = {"status": "failed", "finished_at": datetime.now(UTC), "failure": failure}
    reporter.reports.save(report.model_copy(update=update))
