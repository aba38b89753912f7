"""Where the promise is broken on purpose, the proof says so: each with the fault that it is there to survive."""

import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path

from ..processes import Program
from .checker import DiaryContents, Verdict, judge
from .proof import await_calm, read_log
from .stack import GATEWAYS, UNCHANGED, Change, Stack, run_generator, run_stack
from .watch import Watch

WITHOUT_REPORTS = ("reporter", "worker")
BAD_COPIES = Path(__file__).with_name("bad_copies.py")


def bad_copy(name: str, program: Program) -> Program:
    return replace(program, command=[sys.executable, str(BAD_COPIES), name])


def keeps_nothing_on_disk(redis: Program) -> Program:
    return replace(redis, command=[*redis.command, "--appendonly", "no"])


def judge_after(
    folder: Path, fault: Callable[[Stack, Watch], None], changed: Mapping[str, Change] = UNCHANGED
) -> Verdict:
    """Judge a run with this fault, without reports: what is lost or recorded twice shows in the log already."""
    diary = folder / "diary.jsonl"
    diary.touch()
    with run_stack(folder, 3600, changed, WITHOUT_REPORTS) as running:
        watch = Watch(running, diary)
        with run_generator(running, diary, seed=1, calls_per_second=60):
            watch.await_answers()
            fault(running, watch)
            watch.await_answers()
        await_calm(running)
        return judge(DiaryContents.read(diary), read_log(running), [])


def the_logger_is_away(running: Stack, watch: Watch) -> None:
    running.kill("logger")
    for _ in range(5):  # longer than the forwarder rests, who learns of others' events by looking
        watch.await_answers()
    running.start_what_is_dead()


def receipts_are_lost(running: Stack, watch: Watch) -> None:
    running.wire.to_lose = 2
    watch.await_answers()


def redis_is_killed(running: Stack, watch: Watch) -> None:
    watch.await_recorded()
    running.kill("redis")
    running.start_what_is_dead()


def test_a_gateway_that_deletes_before_the_logger_has_it_loses_events(tmp_path: Path) -> None:
    hasty = partial(bad_copy, "deletes-before-202")
    found = judge_after(tmp_path, the_logger_is_away, dict.fromkeys(GATEWAYS, hasty))

    assert found.lost > 0


def test_a_logger_that_takes_everything_for_new_records_twice(tmp_path: Path) -> None:
    found = judge_after(tmp_path, receipts_are_lost, {"logger": partial(bad_copy, "takes-everything-for-new")})

    assert (found.lost, found.duplicated > 0) == (0, True)


def test_a_redis_that_keeps_nothing_on_disk_loses_events(tmp_path: Path) -> None:
    found = judge_after(tmp_path, redis_is_killed, {"redis": keeps_nothing_on_disk})

    assert found.lost > 0


def test_the_same_faults_do_no_harm_where_nothing_is_broken(tmp_path: Path) -> None:
    def all_of_them(running: Stack, watch: Watch) -> None:
        for fault in (the_logger_is_away, receipts_are_lost, redis_is_killed):
            fault(running, watch)

    found = judge_after(tmp_path, all_of_them)

    assert (found.lost, found.duplicated) == (0, 0)
