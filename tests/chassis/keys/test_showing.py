from pathlib import Path

import httpx
import pytest

from handdraw_chassis.keys.showing import ShownKey


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


@pytest.mark.parametrize("spoil", [Path.unlink, lambda file: file.write_text("")])
def test_while_the_file_is_away_or_empty_the_former_one_is_shown(tmp_path: Path, spoil: object) -> None:
    file = tmp_path / "key"
    file.write_text("first\n")
    key = ShownKey(file)
    assert callable(spoil)
    spoil(file)

    assert shown(key) == "Bearer first"


def test_without_a_file_none_is_shown() -> None:
    assert shown(ShownKey(None)) is None
