"""What the window before was like, beside the facts of this one: only what both have, and enough of."""

from collections.abc import Iterator, Mapping, Sequence
from math import sqrt
from typing import Final, get_args

from handdraw_contracts.reports import Fact, Interval, Language
from handdraw_contracts.wire import WarningCode
from handdraw_reporter.counting.stating import Z_95, Stating, wilson_interval
from handdraw_reporter.wording import fill, load_wording

ENOUGH: Final[Mapping[str, int]] = {
    "accuracy": 30,
    "low_confidence_share": 30,
    "refused_share": 30,
    "failed_share": 30,
    **{f"warning_share.{code}": 30 for code in get_args(WarningCode) if code != "low_confidence"},
    "total_ms.median": 20,
    "total_ms.p95": 100,
}
"""How many drawings each window needs for a comparison of this fact."""
BOUNDED: Final = ("accuracy", "low_confidence_share")
"""Shares the ends of whose difference's interval are facts of their own."""


def compare(facts: Sequence[Fact], before: Sequence[Fact], language: Language) -> tuple[Fact, ...]:
    """Return ``before.<id>``, and ``change.<id>`` of shares, with the 95% interval of the difference."""
    stating, now, then = Stating(load_wording(language)), *({one.id: one for one in side} for side in (facts, before))
    compared = _compare(now, then, stating)
    return tuple(fact.model_copy(update={"topic": "change"}) for fact in compared)


def difference_interval(right: int, of: int, right_before: int, of_before: int, z: float = Z_95) -> tuple[float, float]:
    """Return the bounds of the 95% interval of the difference of two shares (Newcombe 1998, method 10)."""
    share, share_before = right / of, right_before / of_before
    low, high = wilson_interval(right, of, z)
    low_before, high_before = wilson_interval(right_before, of_before, z)
    change = share - share_before
    below = sqrt((share - low) ** 2 + (high_before - share_before) ** 2)
    above = sqrt((high - share) ** 2 + (share_before - low_before) ** 2)
    return change - below, change + above


def _compare(now: Mapping[str, Fact], then: Mapping[str, Fact], stating: Stating) -> Iterator[Fact]:
    if "drawings" in now and "drawings" in then and then["drawings"].n:
        yield _earlier(now["drawings"], then["drawings"], stating)
    for name, least in ENOUGH.items():
        if not _is_enough(name, least, now, then):
            continue
        yield _earlier(now[name], then[name], stating)
        if name == "accuracy":
            yield _earlier(now["labelled"], then["labelled"], stating)
        if now[name].unit == "share":
            yield from _change(now[name], then[name], stating)


def _is_enough(name: str, least: int, now: Mapping[str, Fact], then: Mapping[str, Fact]) -> bool:
    return all(name in side and side[name].n >= least for side in (now, then))


def _change(now: Fact, then: Fact, stating: Stating) -> Iterator[Fact]:
    counts = (round(_value(now) * now.n), now.n, round(_value(then) * then.n), then.n)
    low, high = difference_interval(*counts)
    change = _points(f"change.{now.id}", _value(now) - _value(then), now, then, stating)
    yield change.model_copy(update={"interval": Interval(low=low, high=high)})
    if now.id in BOUNDED:
        yield _points(f"change.{now.id}_low", low, now, then, stating)
        yield _points(f"change.{now.id}_high", high, now, then, stating)


def _points(name: str, value: float, now: Fact, then: Fact, stating: Stating) -> Fact:
    words = stating.words
    label = words.facts.get(name) or fill(words.facts["change"], {"label": now.label})
    fact = stating.fact(name, value, "points", words.format_points(value), n=now.n + then.n, label=label)
    return fact.model_copy(update={"window": "both"})


def _earlier(now: Fact, then: Fact, stating: Stating) -> Fact:
    """Write an earlier report's fact as this one would be, whatever its language was."""
    formats = {
        "count": stating.words.format_number,
        "share": stating.words.format_share,
        "milliseconds": stating.words.format_milliseconds,
    }
    label = fill(stating.words.facts["before"], {"label": now.label})
    shown = formats[now.unit or "count"](_value(then))
    update = {"id": f"before.{now.id}", "label": label, "unit": now.unit, "shown": shown, "window": "before"}
    return then.model_copy(update=update)


def _value(fact: Fact) -> float:
    if not isinstance(fact.value, int | float):
        raise TypeError(f"{fact.id} is no number")
    return fact.value
