from pathlib import Path
from uuid import uuid4

import pytest

from handdraw_contracts.reports import Language, Window
from handdraw_reporter.errors import ReportsUnwritable
from handdraw_reporter.store.shared.objects import Objects, window_name

from .machines import open_folder

WINDOW = Window(after=None, upto="9-0")


def test_what_is_there_is_read_and_what_is_not_is_none(tmp_path: Path) -> None:
    objects, report_id = Objects(open_folder(tmp_path)), uuid4()
    objects.put(f"written/{report_id}.json", b"1")
    objects.put("written/other.json", b"2")

    assert [objects.read(f"written/{name}.json") for name in (report_id, "other", "none")] == [b"1", b"2", None]
    assert objects.ids("written/") == {report_id}


def test_of_two_who_create_one_is_the_first(tmp_path: Path) -> None:
    objects = Objects(open_folder(tmp_path))
    created = [objects.create("windows/one", content) for content in (b"1", b"2")]

    assert (created, objects.read("windows/one")) == ([True, False], b"1")


def test_all_below_a_name_is_removed_and_nothing_beside(tmp_path: Path) -> None:
    objects = Objects(open_folder(tmp_path))
    for name in ("files/1/a", "files/1/b/c", "files/11/a"):
        objects.put(name, b"1")
    objects.remove_below("files/1/")

    assert objects.names("files/") == ["11/a"]


def test_a_bucket_that_is_away_is_said_so(tmp_path: Path) -> None:
    objects = Objects(open_folder(tmp_path / "shared"))
    (tmp_path / "shared").rmdir()

    with pytest.raises(ReportsUnwritable, match="Reports cannot be kept in file://"):
        objects.put("probe", b"1")


@pytest.mark.parametrize(
    ("language", "scheduled", "name"),
    [
        ("en", True, "windows/scheduled-start-9-0"),
        ("ko", True, "windows/scheduled-start-9-0"),
        ("ko", False, "windows/asked-start-9-0-ko"),
    ],
)
def test_a_window_is_named_by_its_ends(language: Language, name: str, *, scheduled: bool) -> None:
    assert window_name(WINDOW, language, scheduled=scheduled) == name
