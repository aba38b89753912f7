import json
import signal
import subprocess
from pathlib import Path
from typing import Any

import httpx
import pytest
from redis import Redis

from handdraw_logger.hot.store import LOG

from ..processes import answers, eventually, free_port, run_process, service

LOGGER = service("handdraw_logger")


def lines(log: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in log.read_text().splitlines()]


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("LOGGER_PORT", "http", "LOGGER_PORT Input should be a valid integer, unable to parse string as an integer\n"),
        ("LOGGER_REDIS_TIMEOUT_S", "0", "LOGGER_REDIS_TIMEOUT_S Input should be greater than 0\n"),
        (
            "LOGGER_DELETE_AFTER_DAYS",
            "6",
            "LOGGER_DELETE_AFTER_DAYS Value error, must not be less than LOGGER_HOT_DAYS: what is hot is not deleted\n",
        ),
    ],
)
def test_a_setting_that_makes_no_sense_is_named_in_a_line(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str
) -> None:
    monkeypatch.setenv(name, value)
    done = subprocess.run(LOGGER, check=False, capture_output=True, text=True)

    assert (done.returncode, done.stderr, done.stdout) == (2, said, "")


def test_the_service_logs_a_mistake_of_ours_under_the_id_that_it_answers_and_ends_when_told(
    somewhere: str, redis: Redis, tmp_path: Path
) -> None:
    port, log = free_port(), tmp_path / "logger.log"
    redis.xadd(LOG, {"e": "{"})
    with run_process(
        LOGGER, log, LOGGER_PORT=str(port), LOGGER_REDIS_URL=somewhere, LOGGER_ARCHIVE_DIR=str(tmp_path)
    ) as process:
        eventually(lambda: answers(f"http://127.0.0.1:{port}/healthz"), "the logger answers")
        failed = httpx.get(f"http://127.0.0.1:{port}/v1/events", trust_env=False)
        process.send_signal(signal.SIGTERM)
        code = process.wait(timeout=30)

    errors = [(line["request_id"], bool(line["exception"])) for line in lines(log) if line["level"] == "error"]
    assert (code, errors) == (-signal.SIGTERM, [(failed.json()["instance"].removeprefix("urn:uuid:"), True)])
