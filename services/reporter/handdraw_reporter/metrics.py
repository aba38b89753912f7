"""What the reporter counts, for /metrics."""

from collections.abc import Iterable
from typing import get_args

from prometheus_client import CollectorRegistry, Counter, Gauge
from prometheus_client.metrics_core import CounterMetricFamily, Metric
from prometheus_client.registry import Collector

from handdraw_chassis.doors import count_refusals
from handdraw_chassis.request_metrics import RequestCounts
from handdraw_contracts.reports import ReportState
from handdraw_reporter.store.outcomes import Outcomes

STATES = frozenset(get_args(ReportState))


class ModelCalls(Collector):
    """What asking the language model took, over all reports; the worker counts it in a file."""

    def __init__(self, outcomes: Outcomes) -> None:
        self._outcomes = outcomes

    def collect(self) -> Iterable[Metric]:
        of = self._outcomes
        yield CounterMetricFamily("handdraw_report_model_calls", "Calls of the language model", of.calls)
        yield CounterMetricFamily("handdraw_report_model_seconds", "Time spent on asking it", of.seconds)
        tokens = CounterMetricFamily(
            "handdraw_report_model_tokens", "Tokens, as its endpoint counts them", labels=["kind"]
        )
        tokens.add_metric(["prompt"], of.prompt_tokens)
        tokens.add_metric(["completion"], of.completion_tokens)
        yield tokens


class Metrics:
    """A registry for each reporter, so that two in one process do not share one."""

    def __init__(self) -> None:
        self.registry = registry = CollectorRegistry()
        self.refusals = count_refusals(registry)
        self.requests = RequestCounts(registry)
        self.asked = Counter("handdraw_reports_asked", "Reports asked for", registry=registry)
        self.sweeps = Counter("handdraw_report_sweeps", "Looks for windows that are due", ["result"], registry=registry)
        for result in ("done", "failed"):
            self.sweeps.labels(result)  # an increase from nothing is seen by nobody
        self.reports = Gauge("handdraw_reports", "Reports that are kept, by status", ["status"], registry=registry)
        self.written = Gauge(
            "handdraw_report_last_written_timestamp_seconds",
            "When the last report was written; 0 for never",
            registry=registry,
        )
        self.queued = Gauge("handdraw_report_queue_length", "Reports that wait for a worker", registry=registry)
        self.oldest = Gauge(
            "handdraw_report_oldest_waiting_seconds",
            "How long ago the first of the unfinished reports was asked for",
            registry=registry,
        )
        self.unfinished = Gauge("handdraw_reports_unfinished", "Reports queued or being written", registry=registry)
        self.swept_at: float | None = None
        """When a sweep last went well, by the monotonic clock; None before the first."""
        self.stories = Gauge(
            "handdraw_report_outcomes",
            "Reports written, by how asking the language model went",
            ["outcome"],
            registry=registry,
        )
        self.workers = Gauge("handdraw_report_workers", "Workers that write reports", registry=registry)
