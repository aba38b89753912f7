"""Events to record, and an outbox to record them in."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest

from handdraw_contracts.classifications import ModelReference, TimingMs
from handdraw_contracts.events import SOURCE, ClassificationData, ClassificationEvent
from handdraw_inference.outbox.queue import Entry, Outbox

MakeEvent = Callable[[int], ClassificationEvent]


@pytest.fixture
def make_event() -> MakeEvent:
    """The n-th of a row of classifications."""

    def make(number: int) -> ClassificationEvent:
        return ClassificationEvent(
            specversion="1.0",
            type="handdraw.classification.v1",
            source=SOURCE,
            id=UUID(int=number),
            time=datetime(2026, 11, 24, tzinfo=UTC),
            data=ClassificationData(
                outcome="classified",
                status=200,
                digit=number % 10,
                confidence=0.9,
                probabilities=(0.1,) * 10,
                model=ModelReference(name="digits", version="1", engine="embedded"),
                timing_ms=TimingMs(),
            ),
        )

    return make


@pytest.fixture
def make_entry(make_event: MakeEvent) -> Callable[[int], Entry]:
    return lambda number: Entry.of(make_event(number))


@pytest.fixture
def outbox(tmp_path: Path) -> Iterator[Outbox]:
    outbox = Outbox(tmp_path / "outbox.db", quota_bytes=1_000_000)
    yield outbox
    outbox.close()
