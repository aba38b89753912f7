"""The logger's metrics, for /metrics."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from handdraw_chassis.doors import count_refusals
from handdraw_chassis.request_metrics import RequestCounts
from handdraw_contracts.log import IntakeReceipt
from handdraw_logger.log import LogSize

NAN = float("nan")
BUCKETS_S = (0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5)


class Metrics:
    """Each logger has a registry of its own, so that two in one process do not collide."""

    def __init__(self) -> None:
        self.registry = registry = CollectorRegistry()
        self.refusals = count_refusals(registry)
        self.requests = RequestCounts(registry)
        self.events = Counter(
            "handdraw_log_events", "Events sent here, by what became of them", ["result"], registry=registry
        )
        self.differing = Counter(
            "handdraw_log_differing_duplicates",
            "Duplicates that say something else than the event that is kept",
            registry=registry,
        )
        self.rejections = Counter("handdraw_log_rejections", "Events rejected, by code", ["code"], registry=registry)
        self.seconds = Histogram("handdraw_log_intake_seconds", "One batch", registry=registry, buckets=BUCKETS_S)
        self.length = Gauge("handdraw_log_length", "Events in the log", registry=registry)
        self.hot = Gauge("handdraw_log_hot_events", "Events in Redis", registry=registry)
        self.segments = Gauge("handdraw_archive_segments", "Segments in the archive", registry=registry)
        self.archived = Gauge("handdraw_archive_events", "Events in the archive", registry=registry)
        self.bytes = Gauge("handdraw_archive_bytes", "Size of the archive's segments", registry=registry)
        self.redis_seconds = Histogram(
            "handdraw_log_redis_seconds", "One recording in Redis", registry=registry, buckets=BUCKETS_S
        )
        self.redis_clock = Gauge(
            "handdraw_log_redis_clock_ahead_seconds",
            "By how much Redis's clock is ahead of the logger's",
            registry=registry,
        )
        self.end_clock = Gauge(
            "handdraw_log_end_ahead_seconds",
            "By how much the last event is dated ahead of Redis's clock",
            registry=registry,
        )
        self.loss = Gauge("handdraw_log_loss", "1 while acknowledged events are known to be gone", registry=registry)
        self.kept = Gauge(
            "handdraw_archive_last_turn_timestamp_seconds",
            "When it was last looked for what to roll, and nothing went wrong; 0 for never",
            registry=registry,
        )
        self.rolled = Gauge(
            "handdraw_archive_last_roll_timestamp_seconds",
            "When events were last rolled into the archive; 0 for not since the logger began",
            registry=registry,
        )
        self.roll_failed = Gauge(
            "handdraw_archive_last_roll_failure_timestamp_seconds",
            "When rolling events into the archive last failed; 0 for never",
            registry=registry,
        )

    def set_sizes(self, size: LogSize | None) -> None:
        """Set the gauges to what the log holds now; None is what nobody knows."""
        self.length.set(size.events if size else NAN)
        self.hot.set(size.hot_events if size else NAN)
        self.segments.set(size.archive.segments if size else NAN)
        self.archived.set(size.archive.events if size else NAN)
        self.bytes.set(size.archive.bytes if size else NAN)

    def set_loss(self, *, is_known: bool) -> None:
        self.loss.set(is_known)

    def set_clocks(self, redis_ahead_s: float, end_ahead_s: float) -> None:
        self.redis_clock.set(redis_ahead_s)
        self.end_clock.set(end_ahead_s)

    def count(self, receipt: IntakeReceipt, differing: int) -> None:
        """``differing``: of the duplicates."""
        self.events.labels("accepted").inc(receipt.accepted)
        self.events.labels("duplicate").inc(receipt.duplicates)
        self.differing.inc(differing)
        self.events.labels("rejected").inc(len(receipt.rejected))
        for rejection in receipt.rejected:
            self.rejections.labels(rejection.code).inc()
