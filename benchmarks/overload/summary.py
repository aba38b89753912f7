"""What an overload shows: how much of the best rate is kept, and how soon everybody hears something."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from benchmarks.closed_loop import quantile
from benchmarks.open_loop import Answer, answered

TOO_MANY = "429"


@dataclass(frozen=True, slots=True)
class Overload:
    """``best``: answers a second of callers who wait for each other. ``offered``: how many came a second."""

    best: float
    offered: float
    seconds: float
    answers: list[Answer]

    @property
    def kept(self) -> float:
        """Return the share of its best rate at which it went on answering, while callers came."""
        in_time = sum(1 for one in answered(self.answers, "200") if one.came_s + one.latency_s <= self.seconds)
        return in_time / self.seconds / self.best

    def p_ms(self, share: float, status: str, *, fresh: bool | None = None) -> float:
        """Return a quantile of the latencies of one status, of new connections or of others if that is asked."""
        wanted = (one for one in answered(self.answers, status) if fresh in {None, one.fresh})
        return quantile([one.latency_s * 1000 for one in wanted], share)

    def count(self) -> Counter[str]:
        return Counter(one.status for one in self.answers)

    def lines(self) -> Iterable[str]:
        """Yield the report."""
        yield f"best {self.best:,.0f} answers/s; then {self.offered:,.0f} callers a second came for {self.seconds:g} s"
        yield f"{'':<10}{'share':>8}{'p50 ms':>10}{'p99 ms':>10}{'p99, new connections':>22}{'longest ms':>12}"
        for status, times in sorted(self.count().items()):
            figures = [self.p_ms(0.5, status), self.p_ms(0.99, status), self.p_ms(0.99, status, fresh=True)]
            shown = "".join(f"{value:>{width},.1f}" for value, width in zip(figures, (10, 10, 22), strict=True))
            yield f"{status:<10}{times / len(self.answers):>8.1%}{shown}{self.p_ms(1, status):>12,.1f}"
        yield f"of its best rate kept: {self.kept:.2f} (target 0.95)"
        yield f"p99 of the 200s: {self.p_ms(0.99, '200'):,.0f} ms (target 150)"
        refused = list(answered(self.answers, TOO_MANY))
        told = sum(one.retry_after for one in refused)
        yield f"p99 of the 429s: {self.p_ms(0.99, TOO_MANY):,.0f} ms (target 60)"
        yield f"429s with Retry-After: {told} of {len(refused)}"
