"""Whether a report that is asked for would be kept now, and who would be needed to write it and is away."""

from functools import partial
from time import monotonic
from typing import Final

from handdraw_contracts import __version__
from handdraw_contracts.health import Degradation, Readiness
from handdraw_reporter.errors import QueueUnavailable, ReporterError, ReportsUnwritable
from handdraw_reporter.events import find_end
from handdraw_reporter.metrics import Metrics
from handdraw_reporter.reporter import Reporter
from handdraw_reporter.schedule import SWEEP_S
from handdraw_reporter.wording import load_wording
from handdraw_reporter.writing.outcomes import OF_USE

STALE_S: Final = 3 * SWEEP_S

_Readiness = partial(Readiness, service="reporter", version=__version__)


def judge_readiness(reporter: Reporter, metrics: Metrics) -> Readiness:
    try:
        reporter.reports.probe()
    except ReportsUnwritable as error:
        return _Readiness(status="not_ready", degraded=(Degradation(dependency="reports", reason=str(error)),))
    return _Readiness(status="ready", degraded=tuple(_degradations(reporter, metrics)))


def _degradations(reporter: Reporter, metrics: Metrics) -> list[Degradation]:
    found = [Degradation(dependency="reports", reason=reason) for reason in reporter.reports.list_faults()]
    if metrics.swept_at is None or monotonic() - metrics.swept_at > STALE_S:
        found.append(Degradation(dependency="schedule", reason="the last sweeps went wrong: see the log"))
    try:
        if reporter.queue.count_workers() == 0:
            found.append(Degradation(dependency="worker", reason="none is running: reports wait"))
    except QueueUnavailable as error:
        found.append(Degradation(dependency="redis", reason=str(error)))
    try:
        find_end(reporter.logger)
    except ReporterError as error:
        found.append(Degradation(dependency="logger", reason=str(error)))
    last = reporter.outcomes.read().last
    if reporter.settings.openai_model is not None and last is not None and last not in OF_USE:
        reason = f"the last report was written without it: {load_wording('en').outcomes.get(last, last)}"
        found.append(Degradation(dependency="language_model", reason=reason))
    return found
