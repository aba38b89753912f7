from hashlib import sha256
from pathlib import Path

import pytest
from environment import password_file
from password import ACCOUNTS, USERS, open_folder, prepare_passwords


def mode(path: Path) -> str:
    return f"{path.stat().st_mode & 0o777:o}"


def test_each_account_has_a_password_that_nobody_else_can_read_and_redis_knows_their_hashes(tmp_path: Path) -> None:
    configuration = prepare_passwords(tmp_path)
    files = {account: password_file(tmp_path, account) for account in ACCOUNTS}
    users = USERS.read_text()
    for account, file in files.items():
        users = users.replace(f"@{account}@", sha256(file.read_bytes().strip()).hexdigest())

    assert (configuration.read_text(), "#@" in users) == (users, False)
    assert len({file.read_bytes() for file in files.values()}) == len(ACCOUNTS)
    assert {mode(file) for file in (configuration, *files.values())} == {"600"}
    assert {mode(file.parent) for file in (configuration, *files.values())} == {"700"}


def test_they_stay_and_each_folder_has_its_own(tmp_path: Path) -> None:
    folders = [tmp_path / name for name in ("one", "other")]
    for folder in folders:
        folder.mkdir()
    first, other, again = (prepare_passwords(folder).read_text() for folder in (*folders, folders[0]))

    assert (first == again, first == other) == (True, False)


def test_what_others_could_read_is_closed_to_them(tmp_path: Path) -> None:
    paths = [prepare_passwords(tmp_path), password_file(tmp_path, "logger")]
    paths += [path.parent for path in paths]
    for path in paths:
        path.chmod(0o755)
    prepare_passwords(tmp_path)

    assert [mode(path) for path in paths] == ["600", "600", "700", "700"]


def test_a_configuration_that_was_left_unfinished_is_written_anew(tmp_path: Path) -> None:
    whole = prepare_passwords(tmp_path)
    text = whole.read_text()
    whole.unlink()
    whole.with_name("redis.conf.new").write_text("user def")

    assert prepare_passwords(tmp_path).read_text() == text


@pytest.mark.parametrize("left", ["", "\n", None])
def test_where_a_password_is_missing_a_new_one_is_made_and_the_others_stay(tmp_path: Path, left: str | None) -> None:
    prepare_passwords(tmp_path)
    before = {account: password_file(tmp_path, account).read_text() for account in ACCOUNTS}
    if left is None:
        password_file(tmp_path, "logger").unlink()
    else:
        password_file(tmp_path, "logger").write_text(left)
    prepare_passwords(tmp_path)
    after = {account: password_file(tmp_path, account).read_text() for account in ACCOUNTS}

    assert [account for account in ACCOUNTS if after[account] != before[account]] == ["logger"]
    assert len(after["logger"]) >= 32


def test_the_one_password_from_before_there_were_accounts_goes(tmp_path: Path) -> None:
    former = open_folder(tmp_path / "secrets") / "redis-password"
    former.write_text("of all")
    prepare_passwords(tmp_path)

    assert not former.exists()


def test_a_place_for_everybody_is_not_closed(tmp_path: Path) -> None:
    shared = tmp_path / "tmp"
    shared.mkdir()
    shared.chmod(0o1777)
    open_folder(shared / "ours")

    assert (mode(shared), mode(shared / "ours")) == ("777", "700")
