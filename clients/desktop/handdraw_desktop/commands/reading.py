"""Has many pictures read, several at a time, and returns a row for each in the order in which they were named."""

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from uuid import UUID

from handdraw_contracts.classifications import MAX_DRAWING_BYTES, Classification
from handdraw_desktop.commands.asking import Asker
from handdraw_desktop.commands.pictures import Picture
from handdraw_desktop.errors import UnreadablePicture
from handdraw_desktop.gateway.calls import Answer, Classified, Classify, Ended, Preview, Previewed

AHEAD = 2  # for each that is on its way, so many pictures wait for their turn: memory stays bounded


@dataclass(frozen=True, slots=True)
class Row:
    """What came of one picture. ``problem``: why it was not read, as a code; None where it was."""

    file: str
    id: UUID | None = None
    digit: int | None = None
    confidence: float | None = None
    warnings: tuple[str, ...] = ()
    problem: str | None = None
    detail: str | None = None


@dataclass(frozen=True, slots=True)
class Reader:
    """``run`` is part of each picture's key; where ``records`` is False, nothing is recorded."""

    asker: Asker
    run: str = ""
    records: bool = True

    def read_all(self, pictures: Iterable[Picture], jobs: int) -> Iterator[Row]:
        """Raises NoGateway; rows of what was read until then have been returned."""
        pending = deque[Future[Row]]()
        with ThreadPoolExecutor(jobs, thread_name_prefix="reading") as pool:
            try:
                for picture in pictures:
                    pending.append(pool.submit(self.read, picture))
                    if len(pending) >= jobs * AHEAD:
                        yield pending.popleft().result()
                while pending:
                    yield pending.popleft().result()
            finally:
                self.asker.stop()
                pool.shutdown(wait=False, cancel_futures=True)

    def read(self, picture: Picture) -> Row:
        """Raises NoGateway."""
        try:
            content = picture.read()
        except UnreadablePicture as error:
            return Row(picture.name, problem="unreadable_file", detail=str(error))
        if len(content) > MAX_DRAWING_BYTES:
            return Row(picture.name, problem="body_too_large")
        key = picture.key(content, self.run)
        answer = self.asker.ask(Classify(key, content) if self.records else Preview(key, content))
        return _row(picture.name, answer)


def _row(name: str, answer: Answer) -> Row:
    match answer:
        case Classified(_, read):
            return _read(name, read, read.id)
        case Previewed(_, read):
            return _read(name, read, None)
        case Ended(_, code):
            return Row(name, problem=code)
        case _:
            return Row(name, problem="gateway_failed")


def _read(name: str, read: Classification, recorded: UUID | None) -> Row:
    return Row(name, recorded, read.digit, read.confidence, read.warnings)
