"""What the window before was like, beside the facts of this one: only what both have, and enough of."""

from collections.abc import Iterator, Mapping, Sequence
from math import sqrt
from typing import Final

from handdraw_contracts.reports import Fact, Interval, Language
from handdraw_reporter.counting.stating import wilson_interval
from handdraw_reporter.wording import Wording, fill, load_wording

ENOUGH: Final[Mapping[str, int]] = {"accuracy": 30, "low_confidence_share": 30, "total_ms.median": 20}
"""How many drawings each window needs for a comparison of this fact."""
SHARES: Final = ("accuracy", "low_confidence_share")


def compare(facts: Sequence[Fact], before: Sequence[Fact], language: Language) -> tuple[Fact, ...]:
    """Return ``before.<name>``, and ``change.<name>`` of shares, with the 95% interval of the difference."""
    words, now, then = load_wording(language), {one.id: one for one in facts}, {one.id: one for one in before}
    return tuple(_compare(now, then, words))


def difference_interval(right: int, of: int, right_before: int, of_before: int) -> tuple[float, float]:
    """Return the bounds of the 95% interval of the difference of two shares (Newcombe 1998, method 10)."""
    share, share_before = right / of, right_before / of_before
    low, high = wilson_interval(right, of)
    low_before, high_before = wilson_interval(right_before, of_before)
    change = share - share_before
    below = sqrt((share - low) ** 2 + (high_before - share_before) ** 2)
    above = sqrt((high - share) ** 2 + (share_before - low_before) ** 2)
    return change - below, change + above


def _compare(now: Mapping[str, Fact], then: Mapping[str, Fact], words: Wording) -> Iterator[Fact]:
    if _is_enough("drawings", 1, now, then):
        yield _earlier(then["drawings"], words.format_number(_value(then["drawings"])), words)
    for name, least in ENOUGH.items():
        if not _is_enough(name, least, now, then):
            continue
        shown = words.format_share if name in SHARES else words.format_milliseconds
        yield _earlier(then[name], shown(_value(then[name])), words)
        if name == "accuracy":
            yield _earlier(then["labelled"], words.format_number(_value(then["labelled"])), words)
        if name in SHARES:
            yield from _change(now[name], then[name], words)


def _is_enough(name: str, least: int, now: Mapping[str, Fact], then: Mapping[str, Fact]) -> bool:
    return all(name in side and side[name].n >= least for side in (now, then))


def _change(now: Fact, then: Fact, words: Wording) -> Iterator[Fact]:
    counts = (round(_value(now) * now.n), now.n, round(_value(then) * then.n), then.n)
    low, high = difference_interval(*counts)
    values = {"": _value(now) - _value(then), "_low": low, "_high": high}
    for end, value in values.items():
        fact_id, shown = f"change.{now.id}{end}", words.format_points(value)
        yield Fact(
            id=fact_id,
            label=words.facts[fact_id],
            value=value,
            unit="points",
            shown=shown,
            n=now.n + then.n,
            interval=Interval(low=low, high=high) if not end else None,
            window="both",
            topic="change",
        )


def _earlier(fact: Fact, shown: str, words: Wording) -> Fact:
    label = fill(words.facts["before"], {"label": words.facts[fact.id]})
    update = {"id": f"before.{fact.id}", "label": label, "shown": shown, "window": "before", "topic": "change"}
    return fact.model_copy(update=update)


def _value(fact: Fact) -> float:
    if not isinstance(fact.value, int | float):
        raise TypeError(f"{fact.id} is no number")
    return fact.value
