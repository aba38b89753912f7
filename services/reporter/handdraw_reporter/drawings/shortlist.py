"""The few most telling of many, kept in constant memory whatever the order in which they come."""

from collections.abc import Iterator
from typing import Generic, Self, TypeVar

Rank = tuple[float, int]
"""What is more telling ranks lower; the number sets equals apart."""
Entry = TypeVar("Entry")


class Shortlist(Generic[Entry]):
    """The ``capacity`` entries of lowest rank, one of each key: the lowest of its own.

    An entry that is withdrawn keeps its place, so that it may be withdrawn before it comes. Two shortlists add up to
    that of both.
    """

    def __init__(self, capacity: int) -> None:
        self._capacity = capacity
        self._kept: dict[str, tuple[Rank, Entry | None]] = {}
        self._bar: Rank = (float("inf"), 0)  # what ranks above it is none of the first

    def add(self, rank: Rank, key: str, entry: Entry | None) -> None:
        """``entry``: None withdraws the one of this key and rank."""
        if rank > self._bar:
            return
        held = self._kept.get(key)
        if held is None or rank < held[0] or entry is None:
            self._kept[key] = rank, entry
        if len(self._kept) > 2 * self._capacity:
            self._cut()

    def first(self, count: int) -> list[Entry]:
        """Return at most so many, the most telling first."""
        return [entry for _, entry in self._ranked() if entry is not None][:count]

    def __add__(self, other: Self) -> Self:
        both = type(self)(self._capacity)
        for key, (rank, entry) in (*self._kept.items(), *other._kept.items()):
            both.add(rank, key, entry)
        return both

    def _ranked(self) -> Iterator[tuple[str, Entry | None]]:
        ranked = sorted(self._kept.items(), key=lambda item: item[1][0])[: self._capacity]
        return ((key, entry) for key, (_, entry) in ranked)

    def _cut(self) -> None:
        self._kept = {key: self._kept[key] for key, _ in self._ranked()}
        self._bar = max(rank for rank, _ in self._kept.values())
