import json

from benchmarks.machines.__main__ import DAYS
from benchmarks.machines.needs import DAY_S, Measured, Needs, compute_needs, format_needs

from ...processes import ROOT

MEASURED = Measured(
    gateway_us=400, logger_us=50, primary_us=20, received=2_000, replicated=4_000, memory=2_000, segments=400, index=100
)
RECORDED = ROOT / "benchmarks" / "machines" / "machines.json"


def test_needs_follow_from_what_was_measured() -> None:
    assert compute_needs(MEASURED, 1_000.0 * DAY_S) == Needs(
        mean=1_000,
        peak=4_000,
        gateway_cores=3.2,
        gateways=3,
        logger_cores=0.4,
        of_a_primary=0.08,
        logs=1,
        memory_mb=140,
        network_mb_s=40,
        archive_gb=34.56,
        segments=8_640,
        index_gb=8.64,
    )


def test_more_than_half_of_a_primarys_core_makes_two_logs() -> None:
    assert [compute_needs(MEASURED, rate * DAY_S / 4).logs for rate in (25_000, 25_100)] == [1, 2]


def test_the_page_shows_what_follows_from_the_figures_beside_the_benchmark() -> None:
    table = format_needs(Measured.read(json.loads(RECORDED.read_text())), DAYS)

    assert table in (ROOT / "docs" / "scaling.md").read_text()
