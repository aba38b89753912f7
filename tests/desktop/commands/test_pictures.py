import io
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from handdraw_desktop.commands.pictures import Picture, find
from handdraw_desktop.errors import UnreadablePicture


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("b.png", "a.JPG", "notes.txt", "below/c.webp"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(name.encode())
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("arguments", "names"),
    [
        (["b.png", "a.JPG"], ["b.png", "a.JPG"]),
        (["."], ["a.JPG", "b.png", "below/c.webp"]),
        (["below", "b.png"], ["below/c.webp", "b.png"]),
        (["*.png"], ["b.png"]),
        (["**/*.webp"], ["below/c.webp"]),
        (["*.tiff"], []),
        (["notes.txt"], ["notes.txt"]),
        (["missing.png"], ["missing.png"]),
        (["-"], ["-"]),
        (["n" * 300], ["n" * 300]),
        (["b.png", "b.png", "*.png"], ["b.png"]),
    ],
)
def test_pictures_are_found_as_they_were_named(arguments: list[str], names: list[str]) -> None:
    assert [picture.name for picture in find(arguments)] == names


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("name", ["missing.png", "below", "a\0b.png"])
def test_what_cannot_be_opened_is_said(name: str) -> None:
    with pytest.raises(UnreadablePicture):
        Picture(name, Path(name)).read()


def test_a_picture_comes_on_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(b"png")))

    assert Picture("-", None).read() == b"png"


def test_standard_input_may_be_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)

    assert Picture("-", None).read() == b""


def test_a_folder_with_what_nobody_may_look_at_is_no_end(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(path: Path) -> bool:
        raise PermissionError(path)

    monkeypatch.setattr(Path, "is_file", forbidden)

    assert [picture.name for picture in find([str(folder / "below")])] == [str(folder / "below" / "c.webp")]


def test_the_key_is_of_the_files_name_its_content_and_the_run() -> None:
    here, there, other = (Picture(name, Path(name)) for name in ("a/1.png", "/b/1.png", "a/2.png"))
    keys = {
        "here": here.key(b"png", ""),
        "other name": other.key(b"png", ""),
        "other content": here.key(b"gif", ""),
        "other run": here.key(b"png", "again"),
    }

    assert (here.key(b"png", "") == there.key(b"png", ""), len(set(keys.values()))) == (True, 4)


def test_the_keys_stay_the_same_from_one_version_to_the_next() -> None:
    assert str(Picture("1.png", Path("1.png")).key(b"png", "")) == "11150c01-d86c-5afe-a0c5-c1082245c53f"
