"""How Redis comes to list an archive's segments: once, and again where it came back older than it was.

Whoever rolls does it, before anything else.
"""

from collections.abc import Callable, Mapping, Sequence
from uuid import uuid4

import structlog

from handdraw_logger.archive.adoption import choose
from handdraw_logger.archive.archive import Archive
from handdraw_logger.archive.cache import Cache
from handdraw_logger.archive.segments import list_segments, parse_name, parse_number
from handdraw_logger.cursors import Place
from handdraw_logger.errors import ArchiveUnavailable
from handdraw_logger.hot.lease import Turn
from handdraw_logger.hot.manifest import Facts, Listing, Manifest

log = structlog.get_logger()


class Founding:
    """``checkpoint``: asks Redis up to where it let go of events."""

    def __init__(
        self, archive: Archive, cache: Cache, manifest: Manifest, turn: Turn, checkpoint: Callable[[], Place]
    ) -> None:
        self._archive = archive
        self._cache = cache
        self._manifest = manifest
        self._turn = turn
        self._checkpoint = checkpoint

    def settle(self) -> str:
        """Make the list, or what it lacks. Returns the name of the log whose archive it is.

        Raises ArchiveUnavailable where it cannot be right, StoreUnavailable, OSError.
        """
        listing = self._manifest.read()
        if listing is None:
            return self._found()
        self._tell_again(listing)
        return listing.log

    def _tell_again(self, listing: Listing) -> None:
        """Tell Redis of segments that it had listed before it came back older, as from a backup."""
        known = self._archive.index.segments()
        lost = [one for one in known if one.name not in listing.segments and one.first > listing.upto]
        if not lost:
            return
        if not all(parse_number(one.name) for one in lost):
            raise ArchiveUnavailable(f"{self._archive.folder} holds segments that {self._cache.url} was never given")
        self._stay(above=max(parse_number(one.name) for one in lost))
        facts = {one.name: Facts(one.size, one.checksum) for one in lost}
        self._manifest.add(self._turn.number, lost[-1].last, facts)
        log.warning("Redis came back older: it is told again of segments that it had listed", segments=len(lost))

    def _found(self) -> str:
        """List what lies in the bucket; what lies only in this folder, of a logger without a bucket, is put there."""
        there = self._publish_missing()
        names = choose(there)
        facts = self._learn_facts(names, there)
        upto = max([self._archive.index.end(), *(bounds[1] for name in names if (bounds := parse_name(name)))])
        if self._checkpoint() > upto:
            raise ArchiveUnavailable(self._archive.describe_gap())
        self._stay(above=max(map(parse_number, names), default=0))
        name_of_log = str(uuid4())
        self._cache.claim(name_of_log)
        self._manifest.found(self._turn.number, Listing(upto, facts, name_of_log))
        log.info("Redis lists the archive's segments from now on", segments=len(names), archive=self._cache.url)
        return name_of_log

    def _publish_missing(self) -> dict[str, int]:
        """Return the sizes of all that lies in the bucket afterwards, by name."""
        there = self._cache.sizes()
        for name in list_segments(self._archive.folder):
            if name not in there:
                self._stay()
                self._cache.publish(name)
                there[name] = (self._archive.folder / name).stat().st_size
        return there

    def _learn_facts(self, names: Sequence[str], sizes: Mapping[str, int]) -> dict[str, Facts]:
        """Return them from the index, and from the bucket of what that does not know."""
        known = {one.name: Facts(one.size, one.checksum) for one in self._archive.index.segments() if not one.fault}
        facts: dict[str, Facts] = {}
        for number, name in enumerate(names, 1):
            say_how_far(self._archive, self._cache, number, len(names))
            if name in known and known[name].size == sizes[name]:
                facts[name] = known[name]
            else:
                self._stay()  # each may take long, and there may be thousands
                facts[name] = Facts(*self._cache.take(name))
        return facts

    def _stay(self, above: int = 0) -> None:
        if not self._turn.stay(above):
            raise ArchiveUnavailable("Another logger rolls now")


def say_how_far(archive: Archive, cache: Cache, number: int, of: int) -> None:
    """Let an archive that is not open yet say why."""
    if archive.closed:
        archive.closed = f"{cache.url} is being read: {number} of {of} segments"
