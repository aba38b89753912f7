"""The file with the gateway's key, and what is shown of it while it changes."""

import os
from pathlib import Path

import httpx
import pytest

from handdraw_desktop.errors import NoKey
from handdraw_desktop.gateway.key import LONGEST, ShownKey, is_seen, read_key


@pytest.mark.parametrize("content", [b"hd_key", b"  hd_key\r\n\n"])
def test_a_key_stands_alone_in_its_file(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "key").write_bytes(content)

    assert read_key(tmp_path / "key") == "hd_key"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty_key"),
        (b" \n", "empty_key"),
        ("열쇠".encode(), "no_key"),
        (b"\xff\xfehd_key", "no_key"),
        (b"one\ntwo", "no_key"),
        (b"name classify hash", "no_key"),
        (b"hd_\x00key", "no_key"),
        (b"a" * (LONGEST + 1), "no_key"),
    ],
)
def test_what_is_no_key_is_said(tmp_path: Path, content: bytes, code: str) -> None:
    (tmp_path / "key").write_bytes(content)

    with pytest.raises(NoKey, match=code):
        read_key(tmp_path / "key")


def test_a_folder_and_a_file_that_is_not_there_are_unreadable(tmp_path: Path) -> None:
    said = []
    for file in (tmp_path, tmp_path / "missing"):
        with pytest.raises(NoKey) as caught:
            read_key(file)
        said.append((caught.value.code, caught.value.text))

    assert said == [("unreadable", "Is a directory"), ("unreadable", "No such file or directory")]


@pytest.mark.parametrize(("mode", "seen"), [(0o600, False), (0o640, False), (0o644, True)])
def test_a_key_that_everybody_can_read_is_seen(tmp_path: Path, mode: int, seen: bool) -> None:
    (tmp_path / "key").touch()
    (tmp_path / "key").chmod(mode)

    assert is_seen(tmp_path / "key") is seen


def test_a_file_that_is_not_there_is_not_seen(tmp_path: Path) -> None:
    assert not is_seen(tmp_path / "key")


def shown(key: ShownKey) -> str | None:
    header: str | None = key(httpx.Request("GET", "http://gateway/")).headers.get("Authorization")
    return header


def test_each_call_shows_what_the_file_holds_and_the_former_key_while_it_holds_none(tmp_path: Path) -> None:
    file = tmp_path / "key"
    key = ShownKey(file)
    seen = [shown(key)]
    for content in ("one\n", "", "two", "two words"):
        file.write_text(content)
        seen.append(shown(key))
    file.unlink()

    assert [*seen, shown(key)] == [None, *["Bearer one"] * 2, *["Bearer two"] * 3]


def test_without_a_file_nothing_is_shown() -> None:
    assert shown(ShownKey(None)) is None


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names")
def test_a_pipe_is_read_once() -> None:
    reading, writing = os.pipe()
    os.write(writing, b"hd_key\n")
    os.close(writing)
    try:
        key = ShownKey(Path(f"/dev/fd/{reading}"))
    finally:
        os.close(reading)

    assert [shown(key), shown(key)] == ["Bearer hd_key"] * 2
