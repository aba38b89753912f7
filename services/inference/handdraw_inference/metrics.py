"""The gateway's metrics."""

from collections.abc import Iterable
from http import HTTPStatus

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from handdraw_chassis.doors import count_refusals
from handdraw_chassis.request_metrics import RequestCounts
from handdraw_chassis.tally import Tally
from handdraw_contracts.classifications import ModelReference

STAGES = ("normalise", "wait", "predict", "record")
BUCKETS_S = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5)


class ModelMetrics(Collector):
    """``handdraw_model_info``: nothing while no engine answers."""

    def __init__(self, model: ModelReference | None) -> None:
        self._model = model

    def collect(self) -> Iterable[Metric]:
        names = ["name", "version", "engine"]
        info = GaugeMetricFamily("handdraw_model_info", "The network that answers now, and where it runs", labels=names)
        if self._model is not None:
            info.add_metric([self._model.name, self._model.version, self._model.engine], 1)
        yield info


class Metrics:
    """One registry for each gateway, so that two in one process stay apart."""

    def __init__(self) -> None:
        self.registry = registry = CollectorRegistry()
        self.outcomes = Counter(
            "handdraw_classifications",
            "Drawings sent to be recorded, by outcome",
            ["outcome", "code"],
            registry=registry,
        )
        self.refusals = count_refusals(registry)
        self.requests = RequestCounts(registry)
        self.previews = Counter("handdraw_previews", "Drawings classified without recording", registry=registry)
        self.explanations = Counter(
            "handdraw_explanations",
            "Answers whose saliency was asked for; unexplained are those whose network could not be asked any more",
            ["outcome"],
            registry=registry,
        )
        self.labels = Counter("handdraw_labels", "Labels taken", registry=registry)
        self.digits = Counter("handdraw_digits", "Digits answered", ["digit", "engine"], registry=registry)
        self.seconds = Histogram(
            "handdraw_classify_seconds", "From the whole body to the answer", registry=registry, buckets=BUCKETS_S
        )
        self.turn_wait = Histogram(
            "handdraw_turn_wait_seconds",
            "How long the first drawing of a turn of the event loop had waited for it",
            registry=registry,
            buckets=BUCKETS_S,
        )
        stages = Counter(
            "handdraw_stage_seconds",
            "Time that answered drawings spent in each stage; over the count of handdraw_classify_seconds, of one",
            ["stage"],
            registry=registry,
        )
        self.stages = Tally(*(stages.labels(stage).inc for stage in STAGES))
        self.answered = Tally(self.requests.find("/v1/classify", "POST", HTTPStatus.OK))
        """what the hot route answers with a digit"""
        self.unrecorded = Counter(
            "handdraw_unrecorded", "Answers without an event: refusals over their share", registry=registry
        )
        self.forwarded = Counter("handdraw_outbox_forwarded", "Events that the logger has", registry=registry)
        self.rejected = Counter("handdraw_outbox_rejected", "Events moved to the quarantine", registry=registry)
        self.forward_retries = Counter("handdraw_outbox_retries", "Deliveries tried again", registry=registry)
        self.outbox_events = Gauge(
            "handdraw_outbox_events",
            "Events that wait for the logger",
            registry=registry,
            multiprocess_mode="mostrecent",
        )
        self.outbox_bytes = Gauge(
            "handdraw_outbox_bytes", "Their size", registry=registry, multiprocess_mode="mostrecent"
        )
        self.outbox_age = Gauge(
            "handdraw_outbox_oldest_age_seconds",
            "How long the oldest of them has waited",
            registry=registry,
            multiprocess_mode="mostrecent",
        )
        self.outbox_quota = Gauge(
            "handdraw_outbox_quota_bytes",
            "How much may wait there, quarantine included, before drawings are answered 503",
            registry=registry,
            multiprocess_mode="mostrecent",
        )
        self.outbox_disk = Gauge(
            "handdraw_outbox_disk_bytes",
            "What it takes on the disk, which counts against the quota",
            registry=registry,
            multiprocess_mode="mostrecent",
        )
        self.outbox_disk_free = Gauge(
            "handdraw_outbox_disk_free_bytes",
            "What its disk has left",
            registry=registry,
            multiprocess_mode="mostrecent",
        )
        self.quarantined = Gauge(
            "handdraw_outbox_quarantined", "Events in the quarantine", registry=registry, multiprocess_mode="mostrecent"
        )
        self.outbox_corrupt_files = Gauge(
            "handdraw_outbox_corrupt_files",
            "Outboxes that were corrupt and lie aside",
            registry=registry,
            multiprocess_mode="mostrecent",
        )

    def tell(self) -> None:
        """Bring the counters up to date."""
        self.stages.tell()
        self.answered.tell()
