import os
from functools import partial
from pathlib import Path

import httpx
import pytest
from pydantic import TypeAdapter

from handdraw_chassis.keys.file import KeysUnreadable
from handdraw_chassis.keys.showing import KeyFile, ShownKey


def shown(key: ShownKey) -> str | None:
    header: str | None = key(httpx.Request("GET", "http://localhost")).headers.get("Authorization")
    return header


def test_the_key_of_the_file_is_shown_and_the_next_one_once_it_lies_there(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text("first\n")
    key = ShownKey(file)
    first = shown(key)
    file.write_text("second\n")

    assert (first, shown(key)) == ("Bearer first", "Bearer second")


def make_pipe(file: Path) -> None:
    file.unlink()
    os.mkfifo(file)


@pytest.mark.parametrize(
    "spoil", [Path.unlink, make_pipe, *(partial(Path.write_bytes, data=data) for data in (b"", b"a\nb", b"\xea"))]
)
def test_while_the_file_holds_no_key_the_former_one_is_shown(tmp_path: Path, spoil: object) -> None:
    file = tmp_path / "key"
    file.write_text("first\n")
    key = ShownKey(file)
    assert callable(spoil)
    spoil(file)

    assert shown(key) == "Bearer first"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b" \n", "is empty, and should hold a key"),
        (b"secret\r\nX: y", "holds no key, which is one line of ASCII"),
        ("열쇠".encode(), "holds no key, which is one line of ASCII"),
        (b"s" * 1025, "has more than 1024 bytes"),
    ],
)
def test_what_is_no_key_is_said_and_not_repeated(tmp_path: Path, content: bytes, says: str) -> None:
    file = tmp_path / "key"
    file.write_bytes(content)
    with pytest.raises(KeysUnreadable) as caught:
        ShownKey(file)
    with pytest.raises(ValueError, match=says):
        TypeAdapter(KeyFile).validate_python(file)

    assert str(caught.value) == f"{file} {says}"


def test_without_a_file_none_is_shown() -> None:
    assert shown(ShownKey(None)) is None
