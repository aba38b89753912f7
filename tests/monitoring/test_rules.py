"""The rules and the configuration that ship, judged by promtool: as they stand, with all their patience."""

import re
from pathlib import Path
from typing import NamedTuple

import pytest

from ..processes import ROOT
from .prometheus import MISSING, MONITORING, RULES, alert_names, promtool, queries

pytestmark = pytest.mark.skipif(bool(MISSING), reason="Debian's prometheus is not installed")
PAGE = ROOT / "docs" / "monitoring.md"


class Case(NamedTuple):
    """``series``: what is measured each minute; the alert fires at ``after``, in minutes, and not one before."""

    alert: str
    series: dict[str, str]
    after: int


def degraded(job: str, dependency: str) -> str:
    return f'handdraw_degraded{{job="{job}",dependency="{dependency}"}}'


SLOW = {
    f'handdraw_classify_seconds_bucket{{le="{le}"}}': values
    for le, values in (("0.5", "0+10x30"), ("1", "0+20x30"), ("+Inf", "0+20x30"))
}
SLOW_REDIS = {
    f'handdraw_log_redis_seconds_bucket{{le="{le}"}}': values
    for le, values in (("0.5", "0+10x30"), ("1", "0+20x30"), ("+Inf", "0+20x30"))
}
CASES = [
    Case("ServiceDown", {'up{job="logger"}': "1x4 0x30"}, 6),
    Case("NotReady", {'handdraw_ready{job="logger"}': "1x4 0x30"}, 6),
    Case("Restarting", {'process_start_time_seconds{job="logger"}': "1 1 2 2 3 4 4x30"}, 5),
    Case(
        "AnswersFail",
        {
            'handdraw_requests_total{job="inference",route="/v1/classify",status="200"}': "0+90x30",
            'handdraw_requests_total{job="inference",route="/v1/classify",status="503"}': "0+10x30",
        },
        6,
    ),
    Case("TooBusy", {'handdraw_requests_total{job="inference",route="/",status="429"}': "0+60x30"}, 6),
    Case("StrangersKnock", {'handdraw_refusals_total{job="logger",code="key_unknown"}': "0+120x30"}, 8),
    Case("NoEngine", {degraded("inference", "engine"): "1x30"}, 1),
    Case("ServingAway", {degraded("inference", "tensorflow_serving"): "1x30"}, 10),
    Case("ModelsNotFollowed", {degraded("inference", "models"): "1x30"}, 5),
    Case("AnswersSlow", SLOW, 11),
    Case("OutboxOld", {"handdraw_outbox_oldest_age_seconds": "0+60x30"}, 4),
    Case("OutboxFilling", {"handdraw_outbox_disk_bytes": "60x30", "handdraw_outbox_quota_bytes": "100x30"}, 1),
    Case("OutboxDiskLow", {"handdraw_outbox_disk_free_bytes": "9e8x30"}, 5),
    Case("EventsInQuarantine", {"handdraw_outbox_quarantined": "0 0 1x30"}, 2),
    Case("OutboxCorrupt", {"handdraw_outbox_corrupt_files": "0 1x30"}, 1),
    Case("EventsLost", {"handdraw_log_loss": "0 1x30"}, 1),
    Case("ClockAstray", {"handdraw_log_redis_clock_ahead_seconds": "-90x30"}, 1),
    Case("RedisSlow", SLOW_REDIS, 6),
    Case("ArchiveFails", {degraded("logger", "archive"): "1x30"}, 5),
    Case("ReportsFail", {'handdraw_reports{status="failed"}': "1x30"}, 5),
    Case("ReportsWait", {"handdraw_report_oldest_waiting_seconds": "0+60x60"}, 31),
    Case("NoWorker", {"handdraw_report_workers": "0x30"}, 5),
    Case("SweepsFail", {'handdraw_report_sweeps_total{result="failed"}': "0+1x30"}, 4),
    Case("LanguageModelOfNoUse", {degraded("reporter", "language_model"): "1x30"}, 5),
]
WELL = {
    'up{job="inference"}': "1x60",
    'handdraw_ready{job="inference"}': "1x60",
    'process_start_time_seconds{job="inference"}': "1x60",
    'handdraw_requests_total{job="inference",route="/v1/classify",status="200"}': "0+600x60",
    'handdraw_requests_total{job="inference",route="/v1/classify",status="500"}': "0+6x60",
    'handdraw_refusals_total{job="inference",code="foreign_host"}': "0+6x60",
    "handdraw_outbox_oldest_age_seconds": "0 30 60 90 119x60",
    "handdraw_outbox_disk_bytes": "10x60",
    "handdraw_outbox_quota_bytes": "100x60",
    "handdraw_outbox_disk_free_bytes": "5e9x60",
    "handdraw_outbox_quarantined": "0x60",
    "handdraw_log_redis_clock_ahead_seconds": "3x60",
    "handdraw_log_loss": "0x60",
    'handdraw_reports{status="failed"}': "0x60",
    "handdraw_report_workers": "1x60",
    "handdraw_report_oldest_waiting_seconds": "0 300 600x60",
}


