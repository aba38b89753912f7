"""Who may do what in a real Redis that is started with the accounts of `make run`, which are those of Compose."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from environment import password_file
from password import prepare_passwords
from redis import Redis
from redis.exceptions import AuthenticationError, NoPermissionError, ResponseError

from ..processes import (
    REDIS_SERVER,
    Program,
    answers,
    eventually,
    free_port,
    gateway,
    logger_program,
    pings,
    redis_program,
    reporter_programs,
)
from ..system.conftest import Chain, Stack, client

STRANGERS = {"logger": "rq:queue:handdraw-reports", "reporter": "handdraw:log", "health": "handdraw:archived"}
DANGEROUS = (
    "ACL LIST",
    "ACL WHOAMI",
    "BGREWRITEAOF",
    "CLIENT LIST",
    "CLIENT KILL ID 1",
    "CONFIG SET appendfsync no",
    "CONFIG REWRITE",
    "DBSIZE",
    "FLUSHALL",
    "FLUSHDB",
    "FUNCTION LIST",
    "KEYS *",
    "MIGRATE 127.0.0.1 1 x 0 1",
    "MODULE LIST",
    "MONITOR",
    "RANDOMKEY",
    "REPLICAOF NO ONE",
    "SAVE",
    "SCAN 0",
    "SCRIPT FLUSH",
    "SHUTDOWN NOSAVE",
    "SLOWLOG GET",
    "SWAPDB 0 1",
)


class Accounts:
    """A Redis with accounts, and clients that sign in to it."""

    def __init__(self, run: Path, port: int) -> None:
        self.run = run
        self.port = port

    def sign_in(self, account: str, password: str | None = None) -> Redis:
        known = password or password_file(self.run, account).read_text().strip()
        return Redis(port=self.port, username=account, password=known)

    def settings(self, service: str, database: int) -> dict[str, str]:
        account = service.lower()
        return {
            f"{service}_REDIS_URL": f"redis://{account}@127.0.0.1:{self.port}/{database}",
            f"{service}_REDIS_PASSWORD_FILE": str(password_file(self.run, account)),
        }


@pytest.fixture(scope="module")
def accounts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Accounts]:
    folder, port = tmp_path_factory.mktemp("accounts"), free_port()
    plain = redis_program(folder, port)
    command = [REDIS_SERVER, str(prepare_passwords(folder)), *plain.command[1:]]
    accounts = Accounts(folder, port)
    with Program(command, plain.log, {}).running() as process, accounts.sign_in("health") as health:
        eventually(lambda: process.poll() is not None or pings(health), "Redis answers")
        assert process.poll() is None, plain.log.read_text()
        yield accounts


@pytest.mark.parametrize("shared", [False, True], ids=["one machine", "a shared archive"])
def test_each_service_does_all_its_work_as_itself(
    accounts: Accounts, tmp_path: Path, sample: Callable[[int], bytes], *, shared: bool
) -> None:
    ports = logger_port, gateway_port, reporter_port = free_port(), free_port(), free_port()
    rolling = {"LOGGER_HOT_EVENTS": "1", "LOGGER_SEGMENT_EVENTS": "1"}
    if shared:
        (tmp_path / "shared").mkdir()
        rolling["LOGGER_ARCHIVE_URL"] = f"file://{tmp_path / 'shared'}"
    log = logger_program(
        tmp_path, logger_port, accounts.port, **accounts.settings("LOGGER", 2 if shared else 0), **rolling
    )
    reporter, worker = reporter_programs(
        tmp_path, reporter_port, accounts.port, logger_port, gateway_port, **accounts.settings("REPORTER", 1)
    )
    with (
        log.running(),
        gateway(tmp_path, gateway_port, logger_port) as process,
        reporter.running(),
        worker.running(),
        client(gateway_port) as to_gateway,
        client(logger_port) as to_logger,
        client(reporter_port) as to_reporter,
    ):
        for port in ports:
            eventually(lambda port=port: answers(f"http://127.0.0.1:{port}/readyz"), "all are ready")  # type: ignore[misc]
        chain = Chain(Stack(to_gateway, to_logger, process.pid), to_reporter)
        drawings = [chain.stack.classify(sample(digit))["id"] for digit in (1, 2, 3)]
        chain.stack.wait_until_logged(*drawings)
        for drawing in drawings:
            to_gateway.put(f"/v1/classifications/{drawing}/label", json={"digit": 4}).raise_for_status()
        eventually(lambda: to_logger.get("/v1/stats").json()["events"] == 6, "labels are in the log")
        place = tmp_path / ("shared" if shared else "archive")
        eventually(lambda: any(place.glob("**/*.jsonl.gz")), "events were rolled")
        report = chain.report()
        degraded = [one.get("/readyz").json()["degraded"] for one in (to_logger, to_reporter)]

    refused = [path.name for path in (log.log, reporter.log, worker.log) if "NOPERM" in path.read_text()]
    denied = [path.name for path in (log.log, reporter.log, worker.log) if "no permissions" in path.read_text().lower()]
    assert (report["status"], degraded, refused, denied) == ("done", [[], []], [], [])


@pytest.mark.parametrize("command", DANGEROUS)
@pytest.mark.parametrize("account", STRANGERS)
def test_nobody_rules_the_server(accounts: Accounts, account: str, command: str) -> None:
    with accounts.sign_in(account) as redis, pytest.raises(NoPermissionError):
        redis.execute_command(*command.split())


@pytest.mark.parametrize(("account", "key"), STRANGERS.items())
@pytest.mark.parametrize("database", [0, 1])
def test_nobody_touches_the_keys_of_another_nor_by_a_script(
    accounts: Accounts, account: str, key: str, database: int
) -> None:
    tries: list[tuple[str, ...]] = [("GET", key), ("SET", key, "x"), ("DEL", key), ("XLEN", key)]
    tries += [("EVAL", f"return redis.call('GET', '{key}')", "0"), ("EVAL", "return redis.call('KEYS', '*')", "0")]
    with accounts.sign_in(account) as redis:
        if account == "reporter":
            redis.execute_command("SELECT", str(database))
        for one in tries:
            with pytest.raises(ResponseError, match=r"(?i)no permissions|ACL failure"):
                redis.execute_command(*one)


def test_health_may_ask_for_a_sign_of_life_alone(accounts: Accounts) -> None:
    with accounts.sign_in("health") as redis:
        assert redis.ping()
        with pytest.raises(NoPermissionError):
            redis.info()


@pytest.mark.parametrize(("account", "password"), [("default", "x"), ("logger", "x"), ("logger", "@logger@")])
def test_a_wrong_password_and_the_account_of_all_open_nothing(accounts: Accounts, account: str, password: str) -> None:
    with accounts.sign_in(account, password) as redis, pytest.raises(AuthenticationError):
        redis.ping()


def test_the_password_of_one_account_opens_no_other(accounts: Accounts) -> None:
    password = password_file(accounts.run, "logger").read_text().strip()
    with accounts.sign_in("reporter", password) as redis, pytest.raises(AuthenticationError):
        redis.ping()


def test_what_a_script_wrote_is_there_when_redis_starts_again(tmp_path: Path) -> None:
    """Redis 7.0 reads its file with the rights of the account ``default``, which nobody can sign in to."""
    accounts = Accounts(tmp_path, free_port())
    plain = redis_program(tmp_path, accounts.port)
    program = Program([REDIS_SERVER, str(prepare_passwords(tmp_path)), *plain.command[1:]], plain.log, {})
    lengths = []
    for _ in range(2):
        with program.running(), accounts.sign_in("health") as health, accounts.sign_in("logger") as logger:
            eventually(lambda client=health: pings(client), "Redis answers")  # type: ignore[misc]
            both = "redis.call('XADD', KEYS[1], '*', 'e', 1) return redis.call('XADD', KEYS[1], '*', 'e', 2)"
            logger.eval(both, 1, "handdraw:log")
            lengths.append(logger.xlen("handdraw:log"))

    assert lengths == [2, 4]
