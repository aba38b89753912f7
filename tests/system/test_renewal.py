"""A gateway whose processes are replaced under load: every call is answered, and recorded once."""

import signal
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import httpx

from ..inference.conftest import Sample
from ..processes import eventually, free_port, gateway, logger, redis

TIMES = 2


def children(pid: int) -> set[int]:
    return set(map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()))


def draw_until(ended: Event, address: str, png: bytes, kept: int) -> list[str]:
    """Classify without ever trying again, over connections that are kept or not. Returns the ids of the answers."""
    answered = []
    limits = httpx.Limits(max_keepalive_connections=kept)
    headers = {"Content-Type": "image/png"}
    with httpx.Client(base_url=address, limits=limits, trust_env=False, timeout=30) as caller:
        while not ended.is_set():
            answer = caller.post("/v1/classify", content=png, headers=headers)
            answered.append(answer.raise_for_status().json()["id"])
    return answered


def logged(address: str) -> list[str]:
    with httpx.Client(trust_env=False, timeout=30) as reader:
        lines = reader.get(f"{address}/v1/events?glyph=false", headers={"Accept": "application/x-ndjson"}).iter_lines()
        return [line.split('"id":"', 1)[1].split('"', 1)[0] for line in lines if '"id":"' in line]


def test_no_drawing_is_lost_or_refused_while_every_process_of_the_gateway_is_replaced(
    tmp_path: Path, sample: Sample
) -> None:
    redis_port, logger_port, port = (free_port() for _ in range(3))
    ended = Event()
    with (
        redis(tmp_path, redis_port),
        logger(tmp_path, logger_port, redis_port),
        gateway(tmp_path, port, logger_port, INFERENCE_WORKERS="2") as parent,
        ThreadPoolExecutor(4) as callers,
    ):
        address, log = f"http://127.0.0.1:{port}", f"http://127.0.0.1:{logger_port}"
        calls = [callers.submit(draw_until, ended, address, sample(number), number % 2) for number in range(4)]
        try:
            for _ in range(TIMES):
                before = children(parent.pid)
                parent.send_signal(signal.SIGHUP)
                eventually(lambda: not before & children(parent.pid), "all are replaced")  # noqa: B023
        finally:
            ended.set()
        answered = sorted(answer for call in calls for answer in call.result())
        eventually(lambda: len(logged(log)) >= len(answered), "all are in the log")

        assert sorted(logged(log)) == answered
