"""Copies of segments that lie in a bucket, in this machine's folder: those that were used last, up to so many bytes."""

import os
from contextlib import AbstractContextManager, suppress
from pathlib import Path
from typing import Final

from handdraw_chassis.buckets import Bucket, BucketUnavailable, ObjectMissing
from handdraw_chassis.errors import map_errors
from handdraw_logger.archive.segments import list_segments, measure
from handdraw_logger.errors import ArchiveUnavailable, SegmentDamaged

COMING: Final = "coming"  # before a segment's name, while it is written


class Cache:
    """Thread-safe; blocks. Every method raises ArchiveUnavailable where the bucket does not answer, and OSError."""

    def __init__(self, folder: Path, bucket: Bucket, limit_bytes: int) -> None:
        self._folder = folder
        self._bucket = bucket
        self._limit_bytes = limit_bytes

    @property
    def url(self) -> str:
        return self._bucket.url

    def holds(self, name: str) -> bool:
        """Return whether there is a copy, which then counts as used now."""
        try:
            os.utime(self._folder / name)
        except FileNotFoundError:
            return False
        return True

    def fetch(self, name: str, size: int, checksum: int) -> None:
        """Make a copy. Raises SegmentDamaged if the bucket lacks the segment, or has other bytes under its name."""
        try:
            with self._answering():
                content = self._bucket.get(name)
        except ObjectMissing as missing:
            raise SegmentDamaged(name, str(missing)) from missing
        coming = self._folder / f"{COMING}-{os.urandom(4).hex()}"
        try:
            coming.write_bytes(content)
            if measure(coming) != (size, checksum):
                raise SegmentDamaged(name, f"{self.url} holds other bytes than were written there")
            coming.rename(self._folder / name)
        finally:
            coming.unlink(missing_ok=True)
        self.shrink(name)

    def take(self, name: str) -> tuple[int, int]:
        """Make a copy of a segment that nobody has told of, and return its size and checksum."""
        with self._answering():
            (self._folder / name).write_bytes(self._bucket.get(name))
        self.shrink(name)
        return measure(self._folder / name)

    def publish(self, name: str) -> None:
        """Put a segment of this folder into the bucket; it is there when this returns."""
        with self._answering():
            self._bucket.put(name, self._folder / name)

    def sizes(self) -> dict[str, int]:
        """Return how many bytes each object of the bucket has."""
        with self._answering():
            return dict(self._bucket.list())

    def delete(self, name: str) -> None:
        """Remove a segment from the bucket and from here."""
        with self._answering():
            self._bucket.delete(name)
        self.drop(name)

    def drop(self, name: str) -> None:
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

    def _answering(self) -> AbstractContextManager[None]:
        return map_errors(BucketUnavailable, lambda error: ArchiveUnavailable(str(error)))
