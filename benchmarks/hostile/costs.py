"""What one hostile call costs the gateway's process."""

from collections import Counter
from dataclasses import dataclass

import httpx

from benchmarks.hostile.bodies import Body
from benchmarks.hostile.serving import HostileGateway

PATIENCE_S = 120


@dataclass(frozen=True)
class Cost:
    bytes: int
    answer: str
    cpu_ms: float
    peak_mib: float


def measure_cost(gateway: HostileGateway, body: Body) -> Cost:
    gateway.forget_peak()
    before = gateway.cpu_ms()
    response = httpx.post(
        f"http://127.0.0.1:{gateway.port}{body.path}",
        content=body.content,
        headers={"Content-Type": body.media_type},
        timeout=PATIENCE_S,
        trust_env=False,
    )
    return Cost(len(body.content), say(response), gateway.cpu_ms() - before, gateway.peak_mib())


def say(response: httpx.Response) -> str:
    """Return the status, and the code of what is refused; of a batch how often each."""
    answer = response.json()
    if isinstance(answer, list):
        each = Counter(one.get("code", "classified") for one in answer)
        return f"{response.status_code} " + ", ".join(f"{count} {code}" for code, count in each.items())
    return f"{response.status_code} {answer.get('code', 'classified')}"
