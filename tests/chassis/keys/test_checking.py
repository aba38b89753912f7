import os
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path

import pytest

from handdraw_chassis.errors import ServiceError
from handdraw_chassis.keys import checking
from handdraw_chassis.keys.checking import Keys
from handdraw_chassis.keys.file import Key, KeysUnreadable, hash_key, write_keys

Headers = list[tuple[bytes, bytes]]
READER = Key("reader", frozenset(("read",)), hash_key(b"r"))
WRITER = Key("writer", frozenset(("classify", "read")), hash_key(b"w"))
ANYBODY = Key("anonymous", frozenset(("read",)), None)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    write_keys(tmp_path / "keys", [READER, WRITER])
    return tmp_path / "keys"


def bearer(key: bytes) -> Headers:
    return [(b"authorization", b"Bearer " + key)]


def basic(pair: bytes) -> Headers:
    return [(b"authorization", b"Basic " + b64encode(pair))]


def code(keys: Keys, headers: Headers, method: str = "POST", path: str = "/v1/classify") -> str:
    """Return what is refused, "" if nothing is."""
    try:
        keys.check(method, path, headers)
    except ServiceError as error:
        return error.code
    return ""


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        pytest.param(bearer(b"w"), "", id="a key"),
        pytest.param([(b"authorization", b"bearer  w ")], "", id="written otherwise"),
        pytest.param([(b"x-api-key", b"w")], "", id="in its own header"),
        pytest.param(basic(b"anybody:w"), "", id="as a browser's password"),
        pytest.param(basic(b":w"), "", id="without a name"),
        pytest.param([], "key_missing", id="none"),
        pytest.param(bearer(b"r"), "scope_missing", id="one that may only read"),
        pytest.param(bearer(b"x"), "key_unknown", id="an unknown one"),
        pytest.param(bearer(b""), "key_unknown", id="an empty one"),
        pytest.param(bearer(b"w" + b" " * 2000 + b"x"), "key_unknown", id="followed by much"),
        pytest.param([(b"x-api-key", b"w" * 5000)], "key_unknown", id="a long one of its own"),
        pytest.param([(b"authorization", b"")], "key_unknown", id="an empty header"),
        pytest.param(bearer("열쇠".encode()), "key_unknown", id="no ASCII"),
        pytest.param(bearer(b"\xff" * 5000), "key_unknown", id="a long one"),
        pytest.param(basic(b"w"), "key_unknown", id="a name alone"),
        pytest.param([(b"authorization", b"Basic w:w")], "key_unknown", id="a password in plain words"),
        pytest.param([(b"authorization", b"Digest w")], "key_unknown", id="another scheme"),
        pytest.param([(b"authorization", b"w")], "key_unknown", id="no scheme"),
        pytest.param(bearer(hash_key(b"w").hex().encode()), "key_unknown", id="the hash itself"),
        pytest.param([*bearer(b"w"), *bearer(b"w")], "key_unknown", id="twice"),
        pytest.param([*bearer(b"w"), (b"x-api-key", b"w")], "key_unknown", id="in both places"),
    ],
)
def test_a_key_is_shown_in_one_of_three_ways(file: Path, headers: Headers, expected: str) -> None:
    assert code(Keys(file, "classify"), headers) == expected


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_what_changes_nothing_needs_the_scope_read(file: Path, method: str) -> None:
    assert code(Keys(file, "classify"), bearer(b"r"), method) == ""


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "TRACE"])
def test_all_else_needs_the_services_own(file: Path, method: str) -> None:
    assert code(Keys(file, "classify"), bearer(b"r"), method) == "scope_missing"


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_probes_need_none(file: Path, path: str) -> None:
    assert code(Keys(file, "classify"), [], "GET", path) == ""


@pytest.mark.parametrize("path", ["/metrics", "/docs", "/openapi.json", "/", "/healthz/", "//healthz", "/nothing"])
def test_every_other_path_does(file: Path, path: str) -> None:
    assert code(Keys(file, "classify"), [], "GET", path) == "key_missing"


def test_without_a_file_everybody_may_do_everything() -> None:
    keys = Keys(None, "classify")

    assert (code(keys, []), code(keys, bearer(b"x")), keys.let_anybody_in) == ("", "", True)


def test_who_has_no_key_may_do_what_anonymous_may(file: Path) -> None:
    write_keys(file, [WRITER, ANYBODY])
    keys = Keys(file, "classify")

    shown = [code(keys, [], "GET"), code(keys, []), code(keys, bearer(b"x"), "GET"), code(keys, bearer(b"w"))]
    assert (shown, keys.let_anybody_in) == (["", "key_missing", "key_unknown", ""], True)


