"""The few facts on top of a report: tiles, grouped by what they speak of."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, get_args

from handdraw_contracts.reports import Fact, FactName, Topic

MOST: Final = 10
"""More would be a table, and that is further down."""
TILES: Final[Mapping[Topic, Sequence[FactName]]] = {
    "overview": ("drawings", "answered_share"),
    "change": ("change.accuracy",),
    "drawn": ("most_drawn",),
    "sure": ("mean_confidence", "warned_share", "low_confidence_share"),
    "right": ("accuracy", "expected_accuracy"),
    "speed": ("total_ms.median", "total_ms.p95"),
    "trouble": ("refused", "failed"),
}
DISPENSABLE: Final = ("low_confidence_share", "failed", "most_drawn", "answered_share")
"""What is left out first where there are too many."""
TOPICS: Final[tuple[Topic, ...]] = get_args(Topic)


@dataclass(frozen=True, slots=True)
class Group:
    topic: Topic
    facts: tuple[Fact, ...]


def choose_tiles(facts: Sequence[Fact]) -> tuple[Group, ...]:
    """Return at most ten facts, by topic, in the order of a report."""
    known = {fact.id: fact for fact in facts}
    chosen = [name for names in TILES.values() for name in names if name in known]
    dropped = [name for name in DISPENSABLE if name in chosen][: max(0, len(chosen) - MOST)]
    return tuple(_groups({name: known[name] for name in chosen if name not in dropped}))


def _groups(shown: Mapping[FactName, Fact]) -> Iterator[Group]:
    for topic, names in TILES.items():
        if found := tuple(shown[name] for name in names if name in shown):
            yield Group(topic, found)


def group_facts(facts: Sequence[Fact]) -> tuple[tuple[Topic | None, tuple[Fact, ...]], ...]:
    """Return all facts by topic; those of an older report have none."""
    topics: tuple[Topic | None, ...] = (*TOPICS, None)
    grouped = ((topic, tuple(fact for fact in facts if fact.topic == topic)) for topic in topics)
    return tuple((topic, found) for topic, found in grouped if found)
