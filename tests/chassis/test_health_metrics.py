from prometheus_client import CollectorRegistry

from handdraw_chassis.health_metrics import HealthMetrics
from handdraw_chassis.shared_metrics import expose
from handdraw_contracts.health import Degradation, Readiness


def test_what_readyz_says_is_measured() -> None:
    degraded = (
        Degradation(dependency="redis", reason="its clock is ahead"),
        Degradation(dependency="redis", reason="appendfsync is everysec"),
        Degradation(dependency="archive", reason="damaged"),
    )
    readiness = Readiness(status="not_ready", service="logger", version="1", degraded=degraded)
    lines = expose(CollectorRegistry(), "logger", HealthMetrics(readiness)).decode().splitlines()

    assert [line for line in lines if line.startswith(("handdraw_ready", "handdraw_degraded"))] == [
        "handdraw_ready 0.0",
        'handdraw_degraded{dependency="redis"} 2.0',
        'handdraw_degraded{dependency="archive"} 1.0',
    ]
