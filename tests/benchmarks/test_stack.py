from pathlib import Path

from benchmarks.accounts import cpu_s
from benchmarks.closed_loop import load
from benchmarks.requests import DRAWING, Post
from benchmarks.stack import run_stack


def test_every_process_behind_an_answer_is_accounted_for(tmp_path: Path) -> None:
    with run_stack(tmp_path, LOGGER_HOT_EVENTS="0", LOGGER_SEGMENT_EVENTS="1") as stack:
        load(Post("/v1/classify", "image/png", DRAWING.read_bytes()), stack.port, 1, 0.1)
        stack.wait_until_drained()
        groups = [stack.gateway, *stack.behind]
        alive, memory = [len(group.pids()) for group in groups], [group.pss_mb() > 1 for group in groups]
        used = cpu_s(groups)

    assert (alive, memory, used > 0) == ([3, 1, 1], [True] * 3, True)
