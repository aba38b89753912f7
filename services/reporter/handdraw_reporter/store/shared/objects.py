"""What several machines share of reports: objects in a bucket, or in a folder that all of them mount.

schedule/<after>             the scheduled window that begins there, written by the first to decide it: schedules.py
windows/<window>             the id of the one report of this window; or "deleted", for a scheduled one
unwritten/<id>.json          a report that is queued, being written, or failed
files/<id>/<finished>/…      pages and figures of a report, by when it was finished: of each try apart
written/<id>.json            a report that is done: written once, behind its files, and never changed
deleted/<id>                 when a report was deleted: it is shown nowhere from then on
probe                        what /readyz writes

An object that decides something is only ever created: of several machines one is the first, and the others read what
it wrote. A report that has ``written`` is done, whatever ``unwritten`` says; one that has ``deleted`` is gone, whatever
else is there.
"""

from contextlib import AbstractContextManager
from uuid import UUID

from handdraw_chassis.buckets import Bucket, BucketUnavailable, ObjectMissing
from handdraw_chassis.errors import map_errors
from handdraw_contracts.reports import Language, Report, Window
from handdraw_reporter.errors import ReportsUnwritable
from handdraw_reporter.store.marks import find_ids
from handdraw_reporter.store.windows import file_name


class Objects:
    """Every method raises ReportsUnwritable where the bucket is away, refuses, or is full."""

    def __init__(self, bucket: Bucket) -> None:
        self._bucket = bucket

    def read(self, name: str) -> bytes | None:
        with _map_bucket_errors():
            try:
                return self._bucket.get(name)
            except ObjectMissing:
                return None

    def put(self, name: str, content: bytes) -> None:
        with _map_bucket_errors():
            self._bucket.put(name, content)

    def create(self, name: str, content: bytes) -> bool:
        """Return whether there was none. One whose answer was lost on its way may be said to have been there."""
        with _map_bucket_errors():
            return self._bucket.create(name, content)

    def names(self, prefix: str) -> list[str]:
        """Return the names of all objects below a prefix, which ends with a slash, without it."""
        with _map_bucket_errors():
            return [name.removeprefix(prefix) for name in self._bucket.list(prefix)]

    def ids(self, prefix: str) -> frozenset[UUID]:
        return frozenset(find_ids(name.removesuffix(".json") for name in self.names(prefix)))

    def remove(self, *names: str) -> None:
        """Remove objects, which need not be there, one after the other."""
        with _map_bucket_errors():
            for name in names:
                self._bucket.delete(name)

    def remove_below(self, prefix: str) -> None:
        self.remove(*(f"{prefix}{name}" for name in self.names(prefix)))


def written(report_id: UUID) -> str:
    return f"written/{report_id}.json"


def unwritten(report_id: UUID) -> str:
    return f"unwritten/{report_id}.json"


def deleted(report_id: UUID) -> str:
    return f"deleted/{report_id}"


def files(report: Report) -> str:
    """Return what the names of a done report's pages and figures begin with."""
    return f"files/{report.id}/{report.finished_at or report.requested_at:%Y%m%dT%H%M%S.%fZ}/"


def window_name(window: Window, language: Language, *, scheduled: bool) -> str:
    """A scheduled window has one report, in whatever language; one that is asked for has one in each."""
    name = file_name(window, language, scheduled=scheduled)
    return f"windows/{name.removesuffix(f'-{language}') if scheduled else name}"


def _map_bucket_errors() -> AbstractContextManager[None]:
    return map_errors(BucketUnavailable, lambda error: ReportsUnwritable(f"Reports cannot be kept in {error}"))
