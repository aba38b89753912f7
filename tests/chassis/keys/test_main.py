import subprocess
import sys
from pathlib import Path

import pytest

from handdraw_chassis.keys.__main__ import main
from handdraw_chassis.keys.file import Key, hash_key, read_keys


def test_a_new_key_is_printed_once_and_its_hash_is_kept(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "keys"
    status = main(["add", str(file), "desk", "--scopes", "classify,read"])
    key = capsys.readouterr().out.strip()

    expected = (Key("desk", frozenset(("classify", "read")), hash_key(key.encode())),)
    assert (status, read_keys(file), key in file.read_text()) == (0, expected, False)


def test_names_are_listed_and_taken_away(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "keys"
    for name in ("one", "two"):
        main(["add", str(file), name])
    main(["remove", str(file), "one"])
    capsys.readouterr()
    main(["list", str(file)])

    assert capsys.readouterr().out == "two read\n"


@pytest.mark.parametrize(
    ("command", "says"),
    [
        pytest.param(["add", "{}", "desk"], "has a key called desk", id="a name that is taken"),
        pytest.param(["remove", "{}", "chair"], "has no key called chair", id="a name that is not there"),
        pytest.param(["list", "{}/none"], "cannot be read", id="no file"),
        pytest.param(["add", "{}.away/keys", "desk"], "cannot be written", id="no folder"),
    ],
)
def test_what_cannot_be_done_is_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], command: list[str], says: str
) -> None:
    file = tmp_path / "keys"
    main(["add", str(file), "desk"])
    capsys.readouterr()

    status = main([word.format(file) for word in command])
    said = capsys.readouterr()
    assert (status, said.out, said.err.count("\n"), says in said.err) == (1, "", 1, True)


@pytest.mark.parametrize(
    "words", [["add", "keys", "a b"], ["add", "keys", "anonymous"], ["add", "keys", "a", "--scopes", "x"], []]
)
def test_a_command_that_makes_no_sense_is_refused(tmp_path: Path, words: list[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main(words)

    assert (end.value.code, list(tmp_path.iterdir())) == (2, [])


def test_it_explains_itself() -> None:
    said = subprocess.run(
        [sys.executable, "-m", "handdraw_chassis.keys", "--help"], capture_output=True, text=True, check=True
    )

    assert said.stdout.startswith("usage: python -m handdraw_chassis.keys")
