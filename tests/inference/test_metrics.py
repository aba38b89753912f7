from prometheus_client import generate_latest

from handdraw_inference.metrics import Metrics


def test_every_metric_has_the_name_and_kind_that_dashboards_know() -> None:
    lines = generate_latest(Metrics().registry).decode().splitlines()
    kinds = dict(line.removeprefix("# TYPE ").split() for line in lines if line.startswith("# TYPE "))

    assert {name: kind for name, kind in kinds.items() if not name.endswith("_created")} == {
        "handdraw_classifications_total": "counter",
        "handdraw_previews_total": "counter",
        "handdraw_refusals_total": "counter",
        "handdraw_requests_total": "counter",
        "handdraw_stage_seconds_total": "counter",
        "handdraw_turn_wait_seconds": "histogram",
        "handdraw_explanations_total": "counter",
        "handdraw_labels_total": "counter",
        "handdraw_digits_total": "counter",
        "handdraw_classify_seconds": "histogram",
        "handdraw_unrecorded_total": "counter",
        "handdraw_outbox_forwarded_total": "counter",
        "handdraw_outbox_rejected_total": "counter",
        "handdraw_outbox_retries_total": "counter",
        "handdraw_outbox_events": "gauge",
        "handdraw_outbox_bytes": "gauge",
        "handdraw_outbox_oldest_age_seconds": "gauge",
        "handdraw_outbox_quota_bytes": "gauge",
        "handdraw_outbox_disk_bytes": "gauge",
        "handdraw_outbox_disk_free_bytes": "gauge",
        "handdraw_outbox_quarantined": "gauge",
        "handdraw_outbox_corrupt_files": "gauge",
    }


def test_two_gateways_in_one_process_count_apart() -> None:
    one, other = Metrics(), Metrics()
    one.previews.inc()

    assert "handdraw_previews_total 0.0" in generate_latest(other.registry).decode()
