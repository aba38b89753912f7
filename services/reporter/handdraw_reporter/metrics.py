"""What the reporter counts, for /metrics."""

from prometheus_client import CollectorRegistry, Counter, Gauge

from handdraw_chassis.doors import count_refusals
from handdraw_chassis.request_metrics import RequestCounts


class Metrics:
    """A registry for each reporter, so that two in one process do not share one."""

    def __init__(self) -> None:
        self.registry = registry = CollectorRegistry()
        self.refusals = count_refusals(registry)
        self.requests = RequestCounts(registry)
        self.asked = Counter("handdraw_reports_asked", "Reports asked for", registry=registry)
        self.sweeps = Counter("handdraw_report_sweeps", "Looks for windows that are due", ["result"], registry=registry)
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
