"""The reporter as it is now, into its metrics: what is kept, what waits and who writes."""

from contextlib import suppress
from datetime import UTC, datetime

from handdraw_reporter.errors import QueueUnavailable, ReporterError
from handdraw_reporter.metrics import STATES, Metrics
from handdraw_reporter.reporter import Reporter
from handdraw_reporter.store.outcomes import Outcomes

NAN = float("nan")  # for what nobody knows now


def measure(reporter: Reporter, metrics: Metrics) -> Outcomes:
    """Return what else is counted, in a file."""
    with suppress(OSError, ReporterError):  # then the last values stay, and /readyz says why
        _measure_reports(reporter, metrics)
    try:
        metrics.workers.set(reporter.queue.count_workers())
        metrics.queued.set(reporter.queue.count_waiting())
    except QueueUnavailable:
        metrics.workers.set(NAN)
        metrics.queued.set(NAN)
    outcomes = reporter.outcomes.read()
    for outcome, count in outcomes.counts.items():
        metrics.stories.labels(outcome).set(count)
    return outcomes


def _measure_reports(reporter: Reporter, metrics: Metrics) -> None:
    counted = reporter.reports.take_census()
    for status in STATES | counted.by_status.keys():
        metrics.reports.labels(status).set(counted.by_status.get(status, 0))
    metrics.written.set(counted.written_at)
    unfinished = reporter.reports.list_unfinished()
    metrics.unfinished.set(len(unfinished))
    now = datetime.now(UTC)
    metrics.oldest.set(max(((now - one.requested_at).total_seconds() for one in unfinished), default=0))
