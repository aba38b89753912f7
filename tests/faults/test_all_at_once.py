"""All processes killed at once under load, as by a machine that goes down, and started again."""

from pathlib import Path

from . import proof
from .checker import DiaryContents, judge
from .forms import LONG
from .stack import run_generator, run_stack
from .watch import Watch

TIMES = 5 if LONG else 1


def test_no_event_is_lost_where_all_die_at_once(tmp_path: Path) -> None:
    diary = tmp_path / "diary.jsonl"
    diary.touch()
    with run_stack(tmp_path, proof.period_s(TIMES)) as stack:
        watch = Watch(stack, diary)
        with run_generator(stack, diary, seed=3, calls_per_second=proof.CALLS_PER_SECOND):
            for _ in range(TIMES):
                watch.await_answers()
                killed = [name for name in stack.parts if stack.kill(name)]
                stack.start_what_is_dead()
            watch.await_answers()
        proof.await_calm(stack)
        stack.wait_until_none(lambda: proof.count_unreported(stack), "scheduled reports to be written")
        found = judge(DiaryContents.read(diary), proof.read_log(stack), proof.read_reports(stack))

    assert (found.faults, found.answers >= TIMES, len(killed)) == ((), True, len(stack.parts))
