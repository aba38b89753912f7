"""Kills processes at random moments under load, in turn and several together, and starts them again."""

import random
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from subprocess import Popen

from .generator import RUSH_S
from .stack import GATEWAY_WORKER, GATEWAYS, Stack

IN_TURN = (*GATEWAYS, GATEWAY_WORKER, "forwarder", "logger", "redis", "worker", "reporter")
TOGETHER_EVERY, AWAY_EVERY = 4, 15  # rounds
LONGEST_LIFE_S, LONGEST_DEATH_S, AWAY_S = 2.0, 1.0, 8.0
RECEIPTS_LOST = 2  # a round


@dataclass(frozen=True)
class Round:
    """Who is killed, after how long, how far into a rush of calls, and how long they stay dead."""

    names: tuple[str, ...]
    life_s: float
    rush_s: float
    death_s: float


def rounds(seed: int) -> Iterator[Round]:
    """Yield each process in turn, in an order that changes.

    Every few rounds several are killed at once, and now and then the logger stays away for longer.
    """
    chance = random.Random(seed)
    number = 0

    def make_round(*names: str, away_s: float | None = None) -> Round:
        life_s, rush_s, death_s = (chance.uniform(0, longest) for longest in (LONGEST_LIFE_S, RUSH_S, LONGEST_DEATH_S))
        return Round(names, life_s, rush_s, away_s or death_s)

    while True:
        for name in chance.sample(IN_TURN, len(IN_TURN)):
            number += 1
            yield make_round(name)
            if number % TOGETHER_EVERY == 0:
                yield make_round(*chance.sample(IN_TURN, chance.randint(2, len(IN_TURN))))
            if number % AWAY_EVERY == 0:
                yield make_round("logger", away_s=AWAY_S)


def kill(
    stack: Stack, load: "Popen[bytes]", count: int, seed: int, survived: Callable[[Counter[str]], None]
) -> Counter[str]:
    """Kill ``count`` processes, and return how often each was. ``survived`` is called after each round."""
    kills = Counter[str]()
    for one in rounds(seed):
        if kills.total() >= count:
            break
        stack.start_what_is_dead()  # what ended by itself, as a worker that lost Redis does
        time.sleep(one.life_s)
        stack.wire.to_lose = RECEIPTS_LOST
        load.send_signal(signal.SIGUSR1)
        time.sleep(one.rush_s)
        kills.update(name for name in one.names if stack.kill(name))
        time.sleep(one.death_s)
        stack.start_what_is_dead()
        survived(kills)
    return kills
