import errno
from pathlib import Path

import pytest
from backup import CONTENTS, Kept, check_whole, list_contents, perform
from copying import CannotCopy
from environment import stack_environment


def kept(folder: Path, **settings: str) -> Kept:
    return Kept.of(stack_environment({"LOCAL_RUN_DIR": str(folder), **settings}))


def test_everything_lies_in_the_run_folder_unless_a_setting_says_otherwise(tmp_path: Path) -> None:
    assert kept(tmp_path, LOGGER_ARCHIVE_DIR="/large/disk") == Kept(
        run=tmp_path,
        outbox=tmp_path / "outbox" / "outbox.db",
        reports=tmp_path / "reports",
        redis=tmp_path / "redis",
        archive=Path("/large/disk"),
        secrets=tmp_path / "secrets",
    )


def test_a_redis_of_somebody_elses_is_not_copied_and_its_password_not_said(tmp_path: Path) -> None:
    with pytest.raises(CannotCopy, match=r"^LOGGER_REDIS_URL names a Redis of yours, not that of `make run`"):
        kept(tmp_path, LOGGER_REDIS_URL="redis://:secret@redis.example:6379/0")


def test_a_folder_is_a_backup_once_its_contents_are_listed(tmp_path: Path) -> None:
    (tmp_path / "archive").mkdir()
    (tmp_path / "archive" / "segment").write_text("events")
    with pytest.raises(CannotCopy, match=f"is no backup, or one that was not finished: it has no {CONTENTS}"):
        check_whole(tmp_path)

    assert (list_contents(tmp_path), check_whole(tmp_path)) == (1, 1)


@pytest.mark.parametrize("contents", ["[]", "{}", '{"files": []}', '{"files": {}}', '{"files": 1}', "nonsense"])
def test_a_list_of_contents_that_names_nothing_is_no_backups(tmp_path: Path, contents: str) -> None:
    (tmp_path / CONTENTS).write_text(contents)

    with pytest.raises(CannotCopy, match="is no backup"):
        check_whole(tmp_path)


def test_a_file_that_was_cut_short_or_lost_is_named(tmp_path: Path) -> None:
    (tmp_path / "segment").write_text("events")
    list_contents(tmp_path)
    (tmp_path / "segment").write_text("even")
    with pytest.raises(CannotCopy, match="is not whole: segment is not as it was written"):
        check_whole(tmp_path)
    (tmp_path / "segment").unlink()

    with pytest.raises(CannotCopy, match="is not whole: segment cannot be read: No such file or directory"):
        check_whole(tmp_path)


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (CannotCopy("why not"), "why not"),
        (OSError(errno.ENOSPC, "No space left on device", "/full"), "/full cannot be used: No space left on device"),
        (KeyboardInterrupt(), "\nInterrupted: what is there so far is not used"),
    ],
)
def test_what_stops_it_is_one_line(error: BaseException, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    def work(_: Kept) -> str:
        raise error

    assert (1, f"{said}\n") == (perform(work), capsys.readouterr().err)
