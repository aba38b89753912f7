from pathlib import Path

import pytest

from handdraw_chassis.keys.file import Key, KeysUnreadable, hash_key, make_key, parse_keys, read_keys, write_keys

HASH = hash_key(b"secret").hex()
DESK = Key("desk", frozenset(("classify", "read")), hash_key(b"secret"))
ANYBODY = Key("anonymous", frozenset(("read",)), None)


def test_a_line_is_a_name_scopes_and_a_hash() -> None:
    text = f"# who\n\ndesk classify,read {HASH}  # the one upstairs\nanonymous read\n"

    assert parse_keys(text) == (DESK, ANYBODY)


def test_no_line_is_no_key() -> None:
    assert parse_keys("# nobody\n") == ()


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("desk", id="a name alone"),
        pytest.param("desk read", id="no hash"),
        pytest.param(f"desk {HASH}", id="no scopes"),
        pytest.param(f"desk , {HASH}", id="empty scopes"),
        pytest.param(f"desk clasify {HASH}", id="a scope that is none"),
        pytest.param(f"desk read {HASH[:-1]}", id="a short hash"),
        pytest.param(f"desk read {HASH[:-1]}g", id="a hash that is none"),
        pytest.param(f"desk read {HASH} more", id="more than that"),
        pytest.param(f"anonymous read {HASH}", id="anonymous with a key"),
        pytest.param(f"desk read {HASH}\ndesk read {HASH}", id="a name twice"),
        pytest.param(f"desk read {HASH}\nchair classify {HASH}", id="a key twice"),
    ],
)
def test_what_is_no_such_line_is_said_without_repeating_it(line: str) -> None:
    with pytest.raises(ValueError, match=r"^line [12]: ") as refused:
        parse_keys(line)

    assert HASH[:8] not in str(refused.value)


def test_what_is_written_is_read_again_by_its_owner_alone(tmp_path: Path) -> None:
    file = tmp_path / "keys"
    write_keys(file, [DESK, ANYBODY])

    assert (read_keys(file), file.stat().st_mode & 0o777, list(tmp_path.iterdir())) == ((DESK, ANYBODY), 0o600, [file])


@pytest.mark.parametrize("content", [b"\xff\xfe", b"#" * (1024 * 1024 + 1), b"desk read x"])
def test_what_is_no_file_of_keys_is_named(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "keys"
    file.write_bytes(content)

    with pytest.raises(KeysUnreadable, match=r"/keys"):
        read_keys(file)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(KeysUnreadable, match="No such file"):
        read_keys(tmp_path / "none")


def test_keys_are_long_and_none_is_like_another() -> None:
    keys = {make_key() for _ in range(100)}

    assert (len(keys), {len(key) for key in keys}) == (100, {46})
