"""Opening the archive: check its index, rebuild it from the segments if it is lost, and look for damaged segments."""

from pathlib import Path

import structlog

from handdraw_chassis.errors import map_errors
from handdraw_chassis.locks import hold
from handdraw_logger.archive.archive import Archive
from handdraw_logger.archive.index import Index, Row, to_row
from handdraw_logger.archive.segments import (
    UNFINISHED,
    UNREADABLE,
    Block,
    Segment,
    is_missing,
    list_segments,
    measure,
    parse_name,
    read_blocks,
    sync_folder,
)
from handdraw_logger.cursors import BEGINNING, Place, format_cursor, parse_cursor
from handdraw_logger.errors import SegmentDamaged

NEW_INDEX = "index.db.new"
TOMBSTONE = ".end"  # after the cursor up to which every event was deleted for its age

log = structlog.get_logger()


def open_archive(archive: Archive) -> None:
    """Raises OSError, ArchiveUnavailable."""
    _make_folder(archive)
    with hold(archive.lock):
        (archive.folder / UNFINISHED).unlink(missing_ok=True)
        if not archive.index.is_sound():
            _rebuild_index(archive)
        adopt(archive, archive.index)
    for segment in archive.index.segments():
        archive.set_fault(segment.name, segment.fault)
    archive.closed = None


def prepare(archive: Archive) -> None:
    """Make sure of the folder and of an index, empty if it was lost. Raises OSError, ArchiveUnavailable."""
    _make_folder(archive)
    with hold(archive.lock):
        if not archive.index.is_sound():
            Index.create(archive.folder / NEW_INDEX).move_to(archive.index.file)
            sync_folder(archive.folder)


def _make_folder(archive: Archive) -> None:
    archive.folder.mkdir(parents=True, exist_ok=True)
    archive.lock.touch(mode=0o600)  # nobody else can hold it


def adopt(archive: Archive, index: Index) -> None:
    """Index the segments that are not: all of them in a new index, else those whose writer died before it could."""
    indexed = {segment.name for segment in index.segments()} | archive.faults.keys()
    for name in list_segments(archive.folder):
        if name not in indexed:
            try:
                index.add(*examine(archive.folder, name))
            except SegmentDamaged as damaged:
                archive.set_fault(damaged.name, damaged.reason)
    for file in archive.folder.glob(f"*{TOMBSTONE}"):
        index.advance_end(parse_cursor(file.name.removesuffix(TOMBSTONE)))


def write_tombstone(archive: Archive, last: Place) -> None:
    """Raises OSError."""
    (archive.folder / f"{format_cursor(last)}{TOMBSTONE}").touch()
    sync_folder(archive.folder)


def _rebuild_index(archive: Archive) -> None:
    segments = len(list_segments(archive.folder))
    if segments or archive.index.file.exists():
        log.warning("the archive's index is lost or broken: it is made again", segments=segments)
    index = Index.create(archive.folder / NEW_INDEX)
    adopt(archive, index)
    index.move_to(archive.index.file)
    sync_folder(archive.folder)
    log.info("the archive has a new index", segments=segments, folder=str(archive.folder))


def examine(folder: Path, name: str) -> tuple[Segment, list[Row]]:
    """Read a segment as it is. Of a damaged one the part before the damage is returned, and its ``fault`` says why.

    Raises SegmentDamaged if the file cannot be read at all.
    """
    first, last = parse_name(name) or (BEGINNING, BEGINNING)
    blocks, rows, fault = _read_rows(folder, name)
    places = [row[:2] for row in rows]
    if places != sorted(set(places)) or not all(first <= place <= last for place in places):
        rows, blocks, places, fault = [], [], [], "it does not hold what its name tells"
    elif not fault and (not places or (places[0], places[-1]) != (first, last)):
        fault = "it ends before its name tells"
    if fault and (not places or places[-1] != last):
        blocks.append(Block(last, 0, UNREADABLE))
    with map_errors(OSError, lambda error: SegmentDamaged(name, str(error))):
        size, checksum = measure(folder / name)
    return Segment(name, first, last, len(rows), size, checksum, tuple(blocks), fault), rows


def verify(archive: Archive, segment: Segment) -> None:
    """Compare a segment with what was written, and note its fault. A damaged one that has changed is indexed anew."""
    fault = segment.fault
    try:
        change = _describe_change(segment, *measure(archive.folder / segment.name))
    except OSError as error:
        change = str(error)
    if segment.fault and change:
        fault = _index_again(archive, segment)
        change = None
    archive.set_fault(segment.name, fault or change)


def verify_damaged(archive: Archive) -> None:
    """Look at the damaged segments again: an operator may have restored one, or removed one that does not belong."""
    for segment in archive.index.segments() if archive.faults else []:
        if segment.name in archive.faults:
            verify(archive, segment)
    for name in list(archive.faults):
        if not (archive.folder / name).exists() and name not in {one.name for one in archive.index.segments()}:
            archive.set_fault(name, None)


def _index_again(archive: Archive, segment: Segment) -> str | None:
    """Return what is still wrong with it."""
    with hold(archive.lock):
        repaired, rows = examine(archive.folder, segment.name)
        archive.index.replace(repaired, rows)
    return repaired.fault


def _read_rows(folder: Path, name: str) -> tuple[list[Block], list[Row], str | None]:
    """Read as far as possible, and return why no further. Raises SegmentDamaged if it is not there."""
    blocks: list[Block] = []
    rows: list[Row] = []
    try:
        for block, records in read_blocks(folder, name):
            blocks.append(block)
            rows += map(to_row, records)
    except SegmentDamaged as damaged:
        if is_missing(damaged):
            raise
        return blocks, rows, damaged.reason
    return blocks, rows, None


def _describe_change(segment: Segment, size: int, checksum: int) -> str | None:
    if size != segment.size:
        return f"it has {size} bytes, not {segment.size}"
    return None if checksum == segment.checksum else "its checksum is not the one that it was written with"
