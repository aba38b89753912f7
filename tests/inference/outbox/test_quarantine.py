import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from handdraw_inference.outbox.quarantine import main
from handdraw_inference.outbox.queue import Entry, Outbox

AMPLE = 1_000_000


@pytest.fixture
def outbox(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Outbox]:
    """Of the running gateway: three events, of which the logger rejected b and c."""
    file = tmp_path / "outbox.db"
    monkeypatch.setenv("INFERENCE_OUTBOX_FILE", str(file))
    with closing(Outbox(file, AMPLE)) as outbox:
        outbox.append([Entry(name, json.dumps({"id": name}).encode(), refused=False) for name in "abc"])
        seqs = [seq for seq, _ in outbox.oldest(9, AMPLE)]
        outbox.settle(seqs, {"b": "malformed_event", "c": "unknown_type"})
        yield outbox


def waiting(outbox: Outbox) -> list[str]:
    return [entry.event_id for _, entry in outbox.oldest(9, AMPLE)]


def test_it_lists_what_was_rejected_when_and_why(outbox: Outbox, capsys: pytest.CaptureFixture[str]) -> None:
    with closing(sqlite3.connect(outbox.file)) as db, db:
        db.execute("UPDATE quarantine SET moved_at = 1795514377")
    code = main(["list"])

    assert (code, capsys.readouterr()) == (
        0,
        (
            "2026-11-24T09:59:37Z malformed_event 11 b\n2026-11-24T09:59:37Z unknown_type 11 c\n",
            "2 events\n",
        ),
    )


def test_it_shows_events_as_they_were_sent(outbox: Outbox, capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["show", "c"])

    assert (code, capsys.readouterr().out, outbox.backlog().quarantined) == (0, '{"id": "c"}\n', 2)


def test_what_is_no_text_any_more_is_shown_all_the_same(outbox: Outbox, capsys: pytest.CaptureFixture[str]) -> None:
    outbox.append([Entry("d", b'{"\xff"', refused=False)])
    outbox.settle([outbox.oldest(9, AMPLE)[-1][0]], {"d": "unreadable_body"})
    code = main(["show", "d"])

    assert (code, capsys.readouterr().out) == (0, '{"\\xff"\n')


def test_what_is_requeued_waits_behind_the_others_to_be_forwarded_again(outbox: Outbox) -> None:
    outbox.append([Entry("d", b"{}", refused=False)])
    code = main(["requeue", "b"])

    assert (code, waiting(outbox), outbox.backlog().quarantined) == (0, ["d", "b"], 1)


def test_without_a_name_all_of_them_are_requeued(outbox: Outbox) -> None:
    code = main(["requeue"])

    assert (code, waiting(outbox), outbox.backlog().quarantined) == (0, ["b", "c"], 0)


def test_what_is_taken_is_shown_and_gone(outbox: Outbox, capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["take", "b"])

    assert (code, capsys.readouterr().out) == (0, '{"id": "b"}\n')
    assert (waiting(outbox), outbox.backlog().quarantined) == ([], 1)


@pytest.mark.parametrize("verb", ["show", "requeue", "take"])
def test_an_event_that_is_not_there_is_said_and_nothing_is_done(
    outbox: Outbox, capsys: pytest.CaptureFixture[str], verb: str
) -> None:
    code = main([verb, "b", "z"])

    assert (code, capsys.readouterr(), outbox.backlog().quarantined) == (1, ("", "Not in the quarantine: z\n"), 2)


def test_a_file_that_is_not_there_is_said_and_not_made(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "outbox.db"
    code = main(["--file", str(file), "list"])

    assert (code, capsys.readouterr().err, list(tmp_path.iterdir())) == (
        1,
        f"The outbox {file} cannot be used: there is none\n",
        [],
    )


def test_a_corrupt_file_is_said_and_left_where_it_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "outbox.db"
    Outbox(file, AMPLE).close()
    file.write_bytes(b"garbage" * 1000)
    code = main(["--file", str(file), "list"])

    assert (code, "file is not a database" in capsys.readouterr().err, file.read_bytes()[:7]) == (1, True, b"garbage")


def test_it_explains_itself(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])

    said = capsys.readouterr().out

    assert [verb for verb in ("list", "show", "requeue", "take") if f"\n{verb}: " not in said] == []
