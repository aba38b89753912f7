import os
from pathlib import Path
from uuid import uuid4

from handdraw_reporter.store.census import Census, Count


def report(folder: Path, said: str, at: float = 1.0) -> Path:
    file = folder / str(uuid4()) / "report.json"
    file.parent.mkdir()
    file.write_text(said)
    os.utime(file, (at, at))
    return file


def test_reports_are_counted_by_status_and_the_newest_that_is_done_is_dated(tmp_path: Path) -> None:
    report(tmp_path, '{"id": "1", "status": "done"}', at=100)
    report(tmp_path, '{\n  "id": "2",\n  "status": "done",\n "more": 1}', at=300.5)
    report(tmp_path, '{"id": "3", "status": "failed"}', at=900)
    report(tmp_path, "{")

    assert Census(tmp_path).take() == Count({"done": 2, "failed": 1, "unreadable": 1}, 300.5)


def test_what_has_changed_is_read_again_and_what_is_gone_forgotten(tmp_path: Path) -> None:
    first, second = (report(tmp_path, '{"status": "queued"}') for _ in range(2))
    census = Census(tmp_path)
    before = census.take()
    first.write_text('{"status": "writing"}')
    second.unlink()

    assert (before, census.take()) == (Count({"queued": 2}, 0), Count({"writing": 1}, 0))


def test_what_has_not_changed_is_not_read_again(tmp_path: Path) -> None:
    file = report(tmp_path, '{"status": "queued"}')
    census = Census(tmp_path)
    census.take()
    file.write_text('{"status": "writing"}')
    os.utime(file, (1, 1))

    assert census.take() == Count({"queued": 1}, 0)
