"""When the gateway is tried next. Times are seconds of a clock that never goes back."""

from random import Random

IDLE_S = 20.0  # between two looks at a gateway that is there
LONGEST_S = 30.0  # between two tries of one that is away
LONGEST_ASKED_S = 3600.0  # what it asks for itself is kept up to this


class Pace:
    """Pauses grow while the gateway is away, and no two clients keep the same: else all would come back at once."""

    def __init__(self, retry_s: float, chance: Random) -> None:
        self._retry_s = retry_s
        self._chance = chance
        self._failures = 0
        self._next_s = 0.0
        self._asked = False

    @property
    def is_away(self) -> bool:
        return self._failures > 0

    def due_s(self, *, waits: bool) -> float:
        """Return when to try next: with an order that ``waits``, else with a look."""
        return 0.0 if waits and not self._failures else self._next_s

    def answered(self, now_s: float) -> None:
        self._failures = 0
        self._asked = False
        self._next_s = now_s + self._near(IDLE_S)

    def failed(self, now_s: float, retry_after_s: float | None) -> None:
        """``retry_after_s``: what the gateway asked for."""
        self._failures += 1
        self._asked = retry_after_s is not None
        pause_s = self._near(min(self._retry_s * 2.0 ** min(self._failures - 1, 20), LONGEST_S))
        self._next_s = now_s + (pause_s if retry_after_s is None else min(retry_after_s, LONGEST_ASKED_S))

    def doubt(self, now_s: float) -> None:
        """Somebody else found it away."""
        if not self._failures:
            self.failed(now_s, None)

    def hurry(self, now_s: float) -> None:
        """There is a reason to try at once, unless the gateway itself asked for a pause."""
        if self._failures and not self._asked:
            self._next_s = min(self._next_s, now_s)

    def _near(self, pause_s: float) -> float:
        return pause_s * self._chance.uniform(0.75, 1.25)
