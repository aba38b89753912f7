from prometheus_client import CollectorRegistry, generate_latest

from handdraw_reporter.metrics import Metrics, ModelCalls
from handdraw_reporter.store.outcomes import Outcomes


def test_every_metric_has_the_name_and_kind_that_dashboards_know() -> None:
    registry = Metrics().registry
    registry.register(ModelCalls(Outcomes()))
    lines = generate_latest(registry).decode().splitlines()
    kinds = dict(line.removeprefix("# TYPE ").split() for line in lines if line.startswith("# TYPE "))

    assert {name: kind for name, kind in kinds.items() if not name.endswith("_created")} == {
        "handdraw_refusals_total": "counter",
        "handdraw_requests_total": "counter",
        "handdraw_reports_asked_total": "counter",
        "handdraw_report_sweeps_total": "counter",
        "handdraw_reports": "gauge",
        "handdraw_reports_unfinished": "gauge",
        "handdraw_report_queue_length": "gauge",
        "handdraw_report_oldest_waiting_seconds": "gauge",
        "handdraw_report_last_written_timestamp_seconds": "gauge",
        "handdraw_report_outcomes": "gauge",
        "handdraw_report_workers": "gauge",
        "handdraw_report_model_calls_total": "counter",
        "handdraw_report_model_seconds_total": "counter",
        "handdraw_report_model_tokens_total": "counter",
    }


def test_what_asking_the_model_took_is_counted() -> None:
    registry = CollectorRegistry()
    registry.register(ModelCalls(Outcomes(calls=3, seconds=4.5, prompt_tokens=600, completion_tokens=70)))
    lines = generate_latest(registry).decode().splitlines()

    assert [line for line in lines if not line.startswith("#")] == [
        "handdraw_report_model_calls_total 3.0",
        "handdraw_report_model_seconds_total 4.5",
        'handdraw_report_model_tokens_total{kind="prompt"} 600.0',
        'handdraw_report_model_tokens_total{kind="completion"} 70.0',
    ]
