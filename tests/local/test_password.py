from pathlib import Path

from environment import password_file
from password import prepare_password


def mode(path: Path) -> str:
    return f"{path.stat().st_mode & 0o777:o}"


def test_a_password_is_made_that_nobody_else_can_read(tmp_path: Path) -> None:
    configuration = prepare_password(tmp_path)
    password = password_file(tmp_path)

    assert configuration.read_text() == f"requirepass {password.read_text()}"
    assert {path.name: mode(path) for path in (password.parent, password, configuration)} == {
        "secrets": "700",
        "redis-password": "600",
        "redis.conf": "600",
    }


def test_it_stays_and_each_folder_has_its_own(tmp_path: Path) -> None:
    folders = [tmp_path / name for name in ("one", "other")]
    for folder in folders:
        folder.mkdir()
    first, other, again = (prepare_password(folder).read_text() for folder in (*folders, folders[0]))

    assert (first == again, first == other, len(first.split()[1]) >= 32) == (True, False, True)


def test_what_others_could_read_is_closed_to_them(tmp_path: Path) -> None:
    prepare_password(tmp_path)
    paths = [password_file(tmp_path).parent, password_file(tmp_path), password_file(tmp_path).with_name("redis.conf")]
    for path in paths:
        path.chmod(0o755)
    prepare_password(tmp_path)

    assert [mode(path) for path in paths] == ["700", "600", "600"]


def test_a_configuration_that_was_left_unfinished_is_written_anew(tmp_path: Path) -> None:
    whole = prepare_password(tmp_path)
    text = whole.read_text()
    whole.unlink()
    whole.with_name("redis.conf.new").write_text("requi")

    assert prepare_password(tmp_path).read_text() == text


def test_where_the_file_holds_nothing_a_password_is_made(tmp_path: Path) -> None:
    prepare_password(tmp_path)
    password_file(tmp_path).write_text("\n")

    assert len(prepare_password(tmp_path).read_text().split()[1]) >= 32
