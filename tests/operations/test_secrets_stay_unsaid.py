"""Whatever fails, no log line, answer, report or metric shows a password or a key."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from itertools import cycle
from pathlib import Path

import httpx
import pytest

from ..http_servers import Handler, serve
from ..processes import (
    ROOT,
    Program,
    eventually,
    free_port,
    gateway_program,
    logger_program,
    redis_program,
    reporter_programs,
)

SECRET = "tell-nobody-4711"
EVENT = {
    "specversion": "1.0",
    "id": "0192f0c0-0000-7000-8000-000000000001",
    "source": "/handdraw/inference",
    "type": "handdraw.label.v1",
    "time": "2026-11-24T12:00:00Z",
    "data": {"classification_id": "0192f0c0-0000-7000-8000-000000000002", "digit": 7},
}
CREDENTIALS = (
    {"Authorization": f"Bearer {SECRET}"},
    {"Authorization": f"Basic {SECRET}"},
    {"Authorization": f"{SECRET}"},
    {"X-API-Key": SECRET},
    {"X-API-Key": SECRET * 10_000},
    {"Cookie": f"key={SECRET}"},
)


@contextmanager
def running(*programs: Program) -> Iterator[None]:
    with ExitStack() as stack:
        for program in programs:
            stack.enter_context(program.running())
        yield


def said(program: Program) -> str:
    return program.log.read_text()


def wait_until_said(program: Program, words: str) -> None:
    eventually(lambda: program.log.exists() and words in said(program), f"{words!r} is said", pause_s=0.2)


def answered(port: int, *calls: tuple[str, str, Mapping[str, str]]) -> str:
    """Return everything that a service answers to calls of method, path and headers."""
    answers = []
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=30) as client:
        for method, path, headers in calls:
            answer = client.request(method, path, headers=headers, content=b"{}" if method == "POST" else None)
            answers += [str(answer.headers), answer.text]
    return "".join(answers)


def answers(port: int) -> bool:
    try:
        httpx.get(f"http://127.0.0.1:{port}/healthz", trust_env=False)
    except httpx.HTTPError:
        return False
    return True


NOTHING: Mapping[str, str] = {}
JSON = {"Accept": "application/json"}
HEALTH = (("GET", "/readyz", NOTHING), ("GET", "/metrics", NOTHING))


@pytest.mark.parametrize("redis_is_there", [True, False])
def test_a_redis_that_refuses_the_password_or_is_away(tmp_path: Path, redis_is_there: bool) -> None:
    redis_port, port, reporter_port = free_port(), free_port(), free_port()
    url = f"redis://somebody:{SECRET}@127.0.0.1:{redis_port}/0"
    redis = redis_program(tmp_path, redis_port, requirepass="another")
    logger = logger_program(tmp_path, port, redis_port, LOGGER_REDIS_URL=url)
    reporter, worker = reporter_programs(tmp_path, reporter_port, 0, port, free_port(), REPORTER_REDIS_URL=url)
    with running(*([redis] if redis_is_there else []), logger, reporter, worker):
        eventually(lambda: answers(port) and answers(reporter_port), "they answer", pause_s=0.2)
        told = answered(port, *HEALTH, ("POST", "/v1/events", {"Content-Type": "application/cloudevents+json"}))
        told += answered(reporter_port, *HEALTH, ("POST", "/v1/reports", {"Content-Type": "application/json"}))
        wait_until_said(worker, "waits for Redis")
        wait_until_said(logger, "no event can be recorded yet")

    assert SECRET not in told + said(logger) + said(reporter) + said(worker)


@pytest.mark.parametrize("content", [f"{SECRET}\n{SECRET} \u20ac".encode(), b"\xff" + SECRET.encode()])
def test_a_password_file_that_holds_no_password(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "password"
    file.write_bytes(content)
    redis_port, port, reporter_port = free_port(), free_port(), free_port()
    redis = redis_program(tmp_path, redis_port, requirepass="another")
    logger = logger_program(tmp_path, port, redis_port, LOGGER_REDIS_PASSWORD_FILE=str(file))
    reporter, worker = reporter_programs(
        tmp_path, reporter_port, redis_port, port, free_port(), REPORTER_REDIS_PASSWORD_FILE=str(file)
    )
    with running(redis, logger, reporter, worker):
        for program in (logger, reporter, worker):
            wait_until_said(program, "\n")

    assert SECRET not in said(logger) + said(reporter) + said(worker)


@pytest.mark.parametrize(
    ("module", "name", "value"),
    [
        ("handdraw_logger", "LOGGER_REDIS_URL", f"http://somebody:{SECRET}@127.0.0.1"),
        ("handdraw_logger", "LOGGER_REDIS_URL", f"redis://somebody:{SECRET}@127.0.0.1:port/0"),
        ("handdraw_inference", "INFERENCE_LOGGER_URL", f"ftp://somebody:{SECRET}@127.0.0.1"),
        ("handdraw_inference", "INFERENCE_LOGGER_URL", f"http://somebody:{SECRET}@[::"),
        ("handdraw_reporter", "REPORTER_REDIS_URL", f"redis//somebody:{SECRET}@127.0.0.1"),
        ("handdraw_reporter", "REPORTER_OPENAI_BASE_URL", f"http//somebody:{SECRET}@127.0.0.1"),
        ("handdraw_reporter", "REPORTER_OPENAI_PROXY", f"socks://somebody:{SECRET}@127.0.0.1"),
        ("handdraw_reporter", "REPORTER_OPENAI_EXTRA_BODY", f'{{"token": "{SECRET}"'),
    ],
)
def test_a_setting_that_is_refused(module: str, name: str, value: str) -> None:
    command, env = [sys.executable, "-m", module], os.environ | {name: value}
    ended = subprocess.run(command, env=env, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)

    assert (ended.returncode, SECRET in ended.stdout + ended.stderr) == (2, False)


def test_what_callers_send_as_credentials(tmp_path: Path) -> None:
    port, logger_port = free_port(), free_port()
    keys = tmp_path / "keys"
    keys.write_text("anonymous read\n")
    gateway = gateway_program(
        tmp_path,
        port,
        logger_port,
        INFERENCE_API_KEYS_FILE=str(keys),
        INFERENCE_LOGGER_URL=f"http://somebody:{SECRET}@127.0.0.1:{logger_port}",
        INFERENCE_LOG_LEVEL="debug",
    )
    with running(gateway):
        eventually(lambda: answers(port), "it answers", pause_s=0.2)
        paths = ("/v1/classify", "/v1/classify/batch", f"/v1/{'x' * 10}", "/v1/model")
        calls = [(method, path, one) for one in CREDENTIALS for path in paths for method in ("POST", "GET")]
        told = answered(port, *HEALTH, *calls)

    assert SECRET not in told + said(gateway)


class Echo(Handler):
    """An endpoint that fails in all ways by turns, and says what it was sent."""

    statuses = cycle((401, 200, 302, 400, 500))

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        key = self.headers["Authorization"]
        body = {"error": {"message": f"Incorrect API key provided: {key}", "code": key, "param": key}}
        headers = [("Location", f"/?key={key}"), ("X-Request-Id", key)]
        self.answer(json.dumps(body).encode(), next(self.statuses), headers=headers)


def test_an_endpoint_that_says_the_key(tmp_path: Path) -> None:
    (tmp_path / "key").write_text(SECRET)
    redis_port, logger_port, port = free_port(), free_port(), free_port()
    with serve(Echo) as endpoint, redis_program(tmp_path, redis_port).running():
        logger = logger_program(tmp_path, logger_port, redis_port)
        reporter, worker = reporter_programs(
            tmp_path,
            port,
            redis_port,
            logger_port,
            free_port(),
            REPORTER_OPENAI_BASE_URL=endpoint.replace("//", f"//somebody:{SECRET}@"),
            REPORTER_OPENAI_MODEL="echo",
            REPORTER_OPENAI_API_KEY_FILE=str(tmp_path / "key"),
            REPORTER_OPENAI_COOL_OFF_S="0",
            REPORTER_LOG_LEVEL="debug",
        )
        with running(logger, reporter, worker):
            eventually(lambda: answers(port) and answers(logger_port), "they answer", pause_s=0.2)
            record(logger_port)
            paths = [ask(port, language) for language in ("en", "de", "ko")]
            written = [("GET", path, JSON) for path in paths]
            eventually(lambda: answered(port, *written).count('"status":"done"') == 3, "they are written", pause_s=0.2)
            forms = [("GET", f"{path}{form}", NOTHING) for path in paths for form in (".json", ".html", ".md")]
            told = answered(port, *HEALTH, *forms)
    kept = "".join(file.read_text(errors="replace") for file in (tmp_path / "reports").rglob("*") if file.is_file())

    assert ("echo" in kept, SECRET in told + kept + said(reporter) + said(worker)) == (True, False)


def ask(port: int, language: str) -> str:
    """Ask for a report, and return its path."""
    url = f"http://127.0.0.1:{port}/v1/reports"
    asked = httpx.post(url, json={"language": language}, trust_env=False).raise_for_status()
    return httpx.URL(asked.headers["Location"]).path


def record(logger_port: int) -> None:
    url, headers = f"http://127.0.0.1:{logger_port}/v1/events", {"Content-Type": "application/cloudevents+json"}
    eventually(lambda: httpx.post(url, json=EVENT, headers=headers, trust_env=False).is_success, "it is recorded")
