"""Copies of segments that lie in a bucket, in this machine's folder: those that were used last, up to so many bytes."""

import os
import zlib
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from pathlib import Path
from time import time
from typing import Final, TypeVar

from handdraw_chassis.buckets import Bucket, BucketUnavailable, ObjectMissing
from handdraw_chassis.errors import map_errors
from handdraw_logger.archive.segments import is_missing, list_segments, measure
from handdraw_logger.errors import ArchiveUnavailable, SegmentDamaged

COMING: Final = "coming"  # before a segment's name, while it is written
FORGOTTEN_S: Final = 3600  # whoever wrote it is dead
CLAIM: Final = "log"  # the object that names the log whose segments lie beside it

Read = TypeVar("Read")


class Cache:
    """Thread-safe; blocks. Every method raises ArchiveUnavailable where the bucket, or this machine's disk, fails."""

    def __init__(self, folder: Path, bucket: Bucket, limit_bytes: int) -> None:
        self._folder = folder
        self._bucket = bucket
        self._limit_bytes = limit_bytes

    @property
    def url(self) -> str:
        return self._bucket.url

    def claim(self, log: str) -> None:
        """Say there that the segments are those of this log from now on."""
        with self._answering():
            self._bucket.put(CLAIM, log.encode())

    def check(self, log: str) -> None:
        """Raises ArchiveUnavailable if it is not the place of this log: two would delete each other's segments."""
        with self._answering():
            if self._find_claim() != log:
                raise ArchiveUnavailable(
                    f"{self.url} is the archive of another log since: each needs a place of its own"
                )

    def holds(self, name: str) -> bool:
        """Return whether there is a copy, which then counts as used now."""
        with self._answering():
            try:
                os.utime(self._folder / name)
            except FileNotFoundError:
                return False
            return True

    def is_copy(self, name: str, size: int, checksum: int) -> bool:
        """Return whether there is a copy, and it is whole."""
        with self._answering():
            try:
                return measure(self._folder / name) == (size, checksum)
            except FileNotFoundError:
                return False

    def read(self, name: str, size: int, checksum: int, read: Callable[[], Read]) -> Read:
        """Read a copy, which is made if there is none. Raises SegmentDamaged, as ``fetch`` does.

        Whoever needs room for another may remove it before it is opened.
        """
        while True:
            if not self.holds(name):
                self.fetch(name, size, checksum)
            try:
                return read()
            except SegmentDamaged as damaged:
                if not is_missing(damaged):
                    raise

    def fetch(self, name: str, size: int, checksum: int) -> None:
        """Make a copy. Raises SegmentDamaged if the bucket lacks the segment, or has other bytes under its name."""
        with self._answering():
            try:
                content = self._bucket.get(name)
            except ObjectMissing as missing:
                self._find_claim()
                raise SegmentDamaged(name, str(missing)) from missing
            if (len(content), zlib.crc32(content)) != (size, checksum):
                raise SegmentDamaged(name, f"{self.url} holds other bytes than were written there")
            self._write(name, content)

    def take(self, name: str) -> tuple[int, int]:
        """Make a copy of a segment that nobody has told of, and return its size and checksum."""
        with self._answering():
            content = self._bucket.get(name)
            self._write(name, content)
        return len(content), zlib.crc32(content)

    def publish(self, name: str) -> None:
        """Put a segment of this folder into the bucket; it is there when this returns, which is looked at."""
        file = self._folder / name
        with self._answering():
            self._bucket.put(name, file)
            if self._find_size(name) != file.stat().st_size:
                raise ArchiveUnavailable(f"{self.url} has not kept what was put there")

    def sizes(self) -> dict[str, int]:
        """Return how many bytes each object of the bucket has."""
        with self._answering():
            return {name: size for name, size in self._bucket.list().items() if name != CLAIM}

    def delete(self, name: str) -> None:
        """Remove a segment from the bucket and from here."""
        with self._answering():
            self._bucket.delete(name)
        self.drop(name)

    def drop(self, name: str) -> None:
        with self._answering():
            (self._folder / name).unlink(missing_ok=True)

    def shrink(self, kept: str) -> None:
        """Remove what was not used for longest, but never ``kept``, until no more is left than may be."""
        found: list[tuple[float, int, str]] = []
        for name in list_segments(self._folder):
            with suppress(FileNotFoundError):  # another thread, or another logger beside this one, removed it
                told = (self._folder / name).stat()
                found.append((told.st_mtime, told.st_size, name))
        left = sum(size for _, size, _ in found)
        for _, size, name in sorted(found):
            if left <= self._limit_bytes:
                return
            if name != kept:
                self.drop(name)
                left -= size

    def clear(self) -> None:
        """Remove what those have left who died while they wrote."""
        with self._answering():
            for file in self._folder.glob(f"{COMING}-*"):
                with suppress(FileNotFoundError):
                    if file.stat().st_mtime < time() - FORGOTTEN_S:
                        file.unlink()

    def _write(self, name: str, content: bytes) -> None:
        coming = self._folder / f"{COMING}-{os.urandom(4).hex()}"
        try:
            coming.write_bytes(content)
            coming.rename(self._folder / name)
        finally:
            coming.unlink(missing_ok=True)
        self.shrink(name)

    def _find_size(self, name: str) -> int | None:
        try:
            return self._bucket.size(name)
        except ObjectMissing:
            return None

    def _find_claim(self) -> str:
        """Return whose place it is. A folder that is not mounted lacks that, and is not one that lacks a segment."""
        try:
            return self._bucket.get(CLAIM).decode(errors="replace")
        except ObjectMissing as missing:
            raise ArchiveUnavailable(
                f"{self.url} is not mounted, or was emptied: it lacks '{CLAIM}', which lies beside the segments"
            ) from missing

    def _answering(self) -> AbstractContextManager[None]:
        foreign = (BucketUnavailable, ObjectMissing, OSError)
        return map_errors(foreign, lambda error: ArchiveUnavailable(str(error)))
