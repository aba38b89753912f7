"""What the damage of an append-only file has taken, and what of it comes again."""

from collections.abc import Collection, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from handdraw_logger.archive.archive import Archive
from handdraw_logger.archive.segments import list_segments, parse_name
from handdraw_logger.cursors import BEGINNING, format_cursor, parse_cursor, recording_time
from handdraw_logger.errors import ArchiveUnavailable
from handdraw_logger.hot.append_only import AppendOnly, Examined, mapped
from handdraw_logger.hot.store import PROBE_ID
from handdraw_logger.salvaged import find_events, find_ids

SHOWN = 20
AT_ONCE = 1_000  # ids that the archive is asked for


@dataclass(frozen=True, slots=True)
class Toll:
    """What the damage took. ``size``: in bytes. ``salvaged``: the bodies of the events that come again, by their ids.

    ``gone``: the ids of those that do not, unless they were never acknowledged. ``uncounted``: more may be gone, and
    nobody knows how many.
    """

    size: int
    salvaged: dict[str, bytes]
    gone: list[str]
    uncounted: bool


def count_toll(found: AppendOnly, archive: Path, acknowledged: str | None = None) -> Toll:
    """``acknowledged``: the last cursor that was."""
    size, salvaged, named = 0, dict[str, bytes](), set[str]()
    for one in (part for part in found.parts if part.fault and part.size):
        with mapped(found.folder / one.part.name) as data:
            for start, end in _damage(one):
                size += end - start
                salvaged.update(find_events(data, start, end, counted=one.reading is not None))
                named |= find_ids(data, start, end) - {PROBE_ID}
    cut_off = acknowledged is not None and not _has_seen(found, archive, acknowledged)
    uncounted = cut_off or any(part.fault and (part.reading is None or not part.size) for part in found.parts)
    kept = found.ids | _archived(archive, named | salvaged.keys())
    salvaged = {event_id: body for event_id, body in salvaged.items() if event_id not in kept}
    return Toll(size, salvaged, sorted(named - kept - salvaged.keys()), uncounted)


def _has_seen(found: AppendOnly, archive: Path, cursor: str) -> bool:
    """Say whether the file, damage included, or the archive reaches as far: if not, whole events are cut off, too."""
    ends = [parse_cursor(end) for end in (found.last, _archive_end(archive)) if end]
    return parse_cursor(cursor) <= max(ends, default=BEGINNING) or any(
        _holds(found.folder / one.part.name, cursor.encode()) for one in found.parts if one.size
    )


def _holds(file: Path, text: bytes) -> bool:
    with mapped(file) as data:
        return data.find(text) >= 0


def _archived(folder: Path, ids: Collection[str]) -> set[str]:
    """Return which of the events the archive has; none where it cannot be read."""
    archive, known, asked = Archive(folder), set[str](), sorted(ids)
    archive.closed = None
    with closing(archive), suppress(ArchiveUnavailable):
        for first in range(0, len(asked), AT_ONCE):
            known |= archive.find_known(asked[first : first + AT_ONCE], []).ids
    return known


def _damage(one: Examined) -> list[tuple[int, int]]:
    return one.reading.left_out if one.reading else [(0, one.size)]


def describe(toll: Toll, archive: Path) -> Iterator[str]:
    yield f"{toll.size:,} bytes are left out of the new one"
    if toll.salvaged:
        yield f"{len(toll.salvaged)} events among them are whole: the logger records them again, as of now"
    if toll.gone:
        named = " ".join(toll.gone[:SHOWN]) + (" …" if len(toll.gone) > SHOWN else "")
        yield f"{len(toll.gone)} events are not whole. Unless the gateway still has them, they are lost: {named}"
    if toll.uncounted:
        end = _archive_end(archive)
        since = f" recorded after {recording_time(end)}, where the archive ends," if end else ""
        yield f"More events{since} may be lost: what is missing cannot be counted"
    if not (toll.gone or toll.uncounted):
        yield "No event is lost"


def _archive_end(archive: Path) -> str | None:
    """Return the last cursor that the archive has."""
    names = list_segments(archive) if archive.is_dir() else []
    found = parse_name(names[-1]) if names else None
    return format_cursor(found[1]) if found else None
