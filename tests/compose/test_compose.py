"""`docker compose up` as a person meets it, on a real engine; the protocol double stands in for TensorFlow Serving."""

import json
import os
import subprocess
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import httpx
import pytest

from ..processes import ROOT, answers, eventually, free_port
from ..traffic import traffic
from .other_machine import other_machine

if os.environ.get("HANDDRAW_COMPOSE") != "1":
    pytest.skip("builds images and starts containers: make test-compose", allow_module_level=True)

PROJECT = "handdraw-test"
FILES = ["-f", "docker-compose.yml", "-f", "tests/compose/docker-compose.double.yml"]
USER = "10001"
SERVICES = {"inference", "serving", "logger", "redis", "reporter", "worker"}
PUBLISHED = ("inference", "logger", "reporter")
IMAGES = {"inference": "handdraw/inference", "logger": "handdraw/logger", "reporter": "handdraw/reporter"}
SECRETS = {
    "inference": {"api-keys", "logger-key"},
    "logger": {"api-keys", "redis-password"},
    "redis": {"redis-password", "redis.conf"},
    "reporter": {"api-keys", "gateway-key", "logger-key", "redis-password"},
    "worker": {"gateway-key", "logger-key", "redis-password"},
}
TRY_REDIS = """
import os, sys, redis
address, file = (os.environ[f"{sys.argv[1]}_REDIS_{name}"] for name in ("URL", "PASSWORD_FILE"))
client = redis.Redis.from_url(address, password=open(file).read().strip())
client.ping()
other = {"LOGGER": "rq:queues", "REPORTER": "handdraw:log"}[sys.argv[1]]
for command in (f"TYPE {other}", f"DEL {other}", "FLUSHALL", "CONFIG SET appendonly no", "SHUTDOWN NOSAVE"):
    try:
        client.execute_command(*command.split())
    except redis.RedisError as error:
        print(type(error).__name__)
    else:
        print(command)
"""
IS_WORKER = """
def is_worker(pid):
    text = open(f"/proc/{pid}/stat").read()
    parent = text.rpartition(")")[2].split()[1]
    return b"handdraw_inference" in open(f"/proc/{pid}/cmdline", "rb").read() and parent not in ("0", "1")
"""
REACH = """
import socket, sys
with socket.socket() as outgoing:
    outgoing.settimeout(3)
    print(outgoing.connect_ex((sys.argv[1], int(sys.argv[2]))) == 0)
"""
STEP_S = 1800  # the first build downloads TensorFlow


def docker(*command: str, **environment: str) -> str:
    """What it prints; where it fails, what it complains of."""
    done = subprocess.run(
        ["docker", *command],
        cwd=ROOT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        timeout=STEP_S,
        check=False,
    )
    assert done.returncode == 0, f"docker {' '.join(command)}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def leftovers() -> dict[str, set[str]]:
    """List what the engine holds of this project, and every volume: unnamed ones belong to no project."""
    ours = ["--filter", f"label=com.docker.compose.project={PROJECT}"]
    return {
        "containers": set(docker("ps", "--all", "--quiet", *ours).split()),
        "networks": set(docker("network", "ls", "--quiet", *ours).split()),
        "volumes": set(docker("volume", "ls", "--quiet").split()),
    }


