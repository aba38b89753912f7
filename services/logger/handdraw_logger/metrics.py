"""What the logger counts, for /metrics."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from handdraw_contracts.log import Rejection

BUCKETS_S = (0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5)


class Metrics:
    """One registry a logger, so that two in one process do not meet."""

    def __init__(self) -> None:
        self.registry = registry = CollectorRegistry()
        self.events = Counter(
            "handdraw_log_events", "Events sent here, by what became of them", ["result"], registry=registry
        )
        self.rejections = Counter("handdraw_log_rejections", "Events rejected, by code", ["code"], registry=registry)
        self.seconds = Histogram("handdraw_log_intake_seconds", "One batch", registry=registry, buckets=BUCKETS_S)
        self.length = Gauge("handdraw_log_length", "Events in the log", registry=registry)

    def count(self, accepted: int, duplicates: int, rejected: list[Rejection]) -> None:
        self.events.labels("accepted").inc(accepted)
        self.events.labels("duplicate").inc(duplicates)
        self.events.labels("rejected").inc(len(rejected))
        for rejection in rejected:
            self.rejections.labels(rejection.code).inc()