def unit_test(series: dict[str, str], checks: list[tuple[int, str, bool]]) -> str:
    """Return promtool's form of a test: at which minute which alert fires."""
    lines = ["rule_files: [alerts.yml]", "evaluation_interval: 1m", "tests:", "- interval: 1m", "  input_series:"]
    for name, values in series.items():
        lines += [f"  - series: '{name}'", f"    values: '{values}'"]
    lines.append("  promql_expr_test:")
    for minute, alert, fires in checks:
        lines += [
            f'  - expr: \'count(ALERTS{{alertname="{alert}",alertstate="firing"}}) or vector(0)\'',
            f"    eval_time: {minute}m",
            f"    exp_samples: [{{labels: '{{}}', value: {int(fires)}}}]",
        ]
    return "\n".join(lines)


def judge(folder: Path, test: str) -> tuple[int, str]:
    (folder / "alerts.yml").write_text(RULES.read_text())
    (folder / "test.yml").write_text(test)
    return promtool("test", "rules", "test.yml", cwd=folder)


@pytest.mark.parametrize("case", CASES, ids=[case.alert for case in CASES])
def test_an_alert_fires_when_its_cause_has_lasted_and_no_sooner(case: Case, tmp_path: Path) -> None:
    checks = [(case.after - 1, case.alert, False), (case.after, case.alert, True)]
    status, said = judge(tmp_path, unit_test(case.series, checks))

    assert status == 0, said


def test_a_system_that_is_well_wakes_nobody(tmp_path: Path) -> None:
    checks = [(minute, alert, False) for alert in sorted(alert_names()) for minute in (20, 59)]
    status, said = judge(tmp_path, unit_test(WELL, checks))

    assert status == 0, said


def test_every_alert_is_tried_and_the_page_tells_what_to_do() -> None:
    told = set(re.findall(r"^### (\w+)$", PAGE.read_text(), re.MULTILINE))

    assert ({case.alert for case in CASES}, told) == (alert_names(), alert_names())


def test_the_configuration_is_valid(tmp_path: Path) -> None:
    (tmp_path / "key").touch()
    (tmp_path / "alerts.yml").write_text(RULES.read_text())
    text = (MONITORING / "prometheus.yml").read_text()
    (tmp_path / "prometheus.yml").write_text(text.replace("/secrets/key", str(tmp_path / "key")))

    assert promtool("check", "config", "prometheus.yml", cwd=tmp_path)[0] == 0


def test_the_dashboard_asks_for_metrics_of_ours_alone() -> None:
    asked = queries(MONITORING / "grafana" / "dashboards" / "handdraw.json")
    words = {word for query in asked for word in re.findall(r"[a-z]+_\w+", query)}

    assert {word for word in words if not word.startswith(("handdraw_", "process_"))} == {
        "group_left",
        "histogram_quantile",
    }
