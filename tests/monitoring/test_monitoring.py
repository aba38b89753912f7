"""A real Prometheus over real services, to which everything happens that somebody is to be woken for."""

from collections.abc import Callable, Iterator
from functools import partial

import pytest

from ..processes import eventually
from .prometheus import MISSING, MONITORING, Prometheus, alert_names, promtool, queries, watching
from .stack import Watched, watched_stack

pytestmark = pytest.mark.skipif(bool(MISSING), reason="Debian's prometheus is not installed")
SERVICES = ("inference", "logger", "reporter")
FROM_THE_START = {"ServingAway", "OutboxDiskLow", "AnswersSlow"}
"""Nobody serves TensorFlow here, and of these limits the test has lowered two."""
Cause = Callable[[], object]


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watched]:
    with watched_stack(tmp_path_factory.mktemp("watched")) as stack:
        yield stack


@pytest.fixture(scope="module")
def prometheus(watched: Watched) -> Iterator[Prometheus]:
    targets = {name: watched.ports[name] for name in SERVICES}
    with watching(watched.folder, targets, watched.folder / "key") as prometheus:
        eventually(lambda: len(prometheus.query("up == 1")) == len(SERVICES), "all are scraped")
        yield prometheus


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_is_read_with_a_key_and_promtool_finds_nothing_to_say(watched: Watched, service: str) -> None:
    watched.classify(3)
    metrics = watched.get(service, "/metrics")

    assert promtool("check", "metrics", given=metrics.text) == (0, "")
    assert 'handdraw_requests_total{method="GET",route="/readyz",status="200"}' in metrics.text


def test_every_query_of_the_dashboard_finds_something(watched: Watched, prometheus: Prometheus) -> None:
    watched.classify(20)
    watched.classify(20, Host="evil.example")
    asked = queries(MONITORING / "grafana" / "dashboards" / "handdraw.json")

    def unanswered() -> list[str]:
        watched.classify()
        return [query for query in asked if not prometheus.query(query)]

    assert watched.ask("en") == 202
    eventually(lambda: unanswered() == [], "all queries find something")


def test_each_alert_fires_when_its_cause_is_there(watched: Watched, prometheus: Prometheus) -> None:
    quiet = FROM_THE_START | {"LanguageModelOfNoUse", "StrangersKnock"}  # of the tests before
    eventually(lambda: prometheus.firing() <= quiet, "the others do not fire")
    for alerts, cause in scenario(watched):
        eventually(partial(fires, prometheus, alerts, cause), f"{alerts} fire", pause_s=0.5)

    assert prometheus.fired() == alert_names()


def fires(prometheus: Prometheus, alerts: set[str], cause: Cause) -> bool:
    """Bring the cause about once more, and say whether all of the alerts have fired since the beginning."""
    cause()
    return alerts <= prometheus.fired()


def scenario(watched: Watched) -> Iterator[tuple[set[str], Cause]]:
    """Yield who is to be woken, and by what, one after the other; a cause is brought about until they are."""
    yield FROM_THE_START, watched.classify
    watched.ask("en")
    yield {"LanguageModelOfNoUse"}, nothing
    yield {"StrangersKnock"}, lambda: watched.classify(20, Host="evil.example")
    yield {"RedisSlow"}, watched.pause_redis
    watched.spoil_archive()
    yield {"ArchiveFails"}, nothing
    watched.lose_events()
    yield {"EventsLost"}, nothing
    watched.date_ahead()
    yield {"ClockAstray"}, nothing
    watched.mend_archive()
    watched.fail_report()
    watched.lay_aside_outbox()
    watched.spoil_event()
    yield {"ReportsFail", "OutboxCorrupt", "EventsInQuarantine"}, nothing
    watched.classify()  # so that there is something to report of
    watched.stop("worker")
    watched.ask("de")
    yield {"NoWorker", "ReportsWait", "TooBusy"}, lambda: watched.ask("ko")
    watched.kill("redis")
    yield {"NotReady", "OutboxOld", "OutboxFilling"}, lambda: watched.classify(50)
    yield {"AnswersFail", "SweepsFail"}, lambda: watched.get("logger", "/v1/events")
    watched.break_models()
    yield {"ModelsNotFollowed"}, nothing
    watched.stop("inference")
    watched.start("inference", "/healthz")
    yield {"NoEngine", "Restarting"}, nothing
    watched.kill("logger")
    yield {"ServiceDown"}, nothing


def nothing() -> None:
    """Leave it as it is."""
