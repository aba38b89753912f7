"""Which segments count, where several machines share the archive: a hash in Redis, name by name. Blocks.

A segment that lies there and is not listed is read by nobody: its roller was cut off, or died before its end.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple, cast

from redis import Redis

from handdraw_logger.cursors import Place, format_cursor, parse_cursor
from handdraw_logger.errors import StoreUnavailable
from handdraw_logger.hot import scripts
from handdraw_logger.hot.confirmation import Confirmation
from handdraw_logger.hot.connection import redis_errors
from handdraw_logger.hot.lease import LEASE
from handdraw_logger.hot.store import LOG
from handdraw_logger.records import Trace

MANIFEST: Final = "handdraw:segments"
UPTO: Final = b"upto"
OF: Final = b"log"
REFUSALS: Final = {
    0: "another logger rolls now",
    -1: "it lacks events that were to be rolled: another primary has recorded them",
}


class Facts(NamedTuple):
    """What a segment's bytes are: how many, and their CRC-32."""

    size: int
    checksum: int


class Listing(NamedTuple):
    """``upto``: up to where the archive was given every event. ``segments``: in no order. ``log``: its name."""

    upto: Place
    segments: Mapping[str, Facts]
    log: str


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
        upto, log = parse_cursor(fields.pop(UPTO).decode()), fields.pop(OF, b"").decode()
        return Listing(upto, {name.decode(): Facts(*map(int, facts.split())) for name, facts in fields.items()}, log)

    def exists(self) -> bool:
        with redis_errors():
            return self._redis.hget(MANIFEST, UPTO.decode()) is not None

    def is_as(self, upto: Place, segments: int) -> bool:
        """Return whether it goes up to there and lists so many segments. Reads little, and asks no replicas."""
        with redis_errors(), self._redis.pipeline(transaction=True) as both:
            both.hget(MANIFEST, UPTO.decode())
            both.hlen(MANIFEST)
            found, fields = both.execute()
        return bool(found) and (parse_cursor(found.decode()), fields - len((UPTO, OF))) == (upto, segments)

    def found(self, number: int, listing: Listing) -> None:
        """Begin it, all at once. ``number``: of the lease; refused once it was given to another."""
        self._change(number, listing.upto, added=[OF.decode(), listing.log, *_format(listing.segments)])

    def add(self, number: int, upto: Place, segments: Mapping[str, Facts], witnesses: Iterable[Trace] = ()) -> None:
        """Let segments count. ``witnesses``: events that Redis must still have at their cursors.

        What was read from a primary that was cut off may be unknown to the one that answers now.
        """
        self._change(number, upto, added=_format(segments), witnesses=witnesses)

    def remove(self, number: int, upto: Place, names: Sequence[str]) -> None:
        """Let segments count no more. They may be deleted once this returns."""
        self._change(number, upto, removed=names)

    def _change(
        self,
        number: int,
        upto: Place,
        *,
        removed: Sequence[str] = (),
        added: Sequence[str] = (),
        witnesses: Iterable[Trace] = (),
    ) -> None:
        told = [text for one in witnesses for text in (one.event_id, one.cursor)]
        arguments: list[str | int] = [
            number,
            format_cursor(upto),
            len(told) // 2,
            len(removed),
            *told,
            *removed,
            *added,
        ]
        with redis_errors():
            done = self._confirmation.run(self._script, [LEASE, MANIFEST, LOG], arguments)
        if refusal := REFUSALS.get(cast("int", done)):
            raise StoreUnavailable(f"Redis: {refusal}")


def _format(segments: Mapping[str, Facts]) -> list[str]:
    return [text for name, facts in segments.items() for text in (name, f"{facts.size} {facts.checksum}")]
