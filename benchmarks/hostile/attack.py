"""Measures what others notice while hostile callers are at it."""

import json
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import httpx

from benchmarks.hostile.bodies import Body
from benchmarks.hostile.serving import HostileGateway

PROBE_S = 0.02
ORDINARY = Path(__file__).parents[2] / "examples" / "drawings" / "7.png"
PATIENCE_S = 60


@dataclass(frozen=True)
class Attack:
    """``answers``: how often each status, of the attackers and of the ordinary caller (``ordinary 200``)."""

    health_s: Sequence[float]
    drawing_s: Sequence[float]
    answers: Mapping[str, int]

    @staticmethod
    def quantile(seconds: Sequence[float], share: float) -> float:
        """Return it in ms."""
        ordered = sorted(seconds) or [0.0]
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))] * 1000


def attack(gateway: HostileGateway, bodies: Sequence[Body], callers: int, seconds: float) -> Attack:
    answers: Counter[str] = Counter()
    drawing = ORDINARY.read_bytes()
    with (
        tempfile.TemporaryDirectory() as folder,
        httpx.Client(base_url=f"http://127.0.0.1:{gateway.port}", timeout=PATIENCE_S, trust_env=False) as client,
        ThreadPoolExecutor(3) as callers_at_once,
    ):
        files = [_write(Path(folder) / str(number), body) for number, body in enumerate(bodies)]
        hostile = callers_at_once.submit(_run_load, gateway.port, seconds, callers, files)
        health = callers_at_once.submit(_call_until, lambda: client.get("/healthz"), seconds)
        drawn = callers_at_once.submit(
            _call_until,
            lambda: client.post("/v1/classify", content=drawing, headers={"Content-Type": "image/png"}),
            seconds,
        )
        answers.update(hostile.result())
        (health_s, healthy), (drawing_s, read) = health.result(), drawn.result()
    gateway.cpu_ms()  # it lives
    answers.update({f"/healthz {status}": count for status, count in healthy.items()})
    answers.update({f"ordinary {status}": count for status, count in read.items()})
    return Attack(health_s, drawing_s, answers)


def _write(file: Path, body: Body) -> Path:
    head = (
        f"POST {body.path} HTTP/1.1",
        "Host: localhost",
        f"Content-Type: {body.media_type}",
        f"Content-Length: {len(body.content)}",
    )
    file.write_bytes("\r\n".join((*head, "", "")).encode() + body.content)
    return file


def _run_load(port: int, seconds: float, callers: int, files: Sequence[Path]) -> dict[str, int]:
    if not callers:
        return {}
    load = [sys.executable, "-m", "benchmarks.hostile.load", str(port), str(seconds), str(callers), *map(str, files)]
    counted: dict[str, int] = json.loads(subprocess.run(load, check=True, capture_output=True, text=True).stdout)
    return counted


def _call_until(call: Callable[[], httpx.Response], seconds: float) -> tuple[list[float], Counter[int]]:
    """Call every 20 ms, and return how long each took and which statuses came."""
    taken, answers, until = list[float](), Counter[int](), time.monotonic() + seconds
    while (started := time.monotonic()) < until:
        answers[call().status_code] += 1
        taken.append(time.monotonic() - started)
        time.sleep(max(0.0, PROBE_S - taken[-1]))
    return taken, answers