class Handdraw:
    """The Compose project, on ports of its own."""

    def __init__(self) -> None:
        self._ports = {name: free_port() for name in PUBLISHED}
        self.inference, self.logger, self.reporter = (
            httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=30)
            for port in self._ports.values()
        )

    @property
    def ports(self) -> dict[str, str]:
        return {name: str(port) for name, port in self._ports.items()}

    def compose(self, *command: str) -> str:
        settings = {f"{name.upper()}_PORT": port for name, port in self.ports.items()}
        return docker("compose", "-p", PROJECT, "--env-file", os.devnull, *FILES, *command, **settings)

    def close(self) -> None:
        for client in (self.inference, self.logger, self.reporter):
            client.close()

    def up(self) -> None:
        try:
            self.compose("up", "--build", "--wait", "--wait-timeout", "300")
        except AssertionError as error:
            error.add_note(self.compose("logs", "--no-color", "--tail", "30"))
            raise

    def down(self, *options: str) -> None:
        self.compose("down", "--remove-orphans", *options)

    def containers(self) -> dict[str, dict[str, Any]]:
        """Return what the engine knows of each service's container."""
        ids = self.compose("ps", "--all", "--quiet").split()
        inspected = json.loads(docker("inspect", *ids))
        return {one["Config"]["Labels"]["com.docker.compose.service"]: one for one in inspected}

    def classify(self, png: bytes, **query: str) -> dict[str, Any]:
        headers = {"Content-Type": "image/png"}
        response = self.inference.post("/v1/classify", content=png, headers=headers, params=query)
        answer: dict[str, Any] = response.raise_for_status().json()
        return answer

    def engine(self, png: bytes) -> str:
        return str(self.classify(png, purpose="preview")["model"]["engine"])

    def logged(self, **query: str) -> dict[str, Any]:
        page: dict[str, Any] = self.logger.get("/v1/events", params=query).raise_for_status().json()
        return page

    def python(self, service: str, program: str, *arguments: str) -> str:
        """Run a program in a service's container, and return what it prints."""
        return self.compose("exec", "-T", service, "python", "-c", program, *arguments)

    def workers(self) -> set[str]:
        """Return the gateway's worker processes."""
        found = "import os; print(*(pid for pid in os.listdir('/proc') if pid.isdecimal() and is_worker(pid)))"
        return set(self.python("inference", f"{IS_WORKER}\n{found}").split())

    def wait_until_logged(self, drawings: Sequence[str]) -> list[str]:
        """Return those that are not in the log, once the outbox is empty."""
        eventually(lambda: answers(f"{self.logger.base_url}/readyz"), "the logger is ready")
        waits = "handdraw_outbox_events 0.0\n"
        eventually(lambda: waits in self.inference.get("/metrics").text, "nothing waits in the outbox", 120, 0.5)
        return [one for one in drawings if self.logger.get(f"/v1/events/{one}").status_code != 200]

    def secrets(self, service: str) -> set[str]:
        return set(self.compose("exec", "-T", service, "ls", "/secrets").split())

    def keys(self, *command: str) -> str:
        return self.compose("run", "--rm", "-T", "keys", *command)

    def report(self, **window: str) -> dict[str, Any]:
        """Ask for the report of a window of the log, and wait until it is written."""
        location = self.reporter.post("/v1/reports", json=window).raise_for_status().headers["Location"]
        found: dict[str, Any] = {}

        def is_over() -> bool:
            found.update(self.reporter.get(location).raise_for_status().json())
            return found["status"] in ("done", "failed")

        eventually(is_over, "the report is written", patience_s=120)
        return found


@pytest.fixture
def outside() -> Iterator[tuple[str, int]]:
    """A server on another machine, which knows no way to the containers' own addresses: a network namespace."""
    with other_machine("handdraw-out", "203.0.113.1", "203.0.113.2") as address:
        yield address


@pytest.fixture(scope="module")
def before() -> dict[str, set[str]]:
    docker("compose", "-p", PROJECT, "down", "-v", "--remove-orphans")  # what an interrupted run has left
    return leftovers()


@pytest.fixture(scope="module")
def handdraw(before: dict[str, set[str]]) -> Iterator[Handdraw]:
    assert before["containers"] == set()
    stack = Handdraw()
    try:
        stack.up()
        yield stack
    finally:
        stack.close()
        stack.down("-v")


def test_everything_comes_up_healthy(handdraw: Handdraw) -> None:
    states = {name: one["State"] for name, one in handdraw.containers().items()}
    init = states.pop("init")

    assert (init["Status"], init["ExitCode"]) == ("exited", 0)
    assert {name: state["Health"]["Status"] for name, state in states.items()} == dict.fromkeys(SERVICES, "healthy")


