"""How long answers took, stage by stage."""

from collections.abc import Iterator
from typing import Final

from handdraw_contracts.reports import Fact
from handdraw_reporter.counting.readings import Readings, Times
from handdraw_reporter.counting.spreads import Spread
from handdraw_reporter.counting.stating import Stating, find_leader

TOTAL: Final = {"median": 0.5, "p95": 0.95, "p99": 0.99}
STAGES: Final = ("normalise", "wait", "predict")
OF_A_STAGE: Final = {"median": 0.5, "p95": 0.95}


def state_speed(read: Readings, stating: Stating) -> Iterator[Fact]:
    for name, share in TOTAL.items():
        if (value := read.times.total.quantile(share)) is not None:
            yield stating.milliseconds(f"total_ms.{name}", value, read.times.total.total)
    if read.drawings:
        yield from _state_stages(read.times, stating)


def _state_stages(times: Times, stating: Stating) -> Iterator[Fact]:
    spreads: dict[str, Spread] = {stage: getattr(times, stage) for stage in STAGES}
    for stage, spread in spreads.items():
        called = stating.words.stages[stage]
        for name, share in OF_A_STAGE.items():
            if (value := spread.quantile(share)) is not None:
                label = stating.label(f"stage_ms.{name}", stage=called)
                yield stating.milliseconds(f"{stage}_ms.{name}", value, spread.total, label)
    sums = {stage: sum(count * value for count, value in spread.histogram()) for stage, spread in spreads.items()}
    total, n = sum(count * value for count, value in times.total.histogram()), times.total.total
    longest = find_leader(sorted(sums.items(), key=lambda entry: -entry[1]))
    if longest is not None and 0 < sums[longest] <= total:
        yield stating.fact("longest_stage", longest, "word", stating.words.stages[longest], n=n)
        yield stating.mean_share("longest_stage_share", sums[longest] / total, n)
