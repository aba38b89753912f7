"""Who rolls, where several machines share the archive: a lease in Redis, with a number that grows at each taking.

Whoever was cut off or slept may still think that it holds the lease. So each change that only its holder may make names
the number that it was given, and is refused if Redis has given another since. Blocks.
"""

from typing import Final, cast

from redis import Redis

from handdraw_logger.hot import scripts
from handdraw_logger.hot.confirmation import Confirmation
from handdraw_logger.hot.connection import redis_errors

LEASE: Final = "handdraw:roller"
LASTS_S: Final = 120.0
"""Longer than a segment is on its way to a bucket. Until it ends, nobody rolls after a machine that died."""


class Lease:
    """``holder``: a name of this process alone. Every method raises StoreUnavailable."""

    def __init__(self, redis: Redis, holder: str, confirmation: Confirmation, lasts_s: float = LASTS_S) -> None:
        self._holder = holder
        self._confirmation = confirmation
        self._lasts_ms = int(lasts_s * 1000)
        self._script = redis.register_script(scripts.read_script("lease"))

    def take(self) -> int | None:
        """Return a number greater than all before; None while another holds it.

        A primary that is cut off from its replicas gives none.
        """
        return self._ask(0, 0)

    def renew(self, number: int, above: int = 0) -> int | None:
        """Return a number greater than ``above`` and all before; None if the lease was another's since ``number``."""
        return self._ask(above, number)

    def release(self, number: int) -> None:
        """Let the next one take it at once. Who holds no lease any more releases none."""
        with redis_errors():
            self._script(keys=[LEASE], args=[self._holder, 0, 0, number])

    def _ask(self, above: int, number: int) -> int | None:
        with redis_errors():
            found = self._confirmation.run(self._script, [LEASE], [self._holder, self._lasts_ms, above, number])
        return int(cast("bytes", found)) if found else None


class Turn:
    """A turn at rolling. ``number``: the lease's, under which its holder writes; 0 where it is not held, or no more."""

    def __init__(self, lease: Lease) -> None:
        self._lease = lease
        self.number = 0

    def begin(self) -> bool:
        self.number = self._lease.take() or 0
        return bool(self.number)

    def stay(self, above: int = 0) -> bool:
        """Hold the lease on, under a number greater than ``above``. Return whether it was nobody else's meanwhile."""
        self.number = (self._lease.renew(self.number, above) if self.number else None) or 0
        return bool(self.number)

    def end(self) -> None:
        number, self.number = self.number, 0
        if number:
            self._lease.release(number)
