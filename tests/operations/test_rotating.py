"""Keys are exchanged while everything runs, in the right order and in the wrong one."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from ..processes import ROOT, answers, eventually, free_port, gateway_program, logger_program, redis

PICTURE = (ROOT / "examples" / "drawings" / "7.png").read_bytes()


def keys(*words: object) -> str:
    command = [sys.executable, "-m", "handdraw_chassis.keys", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


class Stack:
    def __init__(self, folder: Path, gateway_port: int, logger_port: int) -> None:
        self.folder = folder
        self.callers, self.senders, self.shown = (folder / name for name in ("callers", "senders", "shown"))
        self._gateway = f"http://127.0.0.1:{gateway_port}"
        self._logger = f"http://127.0.0.1:{logger_port}"

    def draw(self, key: str) -> httpx.Response:
        headers = {"Content-Type": "image/png", "Authorization": f"Bearer {key}"}
        return httpx.post(f"{self._gateway}/v1/classify", content=PICTURE, headers=headers, trust_env=False)

    def is_logged(self, drawn: httpx.Response) -> bool:
        return httpx.get(f"{self._logger}/v1/events/{drawn.json()['id']}", trust_env=False).is_success

    def gateway_waits(self) -> bool:
        degraded = httpx.get(f"{self._gateway}/readyz", trust_env=False).json()["degraded"]
        return any("events wait in the outbox" in one["reason"] for one in degraded)


@pytest.fixture
def stack(tmp_path: Path) -> Iterator[Stack]:
    redis_port, logger_port, gateway_port = free_port(), free_port(), free_port()
    found = Stack(tmp_path, gateway_port, logger_port)
    found.shown.write_text(keys("add", found.senders, "gateway", "--scopes", "write-events"))
    found.senders.write_text(f"{found.senders.read_text()}anonymous read\n")
    keys("add", found.callers, "nobody", "--scopes", "read")
    logger = logger_program(tmp_path, logger_port, redis_port, LOGGER_API_KEYS_FILE=str(found.senders))
    gateway = gateway_program(
        tmp_path,
        gateway_port,
        logger_port,
        INFERENCE_API_KEYS_FILE=str(found.callers),
        INFERENCE_LOGGER_KEY_FILE=str(found.shown),
    )
    ready = [f"http://127.0.0.1:{port}/readyz" for port in (logger_port, gateway_port)]
    with redis(tmp_path, redis_port), logger.running(), gateway.running():
        eventually(lambda: all(map(answers, ready)), "they are ready")
        yield found


def test_a_callers_key_is_exchanged(stack: Stack) -> None:
    before = keys("add", stack.callers, "alice", "--scopes", "classify")
    eventually(lambda: stack.draw(before).is_success, "the first key is taken")
    after = keys("add", stack.callers, "alice-2027", "--scopes", "classify")
    eventually(lambda: stack.draw(after).is_success, "the second one is taken")
    both = stack.draw(before).status_code
    keys("remove", stack.callers, "alice")
    eventually(lambda: stack.draw(before).status_code == 401, "the first one is refused")

    assert (both, stack.draw(after).status_code) == (200, 200)


def test_the_gateways_key_at_the_logger_is_exchanged_and_what_waited_meanwhile_is_recorded(stack: Stack) -> None:
    key = keys("add", stack.callers, "alice", "--scopes", "classify")
    eventually(lambda: stack.draw(key).is_success, "drawings are answered")
    keys("remove", stack.senders, "gateway")
    eventually(lambda: stack.draw(key).is_success and stack.gateway_waits(), "the gateway says that events wait")
    waiting = stack.draw(key)
    stack.shown.write_text(keys("add", stack.senders, "gateway-2027", "--scopes", "write-events"))
    eventually(lambda: stack.is_logged(waiting), "it is recorded under the new key")

    assert (waiting.status_code, stack.gateway_waits()) == (200, False)
