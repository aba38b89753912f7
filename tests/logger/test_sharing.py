"""Two running loggers, as on two machines: one Redis, one archive, a folder each."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from redis import Redis
from starlette.testclient import TestClient

from handdraw_logger import keeping
from handdraw_logger.archive.segments import list_segments
from handdraw_logger.archive.shared_shelf import SharedShelf
from handdraw_logger.hot.manifest import MANIFEST
from handdraw_logger.hot.store import LOG

from ..processes import eventually
from .cloud_events import BATCH, batch, classified, event_id, label, refused
from .conftest import client_on

ROLLED: dict[str, object] = {"hot_events": 0, "segment_events": 2}


@pytest.fixture
def shared(tmp_path: Path) -> Path:
    (tmp_path / "shared").mkdir()
    return tmp_path / "shared"


@pytest.fixture
def loggers(
    somewhere: str, tmp_path: Path, shared: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[list[TestClient]]:
    monkeypatch.setattr(keeping, "TURN_S", 0.2)
    monkeypatch.setattr(SharedShelf, "verified_for_s", 0.2)
    with ExitStack() as stack:
        given = ROLLED | {"archive_url": f"file://{shared}"}
        yield [stack.enter_context(client_on(somewhere, tmp_path / name, **given)) for name in ("one", "other")]


def test_whatever_is_asked_both_give_the_same_answer(loggers: list[TestClient], redis: Redis, shared: Path) -> None:
    one, other = loggers
    one.post("/v1/events", content=batch(classified(1), refused(2), label(3, of=1, digit=4)), headers=BATCH)
    eventually(lambda: redis.xlen(LOG) == 1, "two events are rolled")
    other.post("/v1/events", content=batch(refused(2), label(4, of=1, digit=5)), headers=BATCH)
    eventually(lambda: redis.xlen(LOG) == 0, "all events are rolled")
    paths = ["/v1/events", "/v1/stats", *(f"/v1/events/{event_id(number)}" for number in range(1, 5))]
    found = [one.get(path).json() for path in paths]

    assert [other.get(path).json() for path in paths] == found
    assert [event["event"]["id"] for event in found[0]["events"]] == [event_id(number) for number in range(1, 5)]
    assert (redis.hlen(MANIFEST) - 2, len(list_segments(shared))) == (2, 2)


def test_while_the_archive_is_away_events_are_recorded_and_readiness_says_why_they_stay(
    loggers: list[TestClient], redis: Redis, shared: Path
) -> None:
    one, other = loggers
    away = shared.rename(shared.with_name("away"))
    taken = one.post("/v1/events", content=batch(refused(1), refused(2)), headers=BATCH)
    eventually(lambda: bool(degraded(one) or degraded(other)), "one has tried to roll")
    said = str(degraded(one) + degraded(other))
    away.rename(shared)
    eventually(lambda: redis.xlen(LOG) == 0, "the events are rolled", 20)

    assert (taken.status_code, taken.json()["accepted"]) == (202, 2)
    assert f"Events stay in Redis: file://{shared}: there is no such folder, or it is not mounted" in said
    assert [client.get("/v1/events").json()["events"][1]["event"]["id"] for client in loggers] == [event_id(2)] * 2


def test_what_was_lost_while_the_archive_was_away_comes_back_with_it(
    loggers: list[TestClient], redis: Redis, shared: Path, somewhere: str, tmp_path: Path
) -> None:
    loggers[0].post("/v1/events", content=batch(refused(1), refused(2)), headers=BATCH)
    eventually(lambda: redis.xlen(LOG) == 0, "all events are rolled")
    eventually(lambda: all(list_segments(tmp_path / name) for name in ("one", "other")), "both have a copy")
    (lost,) = list_segments(shared)
    away = shared.rename(shared.with_name("away"))
    (away / lost).unlink()
    with client_on(somewhere, tmp_path / "one", archive_url=f"file://{shared}") as again:
        eventually(lambda: bool(degraded(again)), "it has looked")
        away.rename(shared)
        eventually(lambda: list_segments(shared) == [lost], "it is put there again")


def test_what_the_archive_forgets_while_they_run_is_put_there_again(
    loggers: list[TestClient], redis: Redis, shared: Path
) -> None:
    for client in loggers:
        client.post("/v1/events", content=batch(refused(1), refused(2)), headers=BATCH)
    eventually(lambda: redis.xlen(LOG) == 0, "all events are rolled")
    (forgotten,) = list_segments(shared)
    eventually(lambda: len(loggers[0].get("/v1/events").json()["events"]) == 2, "it is read")
    (shared / forgotten).unlink()
    eventually(lambda: list_segments(shared) == [forgotten], "it is put there again")


def test_a_redis_that_loses_everything_is_told_again_while_they_run(
    loggers: list[TestClient], redis: Redis, shared: Path
) -> None:
    events = batch(refused(1), refused(2))
    loggers[0].post("/v1/events", content=events, headers=BATCH)
    eventually(lambda: redis.xlen(LOG) == 0, "all events are rolled")
    redis.flushall()
    eventually(lambda: set(list_segments(shared)) < set(redis.hkeys(MANIFEST)), "it is listed again")
    again = [client.post("/v1/events", content=events, headers=BATCH).json()["duplicates"] for client in loggers]

    assert again == [2, 2]
    assert [len(client.get("/v1/events").json()["events"]) for client in loggers] == [2, 2]


def degraded(client: TestClient) -> list[dict[str, str]]:
    found: list[dict[str, str]] = client.get("/readyz").json()["degraded"]
    return found
