"""Compares what was counted with what is recorded, and says what grew."""

from collections.abc import Iterator, Mapping
from dataclasses import fields
from typing import Any

from benchmarks.costs.counting import Costs

ALLOWED = 1.10  # times what is recorded
TOLD = 3  # of the places that grew most
Recorded = Mapping[str, Costs]
FIGURES = {"bytecodes": "bytecodes", "c_calls": "calls into C", "peak_bytes": "bytes at the peak"}


def find_growth(recorded: Recorded, counted: Recorded) -> Iterator[str]:
    """Yield a sentence for each figure of a case that grew by more than is allowed, and for a case of one alone."""
    for name in recorded.keys() ^ counted.keys():
        yield f"{name}: {'not recorded yet' if name in counted else 'not counted any more'}"
    for name in recorded.keys() & counted.keys():
        before, now = recorded[name], counted[name]
        for figure, words in FIGURES.items():
            was, is_now = getattr(before, figure), getattr(now, figure)
            if is_now > was * ALLOWED:
                yield f"{name}: {is_now:,} {words} a request, and {was:,} are recorded; {describe_places(before, now)}"


def describe_places(before: Costs, now: Costs) -> str:
    """Name where the bytecodes grew most."""
    growth = {place: now.where.get(place, 0) - before.where.get(place, 0) for place in {*before.where, *now.where}}
    most = sorted((place for place in growth if growth[place] > 0), key=lambda place: -growth[place])[:TOLD]
    told = ", ".join(f"{place} +{growth[place]:,} bytecodes" for place in most)
    return f"what grew: {told}" if told else "no bytecodes grew: look at what is allocated, or called in C"


def format_table(recorded: Recorded, counted: Recorded) -> str:
    """Return a row for each case, with what is recorded in brackets."""
    head = f"{'a request':<32}" + "".join(f"{words:>30}" for words in FIGURES.values())
    return "\n".join([head, *(f"{name:<32}{_figures(recorded.get(name), costs)}" for name, costs in counted.items())])


def read_costs(values: Mapping[str, Mapping[str, Any]]) -> dict[str, Costs]:
    """Read what was written of Costs by name. Raises SystemExit where a field is missing or unknown."""
    names = {field.name for field in fields(Costs)}
    wrong = [name for name, costs in values.items() if set(costs) != names]
    if wrong:
        raise SystemExit(f"not the costs of a request: {', '.join(wrong)}")
    return {name: Costs(**costs) for name, costs in values.items()}


def _figures(before: Costs | None, now: Costs) -> str:
    cells = []
    for figure in FIGURES:
        was = f"{getattr(before, figure):,}" if before else "new"
        cells.append(f"{getattr(now, figure):,} ({was})".rjust(30))
    return "".join(cells)
