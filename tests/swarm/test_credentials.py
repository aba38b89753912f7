"""What the services of a Swarm show one another, and what Redis and Sentinel make of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from credentials import name_of, prepare
from redis import Redis
from redis.exceptions import NoPermissionError

from handdraw_chassis.keys.file import hash_key, read_keys

from ..processes import REDIS_SERVER, eventually, free_port, pings, run_process


@pytest.fixture
def made(tmp_path: Path) -> Path:
    prepare(tmp_path / "secrets", {})
    return tmp_path / "secrets"


def contents(folder: Path) -> dict[str, str]:
    return {file.name: file.read_text() for file in folder.iterdir()}


def test_what_is_there_stays(made: Path) -> None:
    before = contents(made)

    prepare(made, {})

    assert contents(made) == before


def test_every_file_is_for_its_owner_alone(made: Path) -> None:
    assert {oct(file.stat().st_mode & 0o777) for file in made.iterdir()} == {"0o600"}
    assert oct(made.stat().st_mode & 0o777) == "0o700"


def test_each_service_lets_in_who_shows_it_a_key_and_nobody_without_one(made: Path) -> None:
    known = {
        service: {key.name: (set(key.scopes), key.digest) for key in read_keys(made / f"{service}-api-keys")}
        for service in ("inference", "logger", "reporter")
    }

    def digest(name: str) -> bytes:
        return hash_key((made / name).read_bytes().strip())

    operator = digest("operator-key")
    assert known == {
        "inference": {
            "operator": ({"classify", "read"}, operator),
            "reporter": ({"read"}, digest("reporter-gateway-key")),
            "worker": ({"read"}, digest("worker-gateway-key")),
        },
        "logger": {
            "operator": ({"read"}, operator),
            "inference": ({"write-events"}, digest("inference-logger-key")),
            "reporter": ({"read"}, digest("reporter-logger-key")),
            "worker": ({"read"}, digest("worker-logger-key")),
        },
        "reporter": {"operator": ({"read", "reports"}, operator)},
    }


def test_keys_that_an_operator_added_stay_and_one_that_is_made_anew_takes_the_place_of_the_old(made: Path) -> None:
    file = made / "logger-api-keys"
    file.write_text(file.read_text() + f"alice read {'a' * 64}\n")
    (made / "worker-logger-key").unlink()
    before = {key.name: key for key in read_keys(file)}

    prepare(made, {})
    after = {key.name: key for key in read_keys(file)}

    assert (after.keys(), {name for name in after if after[name] != before[name]}) == (before.keys(), {"worker"})


def test_what_the_operator_brings_is_a_secret_too(made: Path, tmp_path: Path) -> None:
    (tmp_path / "key").write_text("sk-1\n")

    prepare(made, {"openai-api-key": tmp_path / "key"})

    assert (made / "openai-api-key").read_text() == "sk-1\n"


def test_another_content_has_another_name(tmp_path: Path) -> None:
    file = tmp_path / "a"
    file.write_text("1")
    first, again = name_of("a", file), name_of("a", file)
    file.write_text("2")

    assert (first == again, first.startswith("handdraw-a-"), name_of("a", file) == first) == (True, True, False)


@contextmanager
def server(folder: Path, text: str, *options: str) -> Iterator[Redis]:
    port = free_port()
    configuration = folder / "server.conf"
    configuration.write_text(f"port {port}\nbind 127.0.0.1\ndir {folder}\n{text}")
    with (
        run_process([REDIS_SERVER, str(configuration), *options], folder / "server.log"),
        Redis(port=port, decode_responses=True) as client,
    ):
        eventually(lambda: pings(client), "the server answers")
        yield client


@pytest.mark.parametrize(
    ("account", "command", "allowed"),
    [
        ("logger", ("WAIT", "1", "1"), True),
        ("logger", ("WAITAOF", "1", "1", "1"), True),
        ("logger", ("INFO", "server"), True),
        ("logger", ("XADD", "handdraw:log", "*", "a", "b"), True),
        ("logger", ("CONFIG", "GET", "appendonly"), True),
        ("logger", ("CONFIG", "SET", "appendonly", "no"), False),
        ("logger", ("CLIENT", "KILL", "TYPE", "normal"), False),
        ("logger", ("FLUSHALL",), False),
        ("reporter", ("XADD", "handdraw:log", "*", "a", "b"), False),
        ("replica", ("PSYNC", "?", "-1"), True),
        ("replica", ("GET", "handdraw:log"), False),
        ("sentinel", ("REPLICAOF", "NO", "ONE"), True),
        ("sentinel", ("GET", "handdraw:log"), False),
    ],
)
def test_each_account_of_redis_may_do_what_it_is_there_for(
    made: Path, tmp_path: Path, account: str, command: tuple[str, ...], allowed: bool
) -> None:
    users = (made / "redis-conf").read_text() + "user asks on nopass +ping +acl|dryrun\n"
    with server(tmp_path, users.replace("user default off resetpass", "user default on nopass")) as redis:
        said = redis.execute_command("ACL", "DRYRUN", account, *command)  # type: ignore[no-untyped-call]

    assert (said == "OK") == allowed, said


def test_sentinel_tells_anybody_where_the_primary_is_and_lets_nobody_change_it(made: Path, tmp_path: Path) -> None:
    text = f"sentinel monitor log 127.0.0.1 {free_port()} 2\n" + (made / "sentinel-conf").read_text()
    with server(tmp_path, text, "--sentinel") as sentinel:
        named = sentinel.sentinel_master("log")
        with pytest.raises(NoPermissionError):
            sentinel.execute_command("SENTINEL", "FAILOVER", "log")  # type: ignore[no-untyped-call]

    assert named["name"] == "log"  # type: ignore[index]