def test_no_service_is_root_or_can_become_it_or_write_to_its_own_files_or_take_the_whole_machine(
    handdraw: Handdraw,
) -> None:
    containers = {name: one for name, one in handdraw.containers().items() if name in SERVICES}
    bounds = {
        name: (
            docker("exec", one["Id"], "id", "-u").strip(),
            one["HostConfig"]["ReadonlyRootfs"],
            one["HostConfig"]["CapDrop"],
            one["HostConfig"]["SecurityOpt"],
            one["HostConfig"]["Memory"] > 0,
            one["HostConfig"]["NanoCpus"] > 0,
            one["HostConfig"]["PidsLimit"] > 0,
            one["HostConfig"]["RestartPolicy"]["Name"],
        )
        for name, one in containers.items()
    }

    assert bounds == dict.fromkeys(
        SERVICES, (USER, True, ["ALL"], ["no-new-privileges:true"], True, True, True, "unless-stopped")
    )


def test_the_three_services_are_published_on_this_machine_alone(handdraw: Handdraw) -> None:
    published = {
        name: [(one["HostIp"], one["HostPort"]) for bound in ports.values() for one in bound or []]
        for name, container in handdraw.containers().items()
        if (ports := container["NetworkSettings"]["Ports"])
    }

    assert {name: bound for name, bound in published.items() if bound} == {
        name: [("127.0.0.1", port)] for name, port in handdraw.ports.items()
    }


def test_twenty_digits_are_read_by_tensorflow_serving_and_logged_and_reported(
    handdraw: Handdraw, sample: Callable[[int], bytes]
) -> None:
    eventually(lambda: handdraw.engine(sample(0)) == "tensorflow_serving", "the gateway has found it")
    after = handdraw.logged()["end"] or "0-0"
    answered = [handdraw.classify(sample(digit)) for digit in [*range(10), *range(10)]]
    eventually(lambda: len(handdraw.logged(after=after)["events"]) == 20, "all are in the log")
    logged = handdraw.logged(after=after)
    report = handdraw.report(after=after, upto=logged["end"])
    page = handdraw.reporter.get(f"/v1/reports/{report['id']}.html")

    assert [(answer["digit"], answer["model"]["engine"]) for answer in answered] == [
        (digit, "tensorflow_serving") for digit in [*range(10), *range(10)]
    ]
    assert [entry["event"]["id"] for entry in logged["events"]] == [answer["id"] for answer in answered]
    assert (report["status"], report["failure"]) == ("done", None)
    assert {fact["id"]: fact["value"] for fact in report["facts"]}["classified"] == 20
    assert (page.status_code, report["title"] in page.text) == (200, True)


def test_while_serving_is_away_the_embedded_engine_answers(handdraw: Handdraw, sample: Callable[[int], bytes]) -> None:
    handdraw.compose("kill", "serving")
    instead = handdraw.classify(sample(5))
    health = handdraw.inference.get("/readyz")
    handdraw.compose("start", "serving")
    eventually(lambda: handdraw.engine(sample(5)) == "tensorflow_serving", "it answers again")

    assert (instead["digit"], instead["model"]["engine"]) == (5, "embedded")
    assert (health.status_code, [one["dependency"] for one in health.json()["degraded"]]) == (
        200,
        ["tensorflow_serving"],
    )


def test_each_container_has_the_secrets_that_it_needs_and_no_others(handdraw: Handdraw) -> None:
    held = {name: handdraw.secrets(name) for name in SECRETS}

    assert held == SECRETS


def test_a_setting_reaches_the_service_that_it_is_of(handdraw: Handdraw) -> None:
    prefixes = {
        name: {
            part
            for variable in container["Config"]["Env"] or []
            if (part := variable.partition("_")[0]) in ("INFERENCE", "LOGGER", "REPORTER")
        }
        for name, container in handdraw.containers().items()
    }

    assert prefixes == {
        "init": set(),
        "serving": set(),
        "redis": set(),
        "inference": {"INFERENCE"},
        "logger": {"LOGGER"},
        "reporter": {"REPORTER"},
        "worker": {"REPORTER"},
    }


