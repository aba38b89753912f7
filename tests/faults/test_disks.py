"""A disk that is full, or turns read-only: what is said, that nothing is lost, and that all goes on once it is over."""

from pathlib import Path
from typing import get_args

import pytest

from .forms import only_long
from .small_disk import Fault, small_disk
from .small_stack import SmallStack, run_small_stack, with_settings

WITHOUT_REPORTS = ("reporter", "worker")
each_fault = pytest.mark.parametrize("fault", get_args(Fault))
full_at_least = pytest.mark.parametrize("fault", ["full", pytest.param("read-only", marks=only_long)])
read_only_at_least = pytest.mark.parametrize("fault", ["read-only", pytest.param("full", marks=only_long)])


def until_logged(stack: SmallStack, *ids: str) -> None:
    """Wait until the log has all of these events, each once."""
    stack.until(lambda: sorted(stack.logged()) == sorted(ids), f"the log has {len(ids)} events")


@each_fault
def test_of_the_outbox(tmp_path: Path, fault: Fault) -> None:
    with small_disk(tmp_path / "outbox", 40, fault) as disk, run_small_stack(tmp_path, WITHOUT_REPORTS) as stack:
        before = stack.answered()
        until_logged(stack, before)
        disk.befall()
        refused = stack.classify()
        status, said = stack.readiness("gateway")
        disk.pass_over(lambda: stack.kill("gateway"))
        stack.until_well("gateway")
        after = stack.answered()
        until_logged(stack, before, after)

    assert (refused.status_code, refused.json()["code"], status, said.split(":")[0]) == (
        503,
        "outbox_unavailable",
        503,
        "outbox",
    )


@each_fault
def test_of_redis(tmp_path: Path, fault: Fault) -> None:
    with small_disk(tmp_path / "redis", 8, fault) as disk, run_small_stack(tmp_path, WITHOUT_REPORTS) as stack:
        before = stack.answered()
        until_logged(stack, before)
        disk.befall()
        meanwhile = [stack.answered(digit) for digit in range(5)]
        said = stack.until_said("gateway", "events wait in the outbox")
        disk.pass_over(lambda: stack.kill("redis"))
        until_logged(stack, before, *meanwhile)
        stack.until_well("gateway")

    assert said.startswith("logger: ")


@full_at_least
def test_of_the_archive(tmp_path: Path, fault: Fault) -> None:
    rolling = with_settings(LOGGER_HOT_EVENTS="0", LOGGER_SEGMENT_EVENTS="2")
    archive = tmp_path / "archive"
    with (
        small_disk(archive, 8, fault) as disk,
        run_small_stack(tmp_path, WITHOUT_REPORTS, {"logger": rolling}) as stack,
    ):
        before = [stack.answered(digit) for digit in range(2)]
        stack.until(lambda: bool([*archive.glob("*.gz")]), "the events are archived")
        disk.befall()
        meanwhile = [stack.answered(digit) for digit in range(2)]
        said = stack.until_said("logger", "Events stay in Redis")
        until_logged(stack, *before, *meanwhile)
        disk.pass_over(lambda: stack.kill("logger"))
        stack.until(lambda: len([*archive.glob("*.gz")]) == 2, "all events are archived")
        stack.until_well("logger")
        until_logged(stack, *before, *meanwhile)

    assert said.startswith("archive: Events stay in Redis: ")


@read_only_at_least
def test_of_the_archive_when_the_logger_starts(tmp_path: Path, fault: Fault) -> None:
    with small_disk(tmp_path / "archive", 8, fault) as disk, run_small_stack(tmp_path, WITHOUT_REPORTS) as stack:
        before = stack.answered()
        until_logged(stack, before)
        disk.befall()
        stack.kill("logger")
        meanwhile = stack.answered()
        stack.until(lambda: stack.readiness("logger")[0] != 0, "the logger answers")
        disk.pass_over(lambda: stack.kill("logger"))
        until_logged(stack, before, meanwhile)
        stack.until_well("logger")


@only_long
@each_fault
def test_of_the_reports(tmp_path: Path, fault: Fault) -> None:
    with small_disk(tmp_path / "reports", 16, fault) as disk, run_small_stack(tmp_path) as stack:
        stack.answered()
        stack.until(lambda: [one["status"] for one in stack.reports()] == ["done"], "the first report is written")
        disk.befall()
        refused = stack.http.post(f"{stack.urls['reporter']}/v1/reports", json={})
        said = stack.until_said("reporter", "reports: ")
        stack.answered()
        disk.pass_over(lambda: stack.kill("reporter", "worker"))
        stack.until(
            lambda: stack.scheduled() == ["done", "done"],
            "the second window's report is written",
        )
        stack.until_well("reporter")

    assert (refused.status_code, refused.json()["code"], "reports: " in said) == (503, "reports_unwritable", True)
