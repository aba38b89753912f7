"""What is remembered of an endpoint from one report to the next: how to ask it, and not to ask it while it is dead."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Annotated, Final, Protocol

from pydantic import AwareDatetime, Field

from handdraw_contracts.wire import WireModel
from handdraw_reporter.writing.endpoint.manners import Manners

DOUBLINGS: Final = 5
"""A rest is twice as long after each failure in a row, up to 32 times."""
LONGEST_REST: Final = timedelta(hours=2)
MANNERS_LAST: Final = timedelta(days=7)
"""An endpoint that was plain a week ago may be another by now: it is asked in the best way again."""

Now = Callable[[], datetime]


class Remembered(WireModel):
    """``failures``: conversations in a row that came to nothing because of the endpoint itself."""

    manners: Manners = Manners()
    learned_at: AwareDatetime | None = None
    failures: Annotated[int, Field(ge=0)] = 0
    rests_until: AwareDatetime | None = None

    def is_resting(self, now: datetime) -> bool:
        """A rest that ends later than any may was written by a clock that was wrong."""
        return self.rests_until is not None and now < self.rests_until <= now + LONGEST_REST

    def recall_manners(self, now: datetime) -> Manners:
        fresh = self.learned_at is not None and now - self.learned_at < MANNERS_LAST
        return self.manners if fresh else Manners()

    def after_answer(self, manners: Manners, now: datetime) -> "Remembered":
        same = manners == self.recall_manners(now)
        return Remembered(manners=manners, learned_at=self.learned_at if same else now)

    def after_failure(self, cool_off_s: float, retry_after_s: float | None, now: datetime) -> "Remembered":
        doubled = cool_off_s * 2 ** min(self.failures, DOUBLINGS)
        rest = timedelta(seconds=min(max(doubled, retry_after_s or 0), LONGEST_REST.total_seconds()))
        return self.model_copy(update={"failures": self.failures + 1, "rests_until": now + rest})


class Memory(Protocol):
    """Keeps it outside the process: each report is written by a process of its own."""

    def recall(self, key: str) -> Remembered: ...

    def keep(self, key: str, remembered: Remembered) -> None: ...


def tell_now() -> datetime:
    return datetime.now(UTC)