@pytest.mark.parametrize("service", ["logger", "reporter"])
def test_the_account_of_a_service_rules_no_server_and_reads_nobody_elses_keys(handdraw: Handdraw, service: str) -> None:
    refused = handdraw.python(service, TRY_REDIS, service.upper())

    assert refused.splitlines() == ["NoPermissionError"] * 5


def test_only_the_gateway_writes_events_and_a_wrong_key_opens_nothing(handdraw: Handdraw) -> None:
    without = handdraw.logger.post("/v1/events", json=[])
    wrong = handdraw.inference.get("/v1/model", headers={"Authorization": "Bearer nobody"})

    assert (without.status_code, without.json()["code"]) == (401, "key_missing")
    assert (wrong.status_code, wrong.json()["code"]) == (401, "key_unknown")


def test_an_operator_adds_keys_and_takes_them_away(handdraw: Handdraw, sample: Callable[[int], bytes]) -> None:
    def status(key: str) -> int:
        headers = {"Authorization": f"Bearer {key}", "Content-Type": "image/png"}
        query = {"purpose": "preview"}
        return handdraw.inference.post("/v1/classify", content=sample(1), headers=headers, params=query).status_code

    key = handdraw.keys("add", "inference/api-keys", "phone", "--scopes", "classify").strip()
    eventually(lambda: status(key) == 200, "the key opens the gateway")
    listed = handdraw.keys("list", "inference/api-keys").splitlines()
    handdraw.keys("remove", "inference/api-keys", "phone")
    eventually(lambda: status(key) == 401, "the key opens nothing any more")

    assert listed == ["anonymous classify,read", "reporter read", "worker read", "prometheus read", "phone classify"]


def test_only_the_worker_reaches_the_world(handdraw: Handdraw, outside: tuple[str, int]) -> None:
    host, port = outside
    reached = {name: handdraw.python(name, REACH, host, str(port)).strip() for name in (*IMAGES, "worker")}
    containers = handdraw.containers()
    inner = {tuple(containers[name]["NetworkSettings"]["Networks"]) for name in ("redis", "serving")}

    assert reached == {"inference": "False", "logger": "False", "reporter": "False", "worker": "True"}
    assert inner == {(f"{PROJECT}_back",)}


def test_a_secret_that_is_deleted_is_made_anew_and_the_former_one_opens_nothing(
    handdraw: Handdraw, sample: Callable[[int], bytes]
) -> None:
    former = handdraw.compose("exec", "logger", "cat", "/secrets/redis-password").strip()
    logged = handdraw.logged()["end"]
    handdraw.compose("run", "--rm", "--entrypoint", "rm", "init", "/secrets/logger/redis-password")
    handdraw.compose("run", "--rm", "--entrypoint", "rm", "init", "/secrets/inference/logger-key")
    handdraw.compose("up", "init")
    handdraw.compose("restart", "redis", "logger", "reporter", "worker")
    eventually(lambda: answers(f"{handdraw.logger.base_url}/readyz"), "the logger is ready again")
    drawing = handdraw.classify(sample(6))["id"]
    eventually(
        lambda: [one["event"]["id"] for one in handdraw.logged(after=logged)["events"]] == [drawing], "it is in the log"
    )
    said = handdraw.compose("exec", "redis", "redis-cli", "--user", "logger", "--pass", former, "ping")

    assert "WRONGPASS" in said or "NOAUTH" in said
    assert handdraw.compose("exec", "logger", "cat", "/secrets/redis-password").strip() != former


