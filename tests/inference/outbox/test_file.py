"""What an outbox's file may go through while it is in use, by one process or by two."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from handdraw_inference.errors import OutboxUnavailable
from handdraw_inference.outbox.file import OutboxFile
from handdraw_inference.outbox.queue import Outbox

from .damage import AMPLE, PAGE, entries, fill, first_leaf, forget_pages, ids, open_outbox, spoil


def test_corruption_met_in_use_is_one_error_and_the_next_event_is_recorded(file: Path) -> None:
    fill(file)
    with open_outbox(file) as outbox:
        forget_pages(outbox)
        spoil(file)
        with pytest.raises(OutboxUnavailable, match="malformed"):
            outbox.append(entries("lost to its caller, who hears of it"))
        outbox.append(entries("after"))
        found, aside = ids(outbox), outbox.corrupt_files()

    assert (found, len(aside)) == (["after"], 1)


def test_a_corrupt_file_is_not_pulled_from_under_another_process(file: Path) -> None:
    fill(file)
    with open_outbox(file) as one, open_outbox(file) as other:
        forget_pages(one)
        forget_pages(other)
        spoil(file)
        for _ in range(2):
            with pytest.raises(OutboxUnavailable):
                one.append(entries("lost to its caller"))
        untouched = one.corrupt_files()
        with pytest.raises(OutboxUnavailable):
            other.append(entries("lost to its caller"))
        one.append(entries("a"))
        other.append(entries("b"))
        found = ids(one), ids(other), len(one.corrupt_files())

    assert (untouched, found) == ([], (["a", "b"], ["a", "b"], 1))


def test_harm_where_only_the_forwarder_reads_does_not_leave_two_processes_stuck(file: Path) -> None:
    fill(file)
    with open_outbox(file) as one, open_outbox(file) as other:
        for outbox in (one, other):
            forget_pages(outbox)
        with file.open("r+b") as handle:
            handle.seek(PAGE * first_leaf(file))
            handle.write(b"\xff" * PAGE)
        with pytest.raises(OutboxUnavailable, match="malformed"):
            one.oldest(1, AMPLE)
        with pytest.raises(OutboxUnavailable, match="another process still has it open"):
            one.append(entries("lost to its caller"))
        other.append(entries("aside, to be rescued"))
        with pytest.raises(OutboxUnavailable, match="malformed"):
            other.oldest(1, AMPLE)
        other.append(entries("a"))
        one.append(entries("b"))
        found = ids(one), len(one.corrupt_files())

    assert found == (["a", "b"], 1)


def test_what_is_closed_stays_closed(file: Path) -> None:
    outbox = Outbox(file, AMPLE)
    outbox.close()

    with pytest.raises(OutboxUnavailable, match="closed"):
        outbox.append(entries("too late"))


def test_what_was_read_from_a_file_is_not_settled_in_the_fresh_one(file: Path) -> None:
    with open_outbox(file) as outbox:
        outbox.append(entries("old"))
        batch = [seq for seq, _ in outbox.oldest(1, AMPLE)]
        forget_pages(outbox)
        spoil(file)
        with pytest.raises(OutboxUnavailable):
            outbox.oldest(1, AMPLE)
        outbox.append(entries("new"))
        with pytest.raises(OutboxUnavailable, match="not open as it was when these events were read"):
            outbox.settle(batch, {})

        assert (batch, ids(outbox)) == ([1], ["new"])


def insert_and_fail(db: sqlite3.Connection) -> None:
    db.execute("INSERT INTO outbox (event_id, refused, body, appended_at) VALUES ('before', 0, 'b', 0)")
    raise KeyError


def test_what_is_raised_within_a_transaction_undoes_it_and_is_passed_on(file: Path) -> None:
    with open_outbox(file) as outbox:
        with pytest.raises(KeyError), outbox._db.writing() as db:
            insert_and_fail(db)
        outbox.append(entries("after"))
        found = ids(outbox)

    assert found == ["after"]


@pytest.mark.parametrize("error", [sqlite3.OperationalError("disk I/O error"), OSError("disk I/O error")])
def test_whatever_the_disk_refuses_is_one_error_that_names_the_file(file: Path, error: Exception) -> None:
    with closing(OutboxFile(file, "normal")) as opened, pytest.raises(OutboxUnavailable) as refused, opened.reading():
        raise error

    assert (str(refused.value), refused.value.__cause__) == (
        f"The outbox {file} cannot be used: disk I/O error",
        error,
    )


def test_who_does_not_own_it_makes_no_file(file: Path) -> None:
    with pytest.raises(OutboxUnavailable, match="there is none"):
        OutboxFile(file, "normal", owner=False)

    assert list(file.parent.iterdir()) == []


def refuses(outbox: Outbox) -> bool:
    with pytest.raises(OutboxUnavailable, match="removed or replaced"):
        outbox.append(entries("refused"))
    return True


def test_a_file_that_was_removed_takes_nothing_more_and_is_left_once_nothing_waits_in_it(file: Path) -> None:
    with open_outbox(file) as one, open_outbox(file) as other:
        one.append(entries("a"))
        for part in file.parent.iterdir():
            part.unlink()
        while_it_waits = refuses(one), refuses(other), refuses(one), ids(other)
        one.settle([seq for seq, _ in one.oldest(9, AMPLE)], {})
        once = refuses(one), refuses(other)
        one.append(entries("after"))
        other.append(entries("after"))
        found = ids(one), ids(other)

    assert (while_it_waits, once, found) == ((True, True, True, ["a"]), (True, True), (["after"] * 2,) * 2)


def test_a_file_that_was_replaced_beside_its_log_is_never_left(file: Path) -> None:
    with open_outbox(file) as outbox:
        with open_outbox(file.with_name("restored")) as restored:
            restored.append(entries("restored"))
        file.with_name("restored").rename(file)
        found = refuses(outbox), refuses(outbox)
    with open_outbox(file) as again:
        kept = ids(again)

    assert (found, kept) == ((True, True), ["restored"])


def test_where_the_file_is_gone_nothing_would_be_recorded_and_the_check_says_so(file: Path) -> None:
    with open_outbox(file) as outbox:
        file.unlink()
        with pytest.raises(OutboxUnavailable, match="removed or replaced"):
            outbox.check()
