"""The lines of the table about digits drawn otherwise, and what is wanted of them."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from handdraw_training.evaluation.measuring.results import ConditionAccuracy, WorstPen
from handdraw_training.evaluation.showing.line import (
    Line,
    Target,
    at_least,
    format_points,
    format_whole,
)

STEADY = {"pen width": ("3 px", "20 px"), "size": ("35%", "85%")}
"""From which condition to which the accuracy has to stay the same."""
PLACE = "place"  # where it has to as well, wherever that is
LEAST = {
    "1 px": 0.98, "40 px": 0.98, "by 20 degrees": 0.985,
    "a dot in a corner": 0.988, "a dot anywhere": 0.988, "a stroke anywhere": 0.98,
    "a frame": 0.95, "ruled": 0.95, "a dark title bar": 0.95, "a page on a desk": 0.95,
    "the hard edge of a shadow": 0.95,
}  # fmt: skip
ENOUGH = 200  # drawings: among fewer, a single one is more than half a point
READ = ("1 px", "40 px")  # the pens from which to which nothing is refused


def show_conditions(conditions: Iterable[ConditionAccuracy], worst_pen: WorstPen | None) -> Iterator[Line]:
    for group, found in groupby(conditions, key=lambda one: one.group):
        members, section = list(found), f"Drawn otherwise: {group}"
        yield from (_condition(section, one) for one in members)
        if group == "pen width":
            yield from _pens(section, members, worst_pen)
        if group in STEADY:
            first, last = STEADY[group]
            yield from _largest_change(section, f", {first} to {last}", _between(members, first, last))
        if group == PLACE:
            yield from _largest_change(section, "", members)


def _condition(section: str, one: ConditionAccuracy) -> Line:
    least = LEAST.get(one.name)
    target = at_least(least) if least and one.n >= ENOUGH else None
    refused = f", {one.refused} refused" if one.refused else ""
    left_out = f", {one.left_out} left out" if one.left_out else ""
    detail = f"{format_points(one.change)}{refused}{left_out}"
    return Line(section, one.name, one.accuracy, n=one.n, target=target, detail=detail)


def _pens(section: str, members: Sequence[ConditionAccuracy], worst: WorstPen | None) -> Iterator[Line]:
    if worst:
        enough = worst.n >= ENOUGH
        target, pooled = (at_least(0.9935), at_least(0.992)) if enough else (None, None)
        yield Line(section, "worst of 3, 8, 16 px", worst.accuracy, n=worst.n, target=target)
        yield Line(section, "  sets not weighted equally", worst.pooled, n=worst.n, target=pooled)
    pens = _between(members, *READ)
    if pens:
        none = Target("none", lambda value: value == 0)
        refused, n = sum(one.refused for one in pens), sum(one.n for one in pens)
        yield Line(section, "refused, 1 to 40 px", refused, format_whole, n=n, target=none)


def _largest_change(section: str, among: str, members: Sequence[ConditionAccuracy]) -> Iterator[Line]:
    if not members:
        return
    most = max(members, key=lambda one: abs(one.change))
    target = Target("within 0.5 points", lambda value: abs(value) < 0.005) if most.n >= ENOUGH else None
    yield Line(section, f"largest change{among}", most.change, format_points, target=target, detail=f"at {most.name}")


def _between(members: Sequence[ConditionAccuracy], first: str, last: str) -> list[ConditionAccuracy]:
    """Return the conditions from the first to the last named; none if either is missing."""
    names = [one.name for one in members]
    if first not in names or last not in names:
        return []
    return list(members[names.index(first) : names.index(last) + 1])
