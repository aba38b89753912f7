"""Events, an outbox to record them in, and the whole gateway in process, without a logger."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest
from pydantic import HttpUrl
from starlette.testclient import TestClient

from handdraw_contracts.classifications import ModelReference, TimingMs
from handdraw_contracts.events import EVENT, SOURCE, ClassificationData, ClassificationEvent, LabelEvent
from handdraw_inference.app import create_app
from handdraw_inference.outbox.queue import Entry, Outbox
from handdraw_inference.settings import Settings

NOBODY = HttpUrl("http://127.0.0.1:9")

MakeEvent = Callable[[int], ClassificationEvent]
Recorded = Callable[[], list[ClassificationEvent | LabelEvent]]
Sample = Callable[[int], bytes]


@pytest.fixture
def make_event() -> MakeEvent:
    """Make the n-th of a series of classifications."""

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
    return lambda number: Entry.from_event(make_event(number))


@pytest.fixture
def outbox(tmp_path: Path) -> Iterator[Outbox]:
    outbox = Outbox(tmp_path / "outbox.db", quota_bytes=1_000_000)
    yield outbox
    outbox.close()


@pytest.fixture
def settings(tmp_path: Path, models_dir: Path) -> Settings:
    """Settings with the real engine and no logger, so that every event stays in the outbox."""
    return Settings(workers=1, models_dir=models_dir, outbox_file=tmp_path / "outbox.db", logger_url=NOBODY)


@pytest.fixture
def gateway(settings: Settings) -> Iterator[TestClient]:
    with TestClient(create_app(settings), raise_server_exceptions=False, base_url="http://localhost") as client:
        yield client


@pytest.fixture
def recorded(settings: Settings) -> Iterator[Recorded]:
    """Return what lies in the gateway's outbox now."""
    outbox = Outbox(settings.outbox_file, 1)
    yield lambda: [EVENT.validate_json(entry.body) for _, entry in outbox.oldest(1000, 10**9)]
    outbox.close()
