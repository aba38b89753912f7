"""The one job: from a window of the log to a written report."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from uuid import UUID

import structlog
from rq.timeouts import JobTimeoutException

from handdraw_chassis.trace_context import within
from handdraw_contracts.classifications import ModelDescription
from handdraw_contracts.reports import Fact, Report, ReportFailure
from handdraw_reporter import events
from handdraw_reporter.asker import trace_of
from handdraw_reporter.counting.facts import compute_facts
from handdraw_reporter.counting.summary import Summary
from handdraw_reporter.drawings.choosing import Selection
from handdraw_reporter.drawings.curator import Curator
from handdraw_reporter.drawings.fetching import Fetcher
from handdraw_reporter.drawings.gallery import Gallery
from handdraw_reporter.drawings.label_noise import state_label_noise
from handdraw_reporter.errors import InvalidRequest, ReporterError, UnknownReport
from handdraw_reporter.figures.drawing import RenderedFigure, render_architecture, render_figures
from handdraw_reporter.pages.report import render_html, render_markdown
from handdraw_reporter.reporter import Reporter, open_reporter
from handdraw_reporter.settings import Settings
from handdraw_reporter.wording import Wording, load_wording
from handdraw_reporter.writing.built_in import BuiltInAnalyst
from handdraw_reporter.writing.outcomes import Outcome
from handdraw_reporter.writing.story import Analyst, Briefing, Story, brief
from handdraw_reporter.writing.telling import tell

TOO_SLOW = "too_slow"
WRITING = "writing"  # what a language model is asked in

log = structlog.get_logger()


def write_report(report_id: str) -> dict[str, str]:
    """Write one report: all that the worker runs. Raises what went wrong, and the report says so.

    If two workers have the same report, the second finds it done. One that is deleted meanwhile is left at that.
    """
    with open_reporter(Settings()) as reporter:
        try:
            with reporter.reports.writing(UUID(report_id)):
                return {"id": report_id, "status": _try(reporter, UUID(report_id)).status}
        except UnknownReport:
            return {"id": report_id, "status": "deleted"}


def _try(reporter: Reporter, report_id: UUID) -> Report:
    report = reporter.reports.get(report_id)
    if report.status == "done":
        return report
    with within(trace_of(report)):
        try:
            return write(reporter, report)
        except Exception as error:
            log.warning("a report was not written", report=str(report_id), reason=f"{type(error).__name__}: {error}")
            _note_failure(reporter, report, error)
            raise


def write(reporter: Reporter, report: Report) -> Report:
    """Count, compute, draw, word and publish. Raises ReporterError, JobTimeoutException."""
    step = _step_saver(reporter, report)
    step("reading the log", 0.1)
    summary, selection = _count(reporter, report)
    step("computing", 0.5)
    model = reporter.describe_model()
    gallery = _hang(reporter, report, selection, model)
    known = (*_compute(reporter, report, summary, model), *state_label_noise(gallery, _words(report)))
    step("drawing figures", 0.6)
    rendered = (
        *render_figures(summary, model.history if model else {}, report.language, report.time_zone, facts=known),
        *render_architecture(model, report.language),
    )
    step(WRITING, 0.7)
    briefing = brief(known, report.language, gallery.list_puzzling())
    analyst = BuiltInAnalyst(Outcome.REPORT_TOO_SLOW) if _model_was_too_slow(report) else reporter.analyst
    story = _choose(analyst, briefing)
    step("making the pages", 0.9)
    found = {
        "facts": known,
        "figures": tuple(one.figure for one in rendered),
        "confusion": _confusion(summary),
        "misread": gallery.suppose(story.hypotheses).rows,
        "sheet": gallery.sheet,
        "model": model,
    }
    done = _finish(report, story, briefing, found)
    reporter.outcomes.note(story.authorship)
    _publish(reporter, done, rendered)
    log.info("a report was written", report=str(report.id), written_by=done.written_by)
    return done


def _count(reporter: Reporter, report: Report) -> tuple[Summary, Selection]:
    """Read the window once. Raises LoggerUnavailable, InvalidRequest."""
    summary, selection = Summary(), Selection(report.window.upto)
    for part in events.in_parts(events.read_window(reporter.logger, report.window)):
        summary.add_all(part)
        for event in part:
            selection.add(event)
    return summary, selection


def _finish(report: Report, story: Story, briefing: Briefing, found: Mapping[str, object]) -> Report:
    title, sections = tell(story, briefing)
    told = {"written_by": story.written_by, "authorship": story.authorship, "title": title, "sections": sections}
    ended = {"status": "done", "finished_at": datetime.now(UTC), "progress": 1.0, "step": None, "failure": None}
    return report.model_copy(update={**found, **told, **ended})


def _choose(analyst: Analyst, briefing: Briefing) -> Story:
    """Let the analyst write; a mistake of ours in asking a language model costs a report its choice, and no more."""
    try:
        return analyst.write(briefing)
    except (JobTimeoutException, ReporterError):
        raise
    except Exception:
        log.exception("asking the language model found a mistake of ours")
        return BuiltInAnalyst(Outcome.INTERNAL_ERROR).write(briefing)


def _compute(reporter: Reporter, report: Report, summary: Summary, model: ModelDescription | None) -> tuple[Fact, ...]:
    """Compute the facts of the window, and beside them what they are compared with."""
    before = reporter.reports.find_before(report.window)
    earlier = before.facts if before else ()
    return compute_facts(summary, report.language, model, earlier, time_zone=report.time_zone)


def _hang(reporter: Reporter, report: Report, selection: Selection, model: ModelDescription | None) -> Gallery:
    address = str(reporter.settings.logger_public_url)
    return Curator(
        selection, Fetcher(reporter.logger), _words(report), address, model.confusion if model else ()
    ).hang()


def _words(report: Report) -> Wording:
    return load_wording(report.language, report.time_zone)


def _confusion(summary: Summary) -> tuple[tuple[int, ...], ...]:
    return tuple(map(tuple, summary.confusion())) if summary.labelled.total() > 0 else ()


def _step_saver(reporter: Reporter, report: Report) -> Callable[[str, float], None]:
    def step(name: str, progress: float) -> None:
        update = {"status": "writing", "step": name, "progress": progress}
        reporter.reports.save(report.model_copy(update=update))

    return step


def _publish(reporter: Reporter, report: Report, rendered: Sequence[RenderedFigure]) -> None:
    """Write the report itself last: whoever sees that it is done finds all of it."""
    folder = reporter.reports.folder(report.id)
    for one in rendered:
        folder.write_figure(f"{one.figure.name}.svg", one.svg)
        folder.write_figure(f"{one.figure.name}.png", one.png)
    folder.write_page("html", render_html(report, {one.figure.name: one.svg.decode() for one in rendered}))
    folder.write_page("md", render_markdown(report))
    reporter.reports.save(report)


def _model_was_too_slow(report: Report) -> bool:
    return report.failure is not None and (report.failure.code, report.failure.step) == (TOO_SLOW, WRITING)


def _note_failure(reporter: Reporter, report: Report, error: Exception) -> None:
    """Leave the report queued for the sweep if a dependency failed; a mistake of ours would only be made again."""
    if isinstance(error, JobTimeoutException):
        update = _describe_slowness(reporter, report)
    elif isinstance(error, ReporterError) and not isinstance(error, InvalidRequest):
        update = {"status": "queued", "step": f"will be tried again: {error}"}
    else:
        failure = ReportFailure(code="internal_error", detail=f"{type(error).__name__}: {error}")
        update = {"status": "failed", "finished_at": datetime.now(UTC), "failure": failure}
    reporter.reports.save(report.model_copy(update=update))


def _describe_slowness(reporter: Reporter, report: Report) -> dict[str, object]:
    """Name the step that was too slow. The report is tried once more, and without the model if that was it.

    A model that is too slow after something else was, has its own second try: the report is known to be written then.
    """
    step = reporter.reports.get(report.id).step
    detail = f"{step} was too slow: a report has {reporter.settings.job_timeout_s} s"
    failure = ReportFailure(code=TOO_SLOW, detail=detail, step=step)
    if report.failure is None or (step == WRITING and not _model_was_too_slow(report)):
        return {"status": "queued", "step": f"will be tried again: {detail}", "failure": failure}
    return {"status": "failed", "step": None, "finished_at": datetime.now(UTC), "failure": failure}
