"""A primary that is cut off, meets the others for a moment, and is cut off again, as by a cable that is loose.

The long form alone: `make test-machines ROUNDS=5`.
"""

import os
import random
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from redis import Redis

from ..namespaces import cut, heal
from ..processes import eventually
from .machine import ALL, LOOK_S, REDIS, Machine, Machines, three_idle_machines

ROUNDS = int(os.environ.get("HANDDRAW_ROUNDS", "1"))
MEETINGS = 4 * ROUNDS
MEETS_S, APART_S = (0.3, 3.2), (8.0, 14.0)
"""Between what; a Sentinel that sees two primaries waits for eight seconds, also while it is cut off."""
WAIT_MS = 1000
pytestmark = pytest.mark.skipif(ROUNDS < 2, reason="the long form alone: make test-machines ROUNDS=5")


@pytest.fixture
def machines(tmp_path: Path) -> Iterator[Machines]:
    with three_idle_machines(tmp_path) as machines:
        for machine in machines:
            machine.start("redis", "sentinel")
        for machine in machines:
            eventually(machine.knows_both_replicas, f"Sentinel {machine.number} knows both replicas", pause_s=LOOK_S)
        yield machines


class Writer:
    """``acknowledged``: keys that a replica had as well."""

    def __init__(self) -> None:
        self.acknowledged: set[str] = set()
        self._count = 0

    def write(self, machine: Machine, keys: int) -> None:
        """Write some at a machine, as far as it takes them."""
        machine.ask_redis(REDIS, lambda client: self._write(client, keys), account="logger")

    def count_lost(self, machine: Machine) -> int:
        found: set[str] = set()

        def look(client: Redis) -> bool:
            found.update(key for key in self.acknowledged if client.get(key))
            return True

        assert machine.ask_redis(REDIS, look, account="logger")
        return len(self.acknowledged - found)

    def _write(self, client: Redis, keys: int) -> bool:
        for _ in range(keys):
            self._count += 1
            key = f"handdraw:{self._count}"
            client.set(key, "1")
            if client.wait(1, WAIT_MS):
                self.acknowledged.add(key)
        return True


def meet_twice(machines: Machines, writer: Writer, meets_s: float, apart_s: float) -> None:
    """Cut the primary off, let it meet its successor between, and write at that."""
    parted = machines.primary()
    others = [number for number in ALL if number != parted.number]
    cut(parted.number)
    eventually(lambda: machines.primary(others) is not parted, "the others have another primary", pause_s=LOOK_S)
    successor = machines.primary(others)
    writer.write(successor, 50)
    heal(parted.number)
    pause(meets_s)
    writer.write(successor, 20)
    cut(parted.number)
    pause(apart_s)
    writer.write(successor, 20)
    heal(parted.number)
    pause(2)
    writer.write(successor, 20)


def pause(length_s: float) -> None:
    """Nothing tells when a fault has lasted long enough."""
    threading.Event().wait(length_s)


def test_what_its_successor_acknowledged_stays(machines: Machines) -> None:
    writer, lost = Writer(), []
    chance = random.Random(1)
    for _ in range(MEETINGS):
        writer.write(machines.primary(), 20)
        meet_twice(machines, writer, chance.uniform(*MEETS_S), chance.uniform(*APART_S))
        pause(10)  # by then Sentinels have made of it what they make of it
        machines.wait_until_replicated()
        lost.append(writer.count_lost(machines.primary()))

    assert (lost, len(writer.acknowledged) >= 90 * MEETINGS) == ([0] * MEETINGS, True)
