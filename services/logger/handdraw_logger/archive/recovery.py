"""Opening the archive: its index is checked, made again from the segments where it is lost, and they are looked at."""

from pathlib import Path

import structlog

from handdraw_chassis.errors import map_errors
from handdraw_chassis.locks import hold
from handdraw_logger.archive.archive import Archive
from handdraw_logger.archive.index import Index, Row, row_of
from handdraw_logger.archive.segments import (
    UNFINISHED,
    UNREADABLE,
    Block,
    Segment,
    extent,
    measured,
    names,
    read_blocks,
    sync_folder,
)
from handdraw_logger.cursors import BEGINNING, key
from handdraw_logger.errors import SegmentDamaged

NEW_INDEX, END = "index.db.new", ".end"

log = structlog.get_logger()


def open_archive(archive: Archive) -> None:
    """Raises OSError, ArchiveUnavailable."""
    archive.folder.mkdir(parents=True, exist_ok=True)
    archive.lock.touch(mode=0o600)  # nobody else can hold it
    with hold(archive.lock):
        (archive.folder / UNFINISHED).unlink(missing_ok=True)
        if not archive.index.is_sound():
            _make_index(archive)
        adopt(archive, archive.index)
    for segment in archive.index.segments():
        archive.note(segment.name, segment.fault)
    archive.closed = None


def adopt(archive: Archive, index: Index) -> None:
    """Index the segments that are not: all of them for a new index, else those whose writer died before he could."""
    indexed = {segment.name for segment in index.segments()} | archive.faults.keys()
    for name in names(archive.folder):
        if name not in indexed:
            try:
                index.add(*examined(archive.folder, name))
            except SegmentDamaged as damaged:
                archive.note(damaged.name, damaged.reason)
    for file in archive.folder.glob(f"*{END}"):
        index.reach(key(file.name.removesuffix(END)))


def _make_index(archive: Archive) -> None:
    kept = len(names(archive.folder))
    if kept or archive.index.file.exists():
        log.warning("the archive's index is lost or broken: it is made again", segments=kept)
    index = Index.made(archive.folder / NEW_INDEX)
    adopt(archive, index)
    index.put_in_place_of(archive.index.file)
    sync_folder(archive.folder)
    log.info("the archive has a new index", segments=kept, folder=str(archive.folder))


def examined(folder: Path, name: str) -> tuple[Segment, list[Row]]:
    """A segment as it lies there. Where it is damaged, what stands before that is taken, and its ``fault`` says why."""
    first, last = extent(name) or (BEGINNING, BEGINNING)
    blocks, rows, fault = _read(folder, name)
    places = [row[:2] for row in rows]
    if places != sorted(set(places)) or not all(first <= place <= last for place in places):
        rows, blocks, places, fault = [], [], [], "it does not hold what its name tells"
    elif not fault and (not places or (places[0], places[-1]) != (first, last)):
        fault = "it ends before its name tells"
    if fault and (not places or places[-1] != last):
        blocks.append(Block(last, 0, UNREADABLE))
    with map_errors(OSError, lambda error: SegmentDamaged(name, str(error))):
        size, checksum = measured(folder / name)
    return Segment(name, first, last, len(rows), size, checksum, tuple(blocks), fault), rows


def verify(archive: Archive, segment: Segment) -> None:
    """Look whether a segment is as it was written, and note where not. One that was repaired is taken again."""
    fault = segment.fault
    try:
        changed = _change(segment, *measured(archive.folder / segment.name))
    except OSError as error:
        changed = str(error)
    if segment.fault and changed:
        fault = _take_again(archive, segment)
        changed = None
    archive.note(segment.name, fault or changed)


def verify_again(archive: Archive) -> None:
    """The damaged ones: an operator may have put back what was saved, or taken away what does not belong there."""
    for segment in archive.index.segments() if archive.faults else []:
        if segment.name in archive.faults:
            verify(archive, segment)
    for name in list(archive.faults):
        if not (archive.folder / name).exists() and name not in {one.name for one in archive.index.segments()}:
            archive.note(name, None)


def _take_again(archive: Archive, segment: Segment) -> str | None:
    with hold(archive.lock):
        repaired, rows = examined(archive.folder, segment.name)
        archive.index.replace(repaired, rows)
    return repaired.fault


def _read(folder: Path, name: str) -> tuple[list[Block], list[Row], str | None]:
    """As far as it can be read, and why not further."""
    blocks: list[Block] = []
    rows: list[Row] = []
    try:
        for block, records in read_blocks(folder, name):
            blocks.append(block)
            rows += map(row_of, records)
    except SegmentDamaged as damaged:
        return blocks, rows, damaged.reason
    return blocks, rows, None


def _change(segment: Segment, size: int, checksum: int) -> str | None:
    if size != segment.size:
        return f"it has {size} bytes, not {segment.size}"
    return None if checksum == segment.checksum else "its checksum is not the one that it was written with"
