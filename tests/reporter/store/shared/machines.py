"""Machines with one bucket behind them, which can be made to die, or to lose an answer, at whatever step."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar
from uuid import UUID

from handdraw_chassis.buckets import Bucket, BucketSettings, BucketUnavailable, open_bucket
from handdraw_contracts.reports import Figure, Report, Window
from handdraw_reporter.queueing import ReportQueue
from handdraw_reporter.reporter import Reporter
from handdraw_reporter.schedule import sweep

from ...fake_logger import FakeLogger
from ...log_events import classification, cursor
from ...reporters import make_reporter

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
SVG, PNG, PAGE = b"<?xml?><svg/>", b"\x89PNG\r\n", "A page"
FIGURE = Figure(name="digits", title="Digits", description="How often each digit was read")
Answer = TypeVar("Answer")


class Death(BaseException):
    """The machine is gone: nothing of it goes on, not even what cleans up behind an error."""


class StubQueue(ReportQueue):
    """Keeps nothing; ``begun``: the reports that a worker elsewhere writes."""

    def __init__(self, begun: Collection[UUID] = ()) -> None:
        self.begun = frozenset(begun)
        self.tended: list[UUID] = []

    def tend(self, unwritten: Sequence[UUID], now: datetime, first: Collection[UUID] = ()) -> None:  # noqa: ARG002
        self.tended = list(unwritten)

    def find_begun(self) -> frozenset[UUID]:
        return self.begun

    def withdraw(self, report_id: UUID) -> None:
        pass


class FragileBucket(Bucket):
    """Another bucket as a machine sees it that ends at its ``last`` call, before or behind what that does.

    ``end``: what it ends with; a Death stays, and an answer is lost once.
    """

    def __init__(self, whole: Bucket, last: int, end: type[BaseException], *, behind: bool) -> None:
        self.url = whole.url
        self._whole = whole
        self._left = last
        self._end = end
        self._behind = behind

    @property
    def is_over(self) -> bool:
        return self._left <= 0

    def put(self, name: str, content: bytes | Path) -> None:
        self._do(lambda: self._whole.put(name, content))

    def create(self, name: str, content: bytes) -> bool:
        return self._do(lambda: self._whole.create(name, content))

    def get(self, name: str) -> bytes:
        return self._do(lambda: self._whole.get(name))

    def list(self, prefix: str = "") -> Mapping[str, int]:
        return self._do(lambda: self._whole.list(prefix))

    def delete(self, name: str) -> None:
        self._do(lambda: self._whole.delete(name))

    def _do(self, call: Callable[[], Answer]) -> Answer:
        self._left -= 1
        if self._left == 0 and self._behind:
            call()
        if self._left == 0 or (self._left < 0 and self._end is Death):
            raise self._end(f"{self.url}: no answer")
        return call()


def lost_answer(whole: Bucket, last: int) -> FragileBucket:
    return FragileBucket(whole, last, BucketUnavailable, behind=True)


def open_folder(folder: Path) -> Bucket:
    """Return a folder that several machines mount."""
    folder.mkdir(exist_ok=True)
    return open_bucket(f"file://{folder}", BucketSettings())


@contextmanager
def machine(folder: Path, bucket: Bucket) -> Iterator[Reporter]:
    """Yield the reporter of a machine, which writes of a log with nine events."""
    folder.mkdir(exist_ok=True)
    with FakeLogger([classification(number) for number in range(1, 10)]).client() as logger:
        yield make_reporter(folder, logger, StubQueue(), bucket=bucket)


def look(reporter: Reporter, events: int, hours: float, *, status: int = 200) -> None:
    """Sweep, so many hours after noon, when the log has so many events."""
    log = FakeLogger([classification(number) for number in range(1, events + 1)], status=status)
    with log.client() as logger:
        sweep(replace(reporter, logger=logger), NOON + hours * HOUR)


def write(reporter: Reporter, report: Report) -> Report:
    """Write a report as jobs.py does, with less in it."""
    reporter.reports.save(report.model_copy(update={"status": "writing", "step": "reading the log", "progress": 0.1}))
    folder = reporter.reports.folder(report.id)
    folder.write_figure("digits.svg", SVG)
    folder.write_figure("digits.png", PNG)
    folder.write_page("html", PAGE)
    folder.write_page("md", PAGE)
    told = {"status": "done", "title": "Three drawings", "figures": (FIGURE,), "finished_at": datetime.now(UTC)}
    done = report.model_copy(update=told)
    reporter.reports.save(done)
    return done


def write_all(reporter: Reporter, write: Callable[[Reporter, Report], Report] = write) -> None:
    for report in reporter.reports.list_unfinished():
        with reporter.reports.writing(report.id):
            write(reporter, report)


def windows(reporter: Reporter) -> list[Window]:
    return [one.window for one in reversed(reporter.reports.list_newest(50).reports)]


def window(after: int | None, upto: int) -> Window:
    return Window(after=None if after is None else cursor(after), upto=cursor(upto))


def create(reporter: Reporter, after: int | None = None, upto: int = 3) -> Report:
    return reporter.create_report(window(after, upto), "en", scheduled=False)