def test_a_rolling_restart_of_everything_fails_no_drawing_and_loses_no_event(
    handdraw: Handdraw, sample: Callable[[int], bytes]
) -> None:
    with traffic(str(handdraw.inference.base_url), sample(3)) as coming:
        former = handdraw.workers()
        handdraw.compose("kill", "--signal", "HUP", "inference")
        eventually(lambda: not handdraw.workers() & former, "the gateway's workers are others")
        for service in ("serving", "redis", "logger", "reporter", "worker"):
            handdraw.compose("restart", service)
            coming.go_on()

    assert (coming.failed, handdraw.wait_until_logged(coming.answered)) == ([], [])


@pytest.mark.parametrize("service", ["serving", "redis", "logger", "reporter", "worker"])
def test_a_container_that_is_killed_under_traffic_fails_no_drawing_and_loses_no_event(
    handdraw: Handdraw, sample: Callable[[int], bytes], service: str
) -> None:
    with traffic(str(handdraw.inference.base_url), sample(3)) as coming:
        handdraw.compose("kill", service)
        coming.go_on()
        handdraw.compose("start", service)
        coming.go_on()

    assert (coming.failed, handdraw.wait_until_logged(coming.answered)) == ([], [])


def test_a_gateway_that_is_killed_under_traffic_loses_no_event_of_what_it_answered(
    handdraw: Handdraw, sample: Callable[[int], bytes]
) -> None:
    with traffic(str(handdraw.inference.base_url), sample(3)) as coming:
        handdraw.compose("kill", "inference")
        handdraw.compose("start", "inference")

    assert handdraw.wait_until_logged(coming.answered) == []


def test_redis_answers_nobody_without_its_password(handdraw: Handdraw) -> None:
    assert "NOAUTH" in handdraw.compose("exec", "redis", "redis-cli", "ping")


def test_what_came_down_finds_its_events_and_its_password_again(handdraw: Handdraw) -> None:
    def kept() -> tuple[str, list[str]]:
        password = handdraw.compose("exec", "logger", "cat", "/secrets/redis-password")
        return password, [entry["event"]["id"] for entry in handdraw.logged()["events"]]

    first = kept()
    handdraw.down()
    handdraw.up()

    assert kept() == first


@pytest.mark.parametrize("service", IMAGES)
def test_an_image_carries_no_tensorflow_and_no_cache(handdraw: Handdraw, service: str) -> None:
    assert handdraw.ports
    unwanted = ["-iname", "tensorflow*", "-o", "-path", "*/.cache/pip"]
    search = ["run", "--rm", "--user=0", "--network=none", "--entrypoint=find", IMAGES[service], "/", "-xdev"]
    found = {Path(line).name for line in docker(*search, *unwanted).splitlines()}

    messages = {"tensorflow", "tensorflow_protos", "tensorflow_serving"} if service == "inference" else set[str]()
    assert {name for name in found if not name.startswith("tensorflow_serving_api-")} == messages


def test_the_gateways_image_answers_by_itself(handdraw: Handdraw, sample: Callable[[int], bytes]) -> None:
    assert handdraw.ports
    port = free_port()
    options = ["--rm", "--detach", "--read-only", "--tmpfs=/tmp", f"--tmpfs=/var/lib/handdraw/outbox:uid={USER}"]
    options.append("--env=INFERENCE_PUBLISHED=loopback")
    container = docker("run", *options, f"--publish=127.0.0.1:{port}:8000", IMAGES["inference"]).strip()
    try:
        address = f"http://127.0.0.1:{port}"
        eventually(lambda: answers(f"{address}/readyz"), "it is ready")
        headers = {"Content-Type": "image/png"}
        answer = httpx.post(f"{address}/v1/classify", content=sample(7), headers=headers, trust_env=False).json()
    finally:
        docker("rm", "--force", container)

    assert (answer["digit"], answer["model"]["engine"]) == (7, "embedded")


def test_what_goes_down_leaves_nothing(handdraw: Handdraw, before: dict[str, set[str]]) -> None:
    handdraw.down("-v")

    assert leftovers() == before
