"""Reports of one machine, moved to where all machines have theirs."""

import subprocess
import sys
from pathlib import Path
from uuid import uuid4

import pytest

from handdraw_chassis.buckets import Bucket
from handdraw_contracts.reports import Report
from handdraw_reporter.store.reports import Reports
from handdraw_reporter.store.schedules import Schedule, ScheduleFile
from handdraw_reporter.store.shared.moving import move_all
from handdraw_reporter.store.shared.objects import Objects

from ...reporters import make_reporter
from .machines import FIGURE, NOON, SVG, look, machine, open_folder, window, windows, write


@pytest.fixture
def bucket(tmp_path: Path) -> Bucket:
    return open_folder(tmp_path / "shared")


def fill(folder: Path) -> list[Report]:
    """Let a machine alone have a scheduled report that is written, one that waits, one deleted, and one asked for."""
    with machine(folder, open_folder(folder.parent / "none")) as reporter:
        alone = make_reporter(folder, reporter.logger)
        made = [alone.create_report(window(after, upto), scheduled=True) for after, upto in ((None, 2), (2, 3), (3, 4))]
        made.append(alone.create_report(window(1, 4), scheduled=False))
        made[0] = write(alone, made[0])
        alone.reports.delete(made[2].id)
        ScheduleFile(folder).write(Schedule(window=window(3, 4), decided_at=NOON))
    return made


def test_what_one_machine_had_all_have_and_the_windows_go_on(tmp_path: Path, bucket: Bucket) -> None:
    done, waiting, _, asked = fill(tmp_path / "a")
    counted = [dict(move_all(tmp_path / "a", Objects(bucket))) for _ in range(2)]
    with machine(tmp_path / "a", bucket) as first, machine(tmp_path / "b", bucket) as second:
        look(first, 4, 0)
        look(second, 6, 1.1)
        found = [second.reports.get(one.id) for one in (done, waiting, asked)]

        assert (counted, found) == ([{"copied": 3}, {"there already": 3}], [done, waiting, asked])
        assert second.reports.figure(done, f"{FIGURE.name}.svg") == SVG
        assert windows(second) == [window(None, 2), window(2, 3), window(1, 4), window(4, 6)]


def test_a_bucket_that_is_named_takes_nothing_from_the_folder(tmp_path: Path, bucket: Bucket) -> None:
    done, *_ = fill(tmp_path / "a")
    with machine(tmp_path / "a", bucket) as reporter:
        for hours in (0, 1, 2):
            look(reporter, 9, hours)

    assert Reports(tmp_path / "a").get(done.id) == done


def test_what_cannot_be_moved_is_counted(tmp_path: Path, bucket: Bucket) -> None:
    fill(tmp_path / "a")
    broken = tmp_path / "a" / str(uuid4())
    broken.mkdir()
    (broken / "report.json").write_text("{")
    with machine(tmp_path / "b", bucket) as other:
        other.create_report(window(None, 2), scheduled=True)
    counted = move_all(tmp_path / "a", Objects(bucket))

    assert dict(counted) == {"copied": 2, "left: their windows have others there": 1, "left: unreadable": 1}


def test_what_was_deleted_there_is_not_brought_back(tmp_path: Path, bucket: Bucket) -> None:
    done, *_ = fill(tmp_path / "a")
    move_all(tmp_path / "a", Objects(bucket))
    with machine(tmp_path / "b", bucket) as other:
        other.reports.delete(done.id)
        move_all(tmp_path / "a", Objects(bucket))

        assert done.id not in [one.id for one in other.reports.list_newest(9).reports]


@pytest.mark.parametrize(
    ("url", "status", "said"),
    [
        ("", 1, "REPORTER_REPORTS_URL is not set: there is no bucket to copy to\n"),
        ("file://{}/absent", 1, "Reports cannot be kept in file://"),
        ("file://{}/shared", 0, "3 copied\n"),
    ],
)
def test_it_is_a_command(tmp_path: Path, url: str, status: int, said: str) -> None:
    open_folder(tmp_path / "shared")
    fill(tmp_path / "a")
    environment = {"REPORTER_REPORTS_DIR": str(tmp_path / "a"), "REPORTER_REPORTS_URL": url.format(tmp_path)}
    ended = subprocess.run(
        [sys.executable, "-m", "handdraw_reporter.store.shared.moving"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (ended.returncode, (ended.stdout + ended.stderr)[: len(said)]) == (status, said)
