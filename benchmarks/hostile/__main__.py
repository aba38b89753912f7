"""Sends the gateway the worst pictures and batches that are known, and measures what others notice of it.

    .venv/bin/python -m benchmarks.hostile [--help]

First each is sent alone, to see what it costs the gateway's process. Then eight callers send the worst ones in turns,
while others ask for /healthz every 20 ms and post an ordinary drawing. Nothing may be answered 500, and /healthz ought
to stay under 50 ms. The callers share the cores with the gateway: on few or busy ones the latencies say more of those.
"""

import argparse
import os
import signal
import tempfile
from pathlib import Path

from benchmarks.hostile.attack import Attack, attack
from benchmarks.hostile.bodies import BODIES, SMALL_FORM, Body
from benchmarks.hostile.costs import Cost, measure_cost
from benchmarks.hostile.serving import HostileGateway, run_gateway

ATTACKED_WITH = 8  # of the worst ones


def measure_costs(gateway: HostileGateway, bodies: list[Body]) -> list[tuple[Body, Cost]]:
    costs = []
    for number, body in enumerate(bodies, 1):
        print(f"\r\x1b[K  {number} of {len(bodies)}: {body.name}", end="", flush=True)
        costs.append((body, measure_cost(gateway, body)))
    print("\r\x1b[K", end="")
    return sorted(costs, key=lambda one: -one[1].cpu_ms)


def print_costs(costs: list[tuple[Body, Cost]]) -> None:
    print(f"{'sent once, alone':<46}{'bytes':>12}{'CPU ms':>9}{'peak MiB':>10}  answer")
    for body, cost in costs:
        print(f"  {body.name:<44}{cost.bytes:>12,}{cost.cpu_ms:>9.0f}{cost.peak_mib:>10.0f}  {cost.answer}")


def print_attack(title: str, attacked: Attack) -> None:
    print(title)
    for name, seconds in (("/healthz", attacked.health_s), ("an ordinary drawing", attacked.drawing_s)):
        print(
            f"  {name:<30}{len(seconds):>6} calls   p50 {attacked.quantile(seconds, 0.5):7.1f} ms"
            f"   p99 {attacked.quantile(seconds, 0.99):7.1f} ms   max {max(seconds, default=0) * 1000:7.1f} ms"
        )
    print(f"  answers: {dict(sorted(attacked.answers.items()))}")


def main() -> None:
    parser = argparse.ArgumentParser(
        "python -m benchmarks.hostile", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--form", choices=["short", "long"], default="short", help="long: all that is known, a minute")
    parser.add_argument("--seconds", type=float, help="of attack (default: 4, or 30 in the long form)")
    parser.add_argument("--callers", type=int, default=8)
    parser.add_argument("--only", default="", help="bodies whose name has this in it")
    parser.add_argument("--memory-mib", type=int, default=1024, help="of the gateway's cgroup, if one may be made")
    parser.add_argument("--folder", type=Path, help="for the outbox (default: where temporary files are)")
    arguments = parser.parse_args()
    seconds = arguments.seconds or (4 if arguments.form == "short" else 30)
    makers = {name: make for name, make in BODIES.items() if arguments.form == "long" or name in SMALL_FORM}
    with (
        tempfile.TemporaryDirectory(dir=arguments.folder) as folder,
        run_gateway(Path(folder), arguments.memory_mib) as gateway,
    ):
        print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, {gateway.limit}", flush=True)
        bodies = [make(name) for name, make in makers.items() if arguments.only in name]
        costs = measure_costs(gateway, bodies)
        print_costs(costs)
        worst = [body for body, _ in costs[:ATTACKED_WITH]]
        print_attack("idle", attack(gateway, [], 0, min(seconds, 5)))
        print_attack(f"{arguments.callers} callers send the worst", attack(gateway, worst, arguments.callers, seconds))
        print(f"the gateway lives, its peak {gateway.peak_mib():.0f} MiB")


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a script's shell makes its background jobs ignore it
    main()
