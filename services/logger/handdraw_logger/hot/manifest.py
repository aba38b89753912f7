"""Which segments count, where several machines share the archive: a hash in Redis, name by name. Blocks.

A segment that lies there and is not listed is read by nobody: its roller was cut off, or died before its end.
"""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from redis import Redis

from handdraw_logger.cursors import Place, format_cursor, parse_cursor
from handdraw_logger.errors import StoreUnavailable
from handdraw_logger.hot import scripts
from handdraw_logger.hot.confirmation import Confirmation
from handdraw_logger.hot.connection import redis_errors
from handdraw_logger.hot.lease import LEASE

MANIFEST: Final = "handdraw:segments"
UPTO: Final = b"upto"
STEP: Final = 1_000  # segments that one call adds or removes


class Facts(NamedTuple):
    """What a segment's bytes are: how many, and their CRC-32."""

    size: int
    checksum: int


class Listing(NamedTuple):
    """``upto``: up to where the archive was given every event. ``segments``: in no order."""

    upto: Place
    segments: Mapping[str, Facts]


class Manifest:
    """Every method raises StoreUnavailable, also where too few replicas have what was read or written."""

    def __init__(self, redis: Redis, confirmation: Confirmation) -> None:
        self._redis = redis
        self._confirmation = confirmation
        self._script = redis.register_script(scripts.read_script("manifest"))

    def read(self) -> Listing | None:
        """Return None where there is none: this Redis has never had one, or has lost it."""
        with redis_errors():
            fields = self._confirmation.hgetall(MANIFEST)
        if not fields:
            return None
        upto = parse_cursor(fields.pop(UPTO).decode())
        return Listing(upto, {name.decode(): Facts(*map(int, facts.split())) for name, facts in fields.items()})

    def is_as(self, upto: Place, segments: int) -> bool:
        """Return whether it goes up to there and lists so many segments. Reads little, and asks no replicas."""
        with redis_errors(), self._redis.pipeline(transaction=True) as both:
            both.hget(MANIFEST, UPTO.decode())
            both.hlen(MANIFEST)
            found, fields = both.execute()
        return bool(found) and (parse_cursor(found.decode()), fields - 1) == (upto, segments)

    def add(self, number: int, upto: Place, segments: Mapping[str, Facts]) -> None:
        """Let segments count. ``number``: of the lease; refused once it was given to another."""
        for some in _steps(list(segments)) or [[]]:
            pairs = [text for name in some for text in (name, f"{segments[name].size} {segments[name].checksum}")]
            self._change(number, upto, [], pairs)

    def remove(self, number: int, upto: Place, names: Sequence[str]) -> None:
        """Let segments count no more. They may be deleted once this returns."""
        for some in _steps(names):
            self._change(number, upto, some, [])

    def _change(self, number: int, upto: Place, removed: Sequence[str], added: Sequence[str]) -> None:
        arguments: list[str | int] = [str(number), format_cursor(upto), len(removed), *removed, *added]
        with redis_errors():
            done = self._confirmation.run(self._script, [LEASE, MANIFEST], arguments)
        if not done:
            raise StoreUnavailable("Redis: another logger rolls now")


def _steps(names: Sequence[str]) -> list[Sequence[str]]:
    return [names[start : start + STEP] for start in range(0, len(names), STEP)]
