"""How sure the network was, and what it warned of."""

from collections.abc import Iterator
from typing import get_args

from handdraw_contracts.reports import Fact
from handdraw_contracts.wire import WarningCode
from handdraw_reporter.counting.calibration import MILLIONTHS
from handdraw_reporter.counting.readings import Readings
from handdraw_reporter.counting.stating import CERTAIN, QUANTILES, Stating


def state_sure(read: Readings, stating: Stating) -> Iterator[Fact]:
    if not (n := read.drawings):
        return
    yield stating.mean_share("mean_confidence", read.confidence_sum / MILLIONTHS / n, n)
    for quantile, share in QUANTILES.items():
        label = stating.label("confidence", quantile=stating.words.facts[f"quantile.{quantile}"])
        doubt = read.doubt.quantile(1 - share) or 0.0
        yield stating.mean_share(f"confidence.{quantile}", confidence_of(doubt), n, label)
        below = 1 - read.doubt.count_upto(doubt) / n
        yield from stating.reached(f"confidence.{quantile}", below, share, n=n, label=label, word="below")
    yield stating.share("low_confidence_share", read.warnings["low_confidence"], n)
    yield stating.count("warned", read.warned, n)
    yield stating.share("warned_share", read.warned, n)
    yield from _state_warnings(read, stating)


def _state_warnings(read: Readings, stating: Stating) -> Iterator[Fact]:
    for code, called in stating.words.warnings.items():
        count = read.warnings[code]
        if count:
            yield stating.count(f"warning.{code}", count, read.drawings, stating.label("warning", code=called))
        if count or code in get_args(WarningCode):
            label = stating.label("warning_share", code=called)
            yield stating.share(f"warning_share.{code}", count, read.drawings, label)


def confidence_of(doubt: float) -> float:
    """Return the confidence; what lacks less than a millionth of certainty lacks nothing."""
    return 1.0 if doubt < CERTAIN else max(1 - doubt, 0.0)
