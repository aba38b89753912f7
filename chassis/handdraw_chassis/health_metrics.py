"""What /readyz says, as metrics: so an alert may stand on whatever a service itself calls wrong."""

from collections import Counter
from collections.abc import Iterable

from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from handdraw_contracts.health import Readiness


class HealthMetrics(Collector):
    """``handdraw_ready``, and ``handdraw_degraded`` by dependency."""

    def __init__(self, readiness: Readiness) -> None:
        self._readiness = readiness

    def collect(self) -> Iterable[Metric]:
        yield GaugeMetricFamily("handdraw_ready", "1 while /readyz says ready", self._readiness.status == "ready")
        degraded = GaugeMetricFamily(
            "handdraw_degraded", "How much /readyz names as degraded, by dependency", labels=["dependency"]
        )
        for dependency, count in Counter(one.dependency for one in self._readiness.degraded).items():
            degraded.add_metric([dependency], count)
        yield degraded
