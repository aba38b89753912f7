from prometheus_client import CollectorRegistry

from handdraw_contracts.log import IntakeReceipt, Rejection
from handdraw_logger.metrics import Metrics

TOTALS = ("handdraw_log_events_total", "handdraw_log_differing_duplicates_total", "handdraw_log_rejections_total")


def totals(registry: CollectorRegistry) -> dict[tuple[str, ...], float]:
    samples = [sample for family in registry.collect() for sample in family.samples]
    return {(s.name, *s.labels.values()): s.value for s in samples if s.name in TOTALS}


def test_what_became_of_each_event_is_counted() -> None:
    metrics = Metrics()
    malformed, unknown = Rejection(id=None, code="malformed_event"), Rejection(id="7", code="unknown_type")
    metrics.count(IntakeReceipt(accepted=2, duplicates=5, rejected=(malformed, unknown)), differing=2)
    metrics.count(IntakeReceipt(accepted=3, duplicates=1, rejected=(malformed,)), differing=1)

    assert totals(metrics.registry) == {
        ("handdraw_log_events_total", "accepted"): 5,
        ("handdraw_log_events_total", "duplicate"): 6,
        ("handdraw_log_events_total", "rejected"): 3,
        ("handdraw_log_differing_duplicates_total",): 3,
        ("handdraw_log_rejections_total", "malformed_event"): 2,
        ("handdraw_log_rejections_total", "unknown_type"): 1,
    }


def test_two_loggers_in_one_process_count_apart() -> None:
    one, other = Metrics(), Metrics()
    one.count(IntakeReceipt(accepted=1, duplicates=0), differing=1)

    assert totals(other.registry) == {("handdraw_log_differing_duplicates_total",): 0}


def test_every_metric_bears_our_prefix() -> None:
    names = {family.name for family in Metrics().registry.collect()}

    assert names == {
        "handdraw_refusals",
        "handdraw_requests",
        "handdraw_log_redis_seconds",
        "handdraw_log_redis_clock_ahead_seconds",
        "handdraw_log_end_ahead_seconds",
        "handdraw_log_loss",
        "handdraw_archive_last_turn_timestamp_seconds",
        "handdraw_archive_last_roll_timestamp_seconds",
        "handdraw_log_events",
        "handdraw_log_differing_duplicates",
        "handdraw_log_rejections",
        "handdraw_log_intake_seconds",
        "handdraw_log_length",
        "handdraw_log_hot_events",
        "handdraw_archive_segments",
        "handdraw_archive_events",
        "handdraw_archive_bytes",
        "handdraw_archive_last_roll_failure_timestamp_seconds",
    }
