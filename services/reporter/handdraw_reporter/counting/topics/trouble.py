"""What was refused or failed, and why."""

from collections.abc import Iterator

from handdraw_contracts.reports import Fact
from handdraw_reporter.counting.stating import Stating, find_leader
from handdraw_reporter.counting.summary import Summary
from handdraw_reporter.counting.tallies import Tally
from handdraw_reporter.counting.topics.overview import state_troubled_time


def state_trouble(summary: Summary, stating: Stating) -> Iterator[Fact]:
    yield from _state_codes("refusal", summary.refusals, stating)
    yield from _state_codes("failure", summary.failures, stating)
    yield from state_troubled_time(summary, stating)


def _state_codes(kind: str, tally: Tally, stating: Stating) -> Iterator[Fact]:
    """Count codes that have no wording together: they may come from anywhere."""
    codes = stating.words.codes
    known = {code: count for code, count in tally.most_common(tally.capacity) if code in codes}
    for code, count in known.items():
        yield stating.count(f"{kind}.{code}", count, tally.total, stating.label(kind, code=codes[code]))
    if rest := tally.total - sum(known.values()):
        label = stating.label(kind, code=stating.words.facts["other_codes"])
        yield stating.count(f"{kind}.other", rest, tally.total, label)
    most = find_leader(list(known.items())[:2])
    if most is not None and known[most] > rest:
        yield stating.fact(f"most_{kind}", most, "word", codes[most], n=tally.total)
        yield stating.count(f"most_{kind}_count", known[most], tally.total)
