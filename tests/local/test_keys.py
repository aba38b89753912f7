from pathlib import Path

import pytest
from keys import PAIRS, UNASKED, keys_file, prepare_keys

from handdraw_chassis.keys.__main__ import add, remove
from handdraw_chassis.keys.checking import Keys
from handdraw_chassis.keys.file import SCOPES

SERVICES = {"inference": "classify", "logger": "write-events", "reporter": "reports"}


def shown(run: Path, caller: str, file: str) -> str:
    return (run / "secrets" / caller / file).read_text().strip()


def granted(run: Path, service: str, key: str = "") -> set[str]:
    """Return what a service lets somebody do who shows a key, or none."""
    keys = Keys(keys_file(run, service), SERVICES[service])
    header = f"Bearer {key}".encode() if key else b""
    return {scope for scope in SCOPES if keys.admit(header, b"", scope)}


def test_each_caller_has_a_key_for_what_it_asks_and_for_no_more(tmp_path: Path) -> None:
    prepare_keys(tmp_path)

    assert [granted(tmp_path, pair.called, shown(tmp_path, pair.caller, pair.file)) for pair in PAIRS] == [
        {pair.scope} for pair in PAIRS
    ]


def test_without_a_key_people_read_and_draw_and_nobody_writes_events(tmp_path: Path) -> None:
    prepare_keys(tmp_path)

    assert {service: granted(tmp_path, service) for service in SERVICES} == {
        "inference": {"classify", "read"},
        "logger": {"read"},
        "reporter": {"read", "reports"},
    }


def test_what_an_operator_added_or_took_away_stays_so(tmp_path: Path) -> None:
    prepare_keys(tmp_path)
    file = keys_file(tmp_path, "inference")
    key = add(file, "phone", ["classify"])
    remove(file, "anonymous")
    prepare_keys(tmp_path)

    assert (granted(tmp_path, "inference", key), granted(tmp_path, "inference")) == ({"classify"}, set())


def test_a_key_that_was_deleted_is_made_anew_and_the_former_one_is_locked_out(tmp_path: Path) -> None:
    prepare_keys(tmp_path)
    former = shown(tmp_path, "inference", "logger-key")
    (tmp_path / "secrets" / "inference" / "logger-key").unlink()
    prepare_keys(tmp_path)
    key = shown(tmp_path, "inference", "logger-key")

    assert (granted(tmp_path, "logger", former), granted(tmp_path, "logger", key)) == (set(), {"write-events"})


def test_what_is_complete_is_not_written_again(tmp_path: Path) -> None:
    prepare_keys(tmp_path)
    files = [path for path in sorted(tmp_path.rglob("*")) if path.is_file()]
    before = [path.stat().st_ino for path in files]
    prepare_keys(tmp_path)

    assert [path.stat().st_ino for path in files] == before


@pytest.mark.parametrize("service", UNASKED)
def test_nobody_else_can_read_keys_or_their_hashes(tmp_path: Path, service: str) -> None:
    prepare_keys(tmp_path)
    keys_file(tmp_path, service).chmod(0o644)
    prepare_keys(tmp_path)

    modes = {f"{path.stat().st_mode & 0o777:o}" for path in keys_file(tmp_path, service).parent.iterdir()}
    assert modes == {"600"}
