"""What a stranger who can write to Redis may put into the queue: nothing of it is run, and the next report is."""

import json
import pickle
import sys
import zlib
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from redis import Redis
from rq.exceptions import NoSuchJobError
from rq.job import Job
from structlog.testing import capture_logs

from handdraw_contracts.reports import Window
from handdraw_reporter.admission import NAME, WRITE, GuardedQueue, ReportJob
from handdraw_reporter.queueing import ReportQueue
from handdraw_reporter.store.reports import Reports

from ..processes import answering_redis, eventually, free_port, reporter_programs

HOSTILE = "handdraw_hostile"
RQ_QUEUE = f"rq:queue:{NAME}"
STARTED = f"rq:wip:{NAME}"


class Pickled:
    """Runs code where it is unpickled."""

    def __init__(self, code: str) -> None:
        self._code = code

    def __reduce__(self) -> Any:
        return eval, (self._code,)


def call(function: object, *args: object, of: object = None, **kwargs: object) -> bytes:
    return zlib.compress(json.dumps([function, of, args, kwargs]).encode())


def hostile_fields(marker: Path, own: UUID) -> dict[str, dict[str, bytes | str]]:
    """Return what to change in an honest job's hash, by name. Whatever of it is run makes a file beside ``marker``."""
    touch = f"__import__('pathlib').Path({str(marker)!r} + {{!r}}).touch()"
    return {
        "a shell": {"data": call("os.system", f"touch {marker}.shell")},
        "a builtin": {"data": call("eval", touch.format(".eval"))},
        "a module that acts when it is imported": {"data": call(f"{HOSTILE}.run")},
        "another function of ours": {"data": call("handdraw_reporter.jobs.write", str(own))},
        "a method": {"data": call("upper", of="text")},
        "nothing": {"data": call(None)},
        "the id of another": {"data": call(WRITE, str(uuid4()))},
        "no id": {"data": call(WRITE, ["a list"])},
        "two ids": {"data": call(WRITE, str(own), str(own))},
        "an id by name": {"data": call(WRITE, report_id=str(own))},
        "a pickle": {"data": pickle.dumps((WRITE, None, (Pickled(touch.format(".data")),), {}))},
        "a pickled result": {"result": pickle.dumps(Pickled(touch.format(".result")))},
        "garbage": {"data": b"\xff\x00garbage"},
        "too much": {"data": zlib.compress(bytes(64 * 1024 * 1024))},
        "a list": {"data": zlib.compress(b"[" * 100_000)},
        "on success": {"success_callback_name": f"{HOSTILE}.run"},
        "on failure": {"failure_callback_name": f"{HOSTILE}.run"},
        "on stopping": {"stopped_callback_name": f"{HOSTILE}.run"},
        "a web hook": {"webhooks": json.dumps([{"url": "http://127.0.0.1:9/", "job_status": "finished"}])},
        "once more": {"repeats_left": "3", "repeat_intervals": "[0]"},
        "another try": {"retries_left": "3"},
        "what it waits for": {"dependency_ids": '["another"]'},
        "a group": {"group_id": "strangers"},
        "a limit": {"rate_limit_key": "strangers", "rate_limit_concurrency": "1"},
        "what nobody knows": {"invented_later": "1"},
        "a status of its own": {"status": b"\xff"},
        "a strange time": {"created_at": "yesterday"},
        "no end": {"timeout": "-1"},
        "no timeout": {"timeout": ""},
        "another queue": {"origin": "strangers"},
    }


NAMES = list(hostile_fields(Path(), uuid4()))


def push(redis: Redis, queue: ReportQueue, marker: Path, name: str) -> UUID:
    """Put a job into the queue that is like ours, except for the fields that ``name`` stands for."""
    report_id = uuid4()
    queue.put(report_id)
    redis.hset(Job.key_for(str(report_id)), mapping=hostile_fields(marker, report_id)[name])  # type: ignore[arg-type]
    return report_id


def fetch(redis: Redis, report_id: UUID) -> ReportJob:
    return ReportJob.fetch(str(report_id), connection=redis)


def test_a_job_of_ours_is_let_in(redis: Redis, queue: ReportQueue) -> None:
    report_id = uuid4()
    queue.put(report_id)

    assert (fetch(redis, report_id).func_name, fetch(redis, report_id).args) == (WRITE, [str(report_id)])


