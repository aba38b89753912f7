from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from handdraw_inference.outbox import Entry, Outbox
from handdraw_inference.rescue import main

AMPLE = 10_000_000
PAGE = 4096


def entries(count: int) -> list[Entry]:
    return [Entry(f"{number:03}", f"{number:03}".encode() * 500, refused=False) for number in range(count)]


@pytest.fixture
def outbox(tmp_path: Path) -> Iterator[Outbox]:
    """The one in use."""
    with closing(Outbox(tmp_path / "outbox.db", AMPLE)) as outbox:
        yield outbox


@pytest.fixture
def aside(tmp_path: Path) -> Path:
    """Held 200 events, one of them in its quarantine; a page in the middle is overwritten."""
    file = tmp_path / "outbox.db.corrupt-20261124T110501.000000Z"
    with closing(Outbox(file, AMPLE)) as outbox:
        outbox.append(entries(200))
        outbox.settle([outbox.oldest(1, AMPLE)[0][0]], {"000": "malformed_event"})
    with file.open("r+b") as handle:
        handle.seek(30 * PAGE)
        handle.write(b"\xff" * PAGE)
    return file


def test_all_but_what_lay_in_the_harmed_page_is_forwarded_again(outbox: Outbox, aside: Path) -> None:
    before = aside.read_bytes()
    code = main([str(aside), "--outbox", str(outbox.file)])
    rescued = [entry for _, entry in outbox.oldest(1_000, AMPLE)]
    lost = [entry.event_id for entry in entries(200) if entry not in rescued]

    assert (code, len(rescued), len(lost), outbox.held().events) == (0, 198, 2, 198)
    assert [entry.event_id for entry in rescued] == [
        *(entry.event_id for entry in entries(200)[1:] if entry.event_id not in lost),
        "000",
    ]
    assert aside.read_bytes() == before


def test_a_file_of_which_nothing_can_be_read_rescues_nothing(
    outbox: Outbox, aside: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    aside.write_bytes(b"garbage" * 1000)
    code = main([str(aside), "--outbox", str(outbox.file)])

    assert (code, capsys.readouterr().err, outbox.held().events) == (0, "0 events are to be forwarded again\n", 0)


@pytest.mark.parametrize(
    ("file", "into"), [("nothing.db", "outbox.db"), ("outbox.db.corrupt-20261124T110501.000000Z", "nothing.db")]
)
def test_a_file_that_is_not_there_is_said_and_not_made(
    outbox: Outbox, aside: Path, capsys: pytest.CaptureFixture[str], file: str, into: str
) -> None:
    code = main([str(aside.with_name(file)), "--outbox", str(aside.with_name(into))])
    said = capsys.readouterr().err

    assert (code, said.startswith(str(aside.with_name(file))), outbox.held().events) == (1, True, 0)
    assert not aside.with_name("nothing.db").exists()
