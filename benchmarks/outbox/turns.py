"""Lets the ways that are compared take turns, so that whatever else the machine does slows all of them alike."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Turn:
    """``rate``: events a second. ``cpu_us``: what the measured process used for each."""

    rate: float
    cpu_us: float


Way = Callable[[], Turn]


def take_turns(ways: Mapping[str, Way], rounds: int) -> dict[str, list[Turn]]:
    turns: dict[str, list[Turn]] = {name: [] for name in ways}
    for number in range(1, rounds + 1):
        for name, way in ways.items():
            print(f"\r\x1b[K  round {number} of {rounds}: {name}", end="", flush=True)
            turns[name].append(way())
    print("\r\x1b[K", end="")
    return turns


def print_medians(title: str, turns: Mapping[str, list[Turn]]) -> None:
    """Print each way's medians; ``ratio`` is the median of the rounds' own ratios to the first way's rate."""
    first = next(iter(turns.values()))
    print(f"{title:<46}{'a second':>10}{'us each':>10}{'CPU us each':>13}{'ratio':>8}")
    for name, found in turns.items():
        rate, cpu_us = median(turn.rate for turn in found), median(turn.cpu_us for turn in found)
        ratio = median(turn.rate / other.rate for turn, other in zip(found, first, strict=True))
        print(f"  {name:<44}{rate:>10,.0f}{1e6 / rate:>10.1f}{cpu_us:>13.1f}{ratio:>8.2f}")


@contextmanager
def time_turn(count: int, turns: list[Turn]) -> Iterator[None]:
    """Time the block, which records ``count`` events, and add its turn to ``turns``."""
    started, cpu = time.perf_counter(), time.process_time()
    yield
    seconds, cpu_s = time.perf_counter() - started, time.process_time() - cpu
    turns.append(Turn(count / seconds, cpu_s / count * 1e6))