@pytest.mark.parametrize("name", NAMES)
def test_a_job_that_differs_from_ours_is_removed_and_said_once(
    redis: Redis, queue: ReportQueue, tmp_path: Path, name: str
) -> None:
    report_id = push(redis, queue, tmp_path / "ran", name)
    with capture_logs() as logs, pytest.raises(NoSuchJobError):
        fetch(redis, report_id)

    assert redis.exists(Job.key_for(str(report_id))) == 0
    assert [(line["event"], line["job"]) for line in logs] == [("a job was refused", str(report_id))]
    assert list(tmp_path.iterdir()) == []


def test_what_would_be_inflated_is_refused_before(redis: Redis, queue: ReportQueue, tmp_path: Path) -> None:
    report_id = push(redis, queue, tmp_path / "ran", "too much")
    with capture_logs() as logs, pytest.raises(NoSuchJobError):
        fetch(redis, report_id)

    assert [line["reason"] for line in logs] == ["it is larger than ours"]


def test_a_job_without_data_or_of_another_type_is_removed(redis: Redis, queue: ReportQueue) -> None:
    empty, text = uuid4(), uuid4()
    for report_id in (empty, text):
        queue.put(report_id)
        redis.delete(Job.key_for(str(report_id)))
    redis.hset(Job.key_for(str(empty)), "status", "queued")
    redis.set(Job.key_for(str(text)), "no hash")
    for report_id in (empty, text):
        with pytest.raises(NoSuchJobError):
            fetch(redis, report_id)

    assert redis.keys("rq:job:*") == []


def test_a_job_that_waits_for_another_is_never_fetched(redis: Redis, queue: ReportQueue) -> None:
    report_id = uuid4()
    queue.put(report_id)

    assert ReportJob.fetch_many([str(report_id)], redis) == [None]


def test_what_cannot_be_an_id_is_taken_out_of_the_queue(redis: Redis, queue: ReportQueue) -> None:
    report_id = uuid4()
    redis.rpush(RQ_QUEUE, b"\xff\xfe", "../../etc", "a:b", "", str(report_id).upper())
    queue.put(report_id)
    found = GuardedQueue.lmove(redis, RQ_QUEUE, None)

    assert (found, GuardedQueue.lmove(redis, RQ_QUEUE, None)) == ((RQ_QUEUE, str(report_id).encode()), None)
    assert redis.lrange(f"{RQ_QUEUE}:intermediate", 0, -1) == [str(report_id).encode()]


@pytest.mark.parametrize("name", ["garbage", "a status of its own", "on failure"])
def test_a_report_whose_job_was_replaced_is_queued_anew(
    redis: Redis, queue: ReportQueue, tmp_path: Path, name: str
) -> None:
    report_id = push(redis, queue, tmp_path / "ran", name)
    redis.delete(RQ_QUEUE)
    queue.put(report_id)

    assert fetch(redis, report_id).args == [str(report_id)]


def abandon(redis: Redis, report_id: UUID) -> None:
    """Make it look as if a worker began with it long ago and died: RQ runs the callback when it cleans up."""
    redis.hset(Job.key_for(str(report_id)), "status", "started")
    redis.lrem(RQ_QUEUE, 0, str(report_id))
    redis.zadd(STARTED, {f"{report_id}:{uuid4().hex}": 1})


def test_the_worker_runs_nothing_that_a_job_names_and_writes_the_next_report(tmp_path: Path) -> None:
    marker, reports = tmp_path / "ran", Reports(tmp_path / "reports")
    (tmp_path / f"{HOSTILE}.py").write_text(f"open({str(marker) + '.import'!r}, 'w')\ndef run(*_): pass\n")
    port = free_port()
    _, program = reporter_programs(tmp_path, 9, port, 9, 9, PYTHONPATH=str(tmp_path))
    with answering_redis(tmp_path, port) as default, Redis(port=port, db=1) as redis:
        queue = ReportQueue(redis, job_timeout_s=60)
        abandon(redis, push(redis, queue, marker, "on failure"))
        for name in NAMES:
            push(redis, queue, marker, name)
        redis.rpush(RQ_QUEUE, b"\xff\xfe")
        honest = reports.create(Window(after=None, upto=None), "en", scheduled=False)
        queue.put(honest.id)
        with program.running() as worker:
            eventually(lambda: worker.poll() is not None or reports.get(honest.id).status == "done", "it is written")
            ended = worker.poll()
        left = set(redis.keys("rq:job:*"))
        assert default.ping()

    refusals = [line for line in program.log.read_text().splitlines() if "a job was refused" in line]
    assert ended is None
    assert left == {Job.key_for(str(honest.id)).encode()}
    assert len(refusals) == len(NAMES) + 2
    assert [file.name for file in tmp_path.glob("ran*")] == []
    assert HOSTILE not in sys.modules
