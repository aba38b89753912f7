"""A backup and its restoring, of folders that nothing runs in; tests/operations has both beside a stack that runs."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from back_up import back_up
from backup import Kept
from copying import CannotCopy
from environment import stack_environment
from restore import restore

from handdraw_chassis.locks import try_hold

from ..processes import ROOT


def kept(run: Path) -> Kept:
    return Kept.of(stack_environment({"LOCAL_RUN_DIR": str(run)}))


@pytest.fixture
def filled(tmp_path: Path) -> Kept:
    """Return where a run folder with a file of each part lies."""
    mine = kept(tmp_path / "run")
    for file, text in {
        mine.redis / "appendonlydir" / "appendonly.aof.manifest": "file a.aof seq 1 type i\n",
        mine.redis / "appendonlydir" / "a.aof": "log",
        mine.archive / "1-0_2-0.jsonl.gz": "segment",
        mine.reports / "schedule.json": "{}",
        mine.secrets / "logger" / "redis-password": "secret",
    }.items():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    mine.outbox.parent.mkdir()
    with closing(sqlite3.connect(mine.outbox)) as outbox:
        outbox.execute("CREATE TABLE outbox (body)")
    return mine


def names(folder: Path) -> set[str]:
    return {str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file()}


DATA = {
    "redis/appendonlydir/appendonly.aof.manifest",
    "redis/appendonlydir/a.aof",
    "archive/1-0_2-0.jsonl.gz",
    "reports/schedule.json",
    "outbox/outbox.db",
}


def test_everything_but_secrets_comes_back(filled: Kept, tmp_path: Path) -> None:
    copied = back_up(filled, tmp_path / "backup", secrets=False)
    restored = restore(kept(tmp_path / "new"), tmp_path / "backup")

    assert (5, 5, DATA | {"lock"}) == (copied, restored, names(tmp_path / "new"))


def test_secrets_come_with_the_rest_if_asked_for_and_nobody_else_can_read_them(filled: Kept, tmp_path: Path) -> None:
    back_up(filled, tmp_path / "backup", secrets=True)
    restore(kept(tmp_path / "new"), tmp_path / "backup")
    secret = tmp_path / "new" / "secrets" / "logger" / "redis-password"
    modes = [oct(one.stat().st_mode & 0o777) for one in (tmp_path / "backup", secret.parents[1], secret.parent, secret)]

    assert (secret.read_text(), modes) == ("secret", ["0o700", "0o700", "0o700", "0o600"])


def test_nobody_else_can_read_what_is_restored(filled: Kept, tmp_path: Path) -> None:
    back_up(filled, tmp_path / "backup", secrets=False)
    command = [sys.executable, str(ROOT / "local" / "restore.py"), str(tmp_path / "backup")]
    subprocess.run(command, env=os.environ | {"LOCAL_RUN_DIR": str(tmp_path / "new")}, umask=0o022, check=True)
    everything = [tmp_path / "new", *(tmp_path / "new").rglob("*")]

    assert [one.name for one in everything if one.stat().st_mode & 0o077] == []


def test_a_backup_goes_into_no_folder_that_holds_something(filled: Kept, tmp_path: Path) -> None:
    back_up(filled, tmp_path / "backup", secrets=False)

    with pytest.raises(CannotCopy, match="backup is not empty: name a new folder"):
        back_up(filled, tmp_path / "backup", secrets=False)


@pytest.mark.parametrize("part", ["redis", "archive", "reports", "outbox"])
def test_nothing_is_restored_where_data_lie(filled: Kept, tmp_path: Path, part: str) -> None:
    back_up(filled, tmp_path / "backup", secrets=False)
    mine = tmp_path / "new" / part / "mine"
    mine.parent.mkdir(parents=True)
    mine.touch()
    with pytest.raises(CannotCopy, match=f"new/{part} is not empty: move it away, or choose another LOCAL_RUN_DIR"):
        restore(kept(tmp_path / "new"), tmp_path / "backup")

    assert {"lock", f"{part}/mine"} == names(tmp_path / "new")


def test_nothing_is_restored_under_a_stack_that_runs(filled: Kept, tmp_path: Path) -> None:
    back_up(filled, tmp_path / "backup", secrets=False)
    (tmp_path / "new").mkdir()

    with try_hold(tmp_path / "new" / "lock"), pytest.raises(CannotCopy, match=r"Handdraw runs in .*: stop it first"):
        restore(kept(tmp_path / "new"), tmp_path / "backup")


def test_nothing_is_restored_from_a_backup_that_is_not_whole(filled: Kept, tmp_path: Path) -> None:
    back_up(filled, tmp_path / "backup", secrets=False)
    (tmp_path / "backup" / "redis" / "appendonlydir" / "a.aof").write_text("lo")
    with pytest.raises(CannotCopy, match="is not whole"):
        restore(kept(tmp_path / "new"), tmp_path / "backup")

    assert not (tmp_path / "new").exists()


def test_what_an_interrupted_restoring_left_is_no_hindrance(filled: Kept, tmp_path: Path) -> None:
    back_up(filled, tmp_path / "backup", secrets=False)
    left = tmp_path / "new" / "redis" / ".unfinished" / "half"
    left.parent.mkdir(parents=True)
    left.touch()
    restore(kept(tmp_path / "new"), tmp_path / "backup")

    assert DATA | {"lock"} == names(tmp_path / "new")


def test_an_outbox_of_another_name_comes_back_under_that_name(filled: Kept, tmp_path: Path) -> None:
    back_up(filled, tmp_path / "backup", secrets=False)
    settings = {"LOCAL_RUN_DIR": str(tmp_path / "new"), "INFERENCE_OUTBOX_FILE": str(tmp_path / "elsewhere" / "mine")}
    restore(Kept.of(stack_environment(settings)), tmp_path / "backup")

    assert {"mine"} == names(tmp_path / "elsewhere")
