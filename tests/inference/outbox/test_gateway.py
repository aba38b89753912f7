"""What callers and operators hear of the outbox: the whole gateway in process, with no logger."""

from contextlib import closing

from starlette.testclient import TestClient
from structlog.testing import capture_logs

from handdraw_inference.app import create_app
from handdraw_inference.outbox.queue import Outbox
from handdraw_inference.settings import Settings

from ..calls import classify
from ..conftest import Sample

AMPLE = 10_000_000


def degradations(gateway: TestClient) -> list[str]:
    """Return what /readyz says of the outbox."""
    named = gateway.get("/readyz").json()["degraded"]
    return [one["reason"] for one in named if one["dependency"] == "outbox"]


def metric(gateway: TestClient, name: str) -> float:
    lines = gateway.get("/metrics").text.splitlines()
    return float(next(line.split()[1] for line in lines if line.startswith(f"{name} ")))


def test_over_a_corrupt_file_the_gateway_starts_records_and_says_what_it_found(
    settings: Settings, sample: Sample
) -> None:
    settings.outbox_file.write_bytes(b"garbage" * 1000)
    with capture_logs() as logs, TestClient(create_app(settings), base_url="http://localhost") as gateway:
        answer = classify(gateway, sample(3))
        ready, said = gateway.get("/readyz").status_code, degradations(gateway)
        counted = metric(gateway, "handdraw_outbox_corrupt_files"), metric(gateway, "handdraw_outbox_events")
    (aside,) = settings.outbox_file.parent.glob("*.corrupt-*")

    assert (answer.status_code, ready, said) == (200, 200, [f"{aside.name} was corrupt and lies aside"])
    assert counted == (1, 1)
    assert [line for line in logs if line["log_level"] == "error"] == [
        {
            "event": "the outbox is corrupt: a fresh one is begun",
            "reason": "file is not a database",
            "moved_to": str(aside),
            "log_level": "error",
        }
    ]


def test_once_the_corrupt_file_is_gone_nothing_is_degraded(settings: Settings, gateway: TestClient) -> None:
    aside = settings.outbox_file.with_name("outbox.db.corrupt-20261124T110501.000000Z")
    aside.touch()
    aside.with_name(aside.name + "-wal").touch()
    before = degradations(gateway)
    aside.unlink()
    log_alone = degradations(gateway)
    aside.with_name(aside.name + "-wal").unlink()
    after = degradations(gateway)

    assert (before, log_alone, after) == (*[[f"{aside.name} was corrupt and lies aside"]] * 2, [])


def test_what_lies_in_the_quarantine_is_named(settings: Settings, gateway: TestClient, sample: Sample) -> None:
    classify(gateway, sample(3))
    with closing(Outbox(settings.outbox_file, AMPLE)) as outbox:
        ((seq, entry),) = outbox.oldest(9, AMPLE)
        outbox.settle([seq], {entry.event_id: "malformed_event"})

    assert (degradations(gateway), metric(gateway, "handdraw_outbox_quarantined")) == (
        ["1 events lie in the quarantine"],
        1,
    )


def test_while_the_oldest_event_waits_for_too_long_drawings_are_503(settings: Settings, sample: Sample) -> None:
    app = create_app(settings.model_copy(update={"outbox_max_age_s": 1e-9}))
    with TestClient(app, base_url="http://localhost") as gateway:
        answers = [classify(gateway, sample(3)) for _ in range(2)]
        ready = gateway.get("/readyz")

    assert [answer.status_code for answer in answers] == [200, 503]
    assert (answers[1].json()["code"], answers[1].headers["Retry-After"]) == ("outbox_full", "2")
    assert (ready.status_code, ready.json()["degraded"][0]["dependency"]) == (503, "outbox")


def test_what_is_full_is_only_counted(settings: Settings, sample: Sample) -> None:
    with TestClient(
        create_app(settings.model_copy(update={"outbox_quota_mib": 0})), base_url="http://localhost"
    ) as gateway:
        classify(gateway, sample(3))
        classify(gateway, b"no drawing")
        lines = gateway.get("/metrics").text.splitlines()

    assert {
        'handdraw_classifications_total{code="outbox_full",outcome="failed"} 1.0',
        "handdraw_unrecorded_total 1.0",
        "handdraw_outbox_events 0.0",
    } <= set(lines)


def test_every_metric_of_the_outbox_is_there(gateway: TestClient) -> None:
    names = {line.split()[0] for line in gateway.get("/metrics").text.splitlines() if not line.startswith("#")}

    assert {name for name in names if name.startswith("handdraw_outbox_") and not name.endswith("_created")} == {
        "handdraw_outbox_events",
        "handdraw_outbox_bytes",
        "handdraw_outbox_oldest_age_seconds",
        "handdraw_outbox_quarantined",
        "handdraw_outbox_corrupt_files",
        "handdraw_outbox_disk_bytes",
        "handdraw_outbox_disk_free_bytes",
        "handdraw_outbox_quota_bytes",
        "handdraw_outbox_forwarded_total",
        "handdraw_outbox_rejected_total",
        "handdraw_outbox_retries_total",
    }
