import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from handdraw_contracts.events import ClassificationEvent
from handdraw_inference.outbox.queue import Entry, Outbox
from handdraw_inference.outbox.rescue import main

AMPLE = 10_000_000
PAGE = 4096
GLYPH = "A" * 1046 + "=="


@pytest.fixture
def outbox(tmp_path: Path) -> Iterator[Outbox]:
    """The one in use."""
    with closing(Outbox(tmp_path / "outbox.db", AMPLE)) as outbox:
        yield outbox


@pytest.fixture
def entries(make_event: Callable[[int], ClassificationEvent]) -> list[Entry]:
    """200 events, of which two fill a page."""
    return [make_large(make_event(number)) for number in range(200)]


def make_large(event: ClassificationEvent) -> Entry:
    data = event.data.model_copy(update={"glyph": GLYPH})
    return Entry.from_event(event.model_copy(update={"data": data}))


@pytest.fixture
def aside(tmp_path: Path, entries: list[Entry]) -> Path:
    """Held 200 events, one of them in its quarantine; a page in the middle is overwritten."""
    file = tmp_path / "outbox.db.corrupt-20261124T110501.000000Z"
    with closing(Outbox(file, AMPLE)) as outbox:
        outbox.append(entries)
        outbox.settle([outbox.oldest(1, AMPLE)[0][0]], {entries[0].event_id: "malformed_event"})
    with file.open("r+b") as handle:
        handle.seek(30 * PAGE)
        handle.write(b"\xff" * PAGE)
    return file


def test_all_but_what_lay_in_the_harmed_page_is_forwarded_again(
    outbox: Outbox, aside: Path, entries: list[Entry]
) -> None:
    before = aside.read_bytes()
    code = main([str(aside), "--outbox", str(outbox.file)])
    rescued = [entry for _, entry in outbox.oldest(1_000, AMPLE)]
    lost = [entry for entry in entries if entry not in rescued]

    assert (code, len(lost)) == (0, 2)
    assert (len(rescued), outbox.backlog().events) == (198, 198)
    assert rescued == [*(entry for entry in entries[1:] if entry not in lost), entries[0]]
    assert aside.read_bytes() == before


def test_what_is_spoilt_stays_in_the_file_and_the_rest_is_forwarded_again(
    outbox: Outbox, tmp_path: Path, entries: list[Entry], capsys: pytest.CaptureFixture[str]
) -> None:
    whole, zeros, renamed, empty, last = entries[:5]
    aside = tmp_path / "outbox.db.corrupt-20261124T110501.000000Z"
    with closing(Outbox(aside, AMPLE)) as harmed:
        zeros = replace(zeros, body=zeros.body[:300] + bytes(512) + zeros.body[812:])
        harmed.append([whole, zeros, replace(renamed, event_id="\0"), empty, last])
    with closing(sqlite3.connect(aside)) as db, db:
        without_its_rule = "UPDATE sqlite_master SET sql = replace(sql, 'body BLOB NOT NULL', 'body BLOB')"
        db.executescript(f"PRAGMA writable_schema = ON; {without_its_rule}; PRAGMA writable_schema = RESET;")
        db.execute("UPDATE outbox SET body = NULL WHERE event_id = ?", (empty.event_id,))
    code = main([str(aside), "--outbox", str(outbox.file)])

    assert (code, [entry for _, entry in outbox.oldest(9, AMPLE)]) == (0, [whole, last])
    assert capsys.readouterr().err == "2 events are to be forwarded again\n3 are spoilt, and stay in the file alone\n"


def test_a_file_of_which_nothing_can_be_read_is_said(
    outbox: Outbox, aside: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    aside.write_bytes(b"garbage" * 1000)
    code = main([str(aside), "--outbox", str(outbox.file)])

    assert (code, capsys.readouterr().err, outbox.backlog().events) == (1, f"{aside}: file is not a database\n", 0)


def test_a_file_whose_very_rules_are_spoilt_is_said(
    outbox: Outbox, aside: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    aside.write_bytes(
        aside.read_bytes().replace(b"tableoutboxoutbox", b"table\xffutboxoutbox").replace(b"CREATE", b"CR\xffATE")
    )
    code = main([str(aside), "--outbox", str(outbox.file)])

    assert (code, capsys.readouterr().err.startswith(f"{aside}: "), outbox.backlog().events) == (1, True, 0)


def test_a_file_that_was_cut_off_leads_nobody_in_a_circle(outbox: Outbox, tmp_path: Path, entries: list[Entry]) -> None:
    aside = tmp_path / "outbox.db.corrupt-20261124T110501.000000Z"
    with closing(Outbox(aside, AMPLE)) as whole:
        whole.append(entries)
    with aside.open("r+b") as handle:
        handle.truncate(aside.stat().st_size - PAGE // 2)
    rescue = [sys.executable, "-m", "handdraw_inference.outbox.rescue", str(aside), "--outbox", str(outbox.file)]
    ended = subprocess.run(rescue, timeout=60, check=False)

    assert (ended.returncode, outbox.backlog().events > 150) == (0, True)


def test_a_file_that_is_not_there_is_said_and_not_made(
    outbox: Outbox, aside: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    nothing = aside.with_name("nothing.db")

    code = main([str(nothing), "--outbox", str(outbox.file)])

    assert (code, capsys.readouterr().err, nothing.exists()) == (
        1,
        f"{nothing}: there is no such file, here or beside {outbox.file}\n",
        False,
    )


def test_an_outbox_that_is_not_there_is_said_and_not_made(aside: Path, capsys: pytest.CaptureFixture[str]) -> None:
    nothing = aside.with_name("nothing.db")

    code = main([str(aside), "--outbox", str(nothing)])

    assert (code, capsys.readouterr().err.startswith(f"{aside}: "), nothing.exists()) == (1, True, False)
