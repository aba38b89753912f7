"""A machine's clock that jumps a year ahead and back again while events are recorded and reported."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from ..processes import Program
from .small_stack import SmallStack, run_small_stack

LIBRARIES = [*Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1")]
DAY_S = 24 * 3600

pytestmark = pytest.mark.skipif(not LIBRARIES, reason="the library libfaketime is not installed")


def clocked(file: Path) -> Callable[[Program], Program]:
    """Let a program's clock be that of a file; what measures durations goes on as ever."""
    environment = {
        "LD_PRELOAD": str(LIBRARIES[0]),
        "FAKETIME_TIMESTAMP_FILE": str(file),
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        "FAKETIME_NO_CACHE": "1",
    }
    return lambda program: replace(program, environment={**program.environment, **environment})


def until_logged(stack: SmallStack, *ids: str) -> None:
    stack.until(lambda: stack.logged() == [*ids], f"the log has {len(ids)} events, in order")


def covered(stack: SmallStack) -> list[tuple[str | None, str]]:
    """Return the windows of the scheduled reports that are written, in their order."""
    windows = [one["window"] for one in stack.reports() if one["scheduled"] and one["status"] == "done"]
    return sorted(((one["after"], one["upto"]) for one in windows), key=lambda one: one[1])


def cursors(stack: SmallStack) -> list[str]:
    answer = stack.http.get(f"{stack.urls['logger']}/v1/events", params={"limit": 1000})
    return [one["cursor"] for one in answer.json()["events"]]


def test_no_event_is_lost_or_reported_twice_and_what_is_misdated_is_said(tmp_path: Path) -> None:
    clock = tmp_path / "clock"
    clock.write_text("+0")
    names = ("redis", "logger", "gateway", "reporter", "worker")
    with run_small_stack(tmp_path, changed={name: clocked(clock) for name in names}) as stack:
        before = stack.answered(1)
        until_logged(stack, before)
        clock.write_text(f"+{365 * DAY_S}")
        ahead = stack.answered(2)
        until_logged(stack, before, ahead)
        told_ahead = stack.readiness("logger")
        clock.write_text("+0")
        back = stack.answered(3)
        until_logged(stack, before, ahead, back)
        said = stack.until_said("logger", "its clock went back")
        stack.until(lambda: [upto for _, upto in covered(stack)][-1:] == cursors(stack)[-1:], "all is reported")
        windows = covered(stack)
        gateway = stack.readiness("gateway")

    assert (
        told_ahead,
        "as the next ones will be" in said,
        [after for after, _ in windows],
        gateway[0],
    ) == ((200, ""), True, [None, *(upto for _, upto in windows[:-1])], 200)
