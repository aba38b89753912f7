import os
from pathlib import Path

import httpx

from benchmarks.overload.__main__ import run_slow_gateway
from benchmarks.requests import DRAWING

SLOWER_US = 20_000


def test_the_gateway_answers_as_ever_but_its_engine_takes_longer(tmp_path: Path) -> None:
    core = min(os.sched_getaffinity(0))
    with run_slow_gateway(tmp_path, core, SLOWER_US) as port:
        url = f"http://127.0.0.1:{port}/v1/classify"
        answer = httpx.post(
            url, content=DRAWING.read_bytes(), headers={"Content-Type": "image/png"}, trust_env=False
        ).json()

    assert (answer["digit"], answer["timing_ms"]["predict"] >= SLOWER_US / 1000) == (3, True)