def test_a_fast_path_asks_the_same(file: Path) -> None:
    keys = Keys(file, "classify")
    asked = [(b"", b""), (b"Bearer w", b""), (b"", b"w"), (b"Bearer r", b""), (b"Bearer x", b"")]

    assert [keys.admit(*one, "classify") for one in asked] == [False, True, True, False, False]


@pytest.fixture
def seconds(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [100.0]
    monkeypatch.setattr(checking, "monotonic", lambda: now[0])
    return now


def test_a_file_that_changes_is_read_again_within_a_second(file: Path, seconds: list[float]) -> None:
    keys = Keys(file, "classify")
    before = code(keys, bearer(b"w"))
    write_keys(file, [READER])
    seconds[0] += 1

    assert (before, code(keys, bearer(b"w"))) == ("", "key_unknown")


@pytest.mark.parametrize("spoil", [Path.unlink, lambda file: file.write_text("desk")])
def test_one_that_cannot_be_read_any_more_changes_nothing(file: Path, seconds: list[float], spoil: object) -> None:
    keys = Keys(file, "classify")
    assert callable(spoil)
    spoil(file)
    seconds[0] += 1

    assert (code(keys, bearer(b"w")), code(keys, bearer(b"x"))) == ("", "key_unknown")


def test_a_key_that_was_made_a_moment_ago_opens_at_once(file: Path, seconds: list[float]) -> None:
    keys = Keys(file, "classify")
    code(keys, bearer(b"w"))
    write_keys(file, [READER, WRITER, Key("next", frozenset(("classify",)), hash_key(b"n"))])

    assert (code(keys, bearer(b"n")), code(keys, bearer(b"w")), seconds) == ("", "", [100.0])


def test_a_lock_that_comes_with_an_older_time_holds(file: Path, seconds: list[float]) -> None:
    keys = Keys(file, "classify")
    write_keys(file, [READER])
    os.utime(file, (0, 0))
    seconds[0] += 1

    assert code(keys, bearer(b"w")) == "key_unknown"


def make_pipe(file: Path) -> None:
    file.unlink()
    os.mkfifo(file)


def make_folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


def make_loop(file: Path) -> None:
    file.unlink()
    file.symlink_to(file)


@pytest.mark.parametrize("spoil", [make_pipe, make_folder, make_loop])
def test_what_is_no_file_any_more_changes_nothing_and_holds_nobody_up(
    file: Path, seconds: list[float], spoil: Callable[[Path], None]
) -> None:
    keys = Keys(file, "classify")
    spoil(file)
    seconds[0] += 1
    held = code(keys, bearer(b"w"))
    file.rmdir() if file.is_dir() else file.unlink()
    write_keys(file, [READER])
    seconds[0] += 1

    assert (held, code(keys, bearer(b"w"))) == ("", "key_unknown")


def test_one_that_is_half_written_changes_nothing_until_it_is_whole(file: Path, seconds: list[float]) -> None:
    keys = Keys(file, "classify")
    whole = file.read_bytes().replace(b"writer", b"author")
    codes = []
    for content in (whole[:-30], whole):
        file.write_bytes(content)
        seconds[0] += 1
        codes.append(code(keys, bearer(b"w")))

    assert codes == ["", ""]


def test_where_others_than_this_machine_come_nobody_is_let_in_later_without_a_key(
    file: Path, seconds: list[float]
) -> None:
    keys = Keys(file, "classify", exposed=True)
    write_keys(file, [WRITER, ANYBODY])
    seconds[0] += 1

    assert (code(keys, [], "GET"), code(keys, bearer(b"r"), "GET")) == ("key_missing", "")


def test_the_hash_of_nothing_opens_to_nobody(file: Path) -> None:
    write_keys(file, [Key("nothing", frozenset(("classify",)), hash_key(b""))])
    keys = Keys(file, "classify")

    assert {code(keys, shown) for shown in (bearer(b""), basic(b"a:"), [(b"x-api-key", b" ")])} == {"key_unknown"}


def test_one_that_cannot_be_read_at_the_start_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(KeysUnreadable):
        Keys(tmp_path / "none", "classify")


def test_a_file_made_for_nobody_lets_nobody_in(file: Path) -> None:
    write_keys(file, [])
    os.utime(file)

    assert code(Keys(file, "classify"), []) == "key_missing"
