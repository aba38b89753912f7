"""What a soak notes while it runs, and what that says of growth."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import linear_regression


@dataclass(frozen=True, slots=True)
class Sample:
    """After a slice of the load: its rate and latencies, each gateway process's and the others' PSS, the segments."""

    at_s: float
    rate: float
    p99_ms: float
    failures: int
    worker_mb: tuple[float, ...]
    behind_mb: tuple[float, ...]
    segments: int

    @property
    def largest_mb(self) -> float:
        return max(self.worker_mb)


def find_growth(samples: Sequence[Sample]) -> float:
    """Return by how many MB an hour the largest worker grew in the second half: at first everybody warms up."""
    late = samples[len(samples) // 2 :]
    if len(late) < 2:
        return float("nan")
    return linear_regression([one.at_s for one in late], [one.largest_mb for one in late]).slope * 3600


def describe(samples: Sequence[Sample], names: Sequence[str]) -> Iterable[str]:
    """Yield the report; ``names``: of those behind the gateway."""
    first, last = samples[0], samples[-1]
    yield f"{'':<24}{'first':>10}{'last':>10}{'most':>10}"
    rows = [("largest worker, PSS MB", [one.largest_mb for one in samples])]
    rows += [(f"{name}, PSS MB", [one.behind_mb[place] for one in samples]) for place, name in enumerate(names)]
    rows += [("p99 ms", [one.p99_ms for one in samples]), ("answers/s", [one.rate for one in samples])]
    for name, values in rows:
        yield f"{name:<24}{values[0]:>10,.1f}{values[-1]:>10,.1f}{max(values):>10,.1f}"
    yield f"gateway processes: {', '.join(f'{size:.0f} MB' for size in last.worker_mb)}"
    yield f"not answered 200: {sum(one.failures for one in samples)}"
    yield f"segments rolled: {last.segments - first.segments}, {last.segments} in all"
    yield f"over the second half the largest worker grew by {find_growth(samples):+.1f} MB an hour"
