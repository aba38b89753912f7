"""The archive of a running service."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from redis import Redis
from starlette.testclient import TestClient

from handdraw_logger.archive.segments import UNFINISHED, list_segments
from handdraw_logger.hot.store import LOG

from ..processes import answers, eventually, free_port, run_process, service
from .cloud_events import BATCH, batch, classified, event_id, label, refused
from .conftest import client_on

EVENTS = [classified(1), refused(2), label(3, of=1, digit=4), label(4, of=1, digit=5), label(5, of=9, digit=4)]
NDJSON = {"Accept": "application/x-ndjson"}
ROLLED: dict[str, object] = {"hot_events": 0, "segment_events": 2}


@pytest.fixture
def cursors(client: TestClient) -> list[str]:
    """The cursors of EVENTS, all of which are in Redis."""
    client.post("/v1/events", content=batch(*EVENTS), headers=BATCH)
    return [event["cursor"] for event in client.get("/v1/events").json()["events"]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "archive"


@pytest.fixture
def rolled(somewhere: str, folder: Path, cursors: list[str], redis: Redis) -> Iterator[TestClient]:
    """A logger that has rolled four of the five."""
    assert len(cursors) == len(EVENTS)
    with client_on(somewhere, folder, **ROLLED) as client:
        eventually(lambda: redis.xlen(LOG) == 1, "four events are archived")
        yield client


def degraded(client: TestClient) -> list[dict[str, str]]:
    found: list[dict[str, str]] = client.get("/readyz").json()["degraded"]
    return found


def samples(client: TestClient) -> dict[str, float]:
    lines = [line.split() for line in client.get("/metrics").text.splitlines() if not line.startswith("#")]
    return {name: float(value) for name, value in lines}


READS: list[Callable[[TestClient, list[str]], Any]] = [
    lambda client, _: client.get("/v1/events").json(),
    lambda client, _: client.get("/v1/events", headers=NDJSON).text,
    lambda client, _: client.get("/v1/events", params={"outcome": "refused"}).json(),
    lambda client, _: client.get("/v1/events", params={"limit": 3}).json(),
    lambda client, _: client.get("/v1/events", params={"since": "2026-01-01T00:00:00Z"}).json(),
    lambda client, cursors: client.get("/v1/events", params={"after": cursors[1], "upto": cursors[4]}).json(),
    lambda client, cursors: client.get("/v1/events", params={"after": cursors[3]}).json(),
    lambda client, _: [client.get(f"/v1/events/{event_id(number)}").json() for number in range(1, 6)],
    lambda client, _: client.get("/v1/stats").json(),
    lambda client, cursors: client.get("/v1/stats", params={"after": cursors[0], "upto": cursors[3]}).json(),
    lambda client, cursors: client.get("/v1/stats", params={"after": cursors[4]}).json(),
]


@pytest.mark.parametrize("read", READS)
def test_whatever_is_asked_the_answer_is_the_same_before_and_after_the_roll(
    read: Callable[[TestClient, list[str]], Any], client: TestClient, cursors: list[str], request: pytest.FixtureRequest
) -> None:
    before = read(client, cursors)
    after = read(request.getfixturevalue("rolled"), cursors)

    assert after == before


def test_the_metrics_tell_what_is_hot_and_what_is_archived(rolled: TestClient, folder: Path) -> None:
    exposed = samples(rolled)
    since = [exposed[f"handdraw_archive_last_{what}_timestamp_seconds"] for what in ("roll", "turn")]

    wanted = {
        "handdraw_log_length": 5,
        "handdraw_log_hot_events": 1,
        "handdraw_archive_segments": 2,
        "handdraw_archive_events": 4,
        "handdraw_archive_bytes": sum((folder / name).stat().st_size for name in list_segments(folder)),
        "handdraw_archive_last_roll_failure_timestamp_seconds": 0,
    }
    assert ({name: exposed[name] for name in wanted}, [moment > 0 for moment in since]) == (wanted, [True, True])


@pytest.mark.usefixtures("cursors")
def test_a_roll_that_fails_is_named_and_nothing_leaves_redis(somewhere: str, folder: Path, redis: Redis) -> None:
    (folder / UNFINISHED).symlink_to("/dev/full")
    with client_on(somewhere, folder, **ROLLED) as client:
        (folder / UNFINISHED).symlink_to("/dev/full")
        eventually(lambda: degraded(client) != [], "it says so")
        answer = degraded(client), client.get("/readyz").status_code, redis.xlen(LOG)
        failed = samples(client)["handdraw_archive_last_roll_failure_timestamp_seconds"] > 0

    reason = "Events stay in Redis: [Errno 28] No space left on device"
    assert (answer, failed) == (([{"dependency": "archive", "reason": reason}], 200, 5), True)


def test_an_archive_that_cannot_be_opened_is_not_ready_and_no_crash(somewhere: str, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with client_on(somewhere, tmp_path / "file" / "archive") as client:
        ready, posted = client.get("/readyz"), client.post("/v1/events", content=batch(refused(1)), headers=BATCH)
        alive = client.get("/healthz").status_code

    reason = f"[Errno 20] Not a directory: '{tmp_path}/file/archive'"
    assert {"alive": alive, "ready": ready.status_code, "posted": posted.status_code} == {
        "alive": 200,
        "ready": 503,
        "posted": 503,
    }
    assert ready.json()["degraded"] == [{"dependency": "archive", "reason": reason}]
    assert (posted.json()["code"], posted.headers["Retry-After"]) == ("archive_unavailable", "2")


@pytest.mark.usefixtures("rolled")
def test_another_logs_archive_is_not_ready_and_records_nothing(somewhere: str, tmp_path: Path, redis: Redis) -> None:
    with client_on(somewhere, tmp_path / "another") as client:
        ready, posted = client.get("/readyz"), client.post("/v1/events", content=batch(refused(9)), headers=BATCH)

    reason = f"The archive {tmp_path}/another ends before what Redis let go of: it is another log's, or an old copy"
    assert (ready.status_code, ready.json()["degraded"]) == (503, [{"dependency": "archive", "reason": reason}])
    assert (posted.status_code, posted.json()["detail"]) == (503, reason)
    assert redis.xlen(LOG) == 1


@pytest.mark.usefixtures("rolled")
def test_a_damaged_segment_is_one_clear_error_and_no_crash_loop(somewhere: str, folder: Path, tmp_path: Path) -> None:
    (folder / "index.db").unlink()
    (folder / list_segments(folder)[0]).write_bytes(b"\x1f\x8b")
    port, said = free_port(), tmp_path / "logger.log"
    url = f"http://127.0.0.1:{port}"
    settings = {"LOGGER_PORT": str(port), "LOGGER_REDIS_URL": somewhere, "LOGGER_ARCHIVE_DIR": str(folder)}
    with run_process(service("handdraw_logger"), said, **settings):
        eventually(lambda: answers(f"{url}/readyz"), "the logger is ready")
        ready = httpx.get(f"{url}/readyz", trust_env=False).json()
        read = httpx.get(f"{url}/v1/events", trust_env=False)
        streamed = httpx.get(f"{url}/v1/events", trust_env=False, headers=NDJSON)
        behind = httpx.get(f"{url}/v1/events/{event_id(4)}", trust_env=False)

    lines = [json.loads(line) for line in said.read_text().splitlines()]
    errors = [(line["event"], line["segment"]) for line in lines if line["level"] == "error"]
    reason = f"Segment {list_segments(folder)[0]} is damaged: it ends in the middle"
    assert (ready["degraded"], errors) == (
        [{"dependency": "archive", "reason": reason}],
        [("a segment of the archive is damaged", list_segments(folder)[0])],
    )
    assert [(answer.status_code, answer.json().get("code")) for answer in (read, streamed, behind)] == [
        (503, "segment_damaged"),
        (503, "segment_damaged"),
        (200, None),
    ]


def test_an_index_that_is_lost_while_the_service_runs_is_made_again(rolled: TestClient, folder: Path) -> None:
    before = rolled.get("/v1/events").json()
    (folder / "index.db").unlink()
    eventually(lambda: rolled.get("/readyz").status_code == 200, "it is made again")

    again = rolled.post("/v1/events", content=batch(*EVENTS), headers=BATCH).json()
    assert (again["duplicates"], rolled.get("/v1/events").json()) == (5, before)


def test_what_would_lose_events_is_said_at_the_start(
    somewhere: str, folder: Path, redis: Redis, tmp_path: Path
) -> None:
    redis.config_set("appendfsync", "everysec")
    port, said = free_port(), tmp_path / "logger.log"
    settings = {"LOGGER_PORT": str(port), "LOGGER_REDIS_URL": somewhere, "LOGGER_ARCHIVE_DIR": str(folder)}
    with run_process(service("handdraw_logger"), said, **settings):
        eventually(lambda: "not all is as it should be" in said.read_text(), "it is said")

    [warning] = [line for line in map(json.loads, said.read_text().splitlines()) if line["level"] == "warning"]
    assert (warning["dependency"], warning["reason"]) == ("redis", "appendfsync is everysec, not always")


def test_a_logger_that_finds_less_than_it_acknowledged_says_so(somewhere: str, folder: Path, redis: Redis) -> None:
    with client_on(somewhere, folder) as client:
        client.post("/v1/events", content=batch(*EVENTS), headers=BATCH)
    redis.flushall()
    with client_on(somewhere, folder) as client:
        eventually(lambda: bool(degraded(client)), "the loss is seen")
        found = degraded(client)

    assert [(one["dependency"], one["reason"][-34:]) for one in found] == [
        ("redis", "the log ended nowhere: it is empty")
    ]
