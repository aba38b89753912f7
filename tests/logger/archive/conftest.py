"""An archive on the disk that no process has open, and archives that several loggers share."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest

from handdraw_chassis.buckets import Bucket, BucketSettings, open_bucket
from handdraw_logger.hot.store import Store
from handdraw_logger.log import Log
from handdraw_logger.roller import Retention
from tests.buckets import S3, s3

from ..archived_log import archive_in, roller_on
from ..cloud_events import incoming
from ..shared_log import THREES, Machine, Starts, machine_in
from .segment_files import EVENTS

__all__ = ["s3"]  # a fixture


@pytest.fixture
async def folder(store: Store, somewhere: str, tmp_path: Path) -> Path:
    """It has a segment of the first three EVENTS and one of the other two."""
    with archive_in(tmp_path / "archive") as archive:
        for events, size in ((EVENTS[:3], 3), (EVENTS[3:], 2)):
            await Log(store, archive).append(incoming(*events))
            with roller_on(somewhere, archive, Retention(0, 1, size)) as roller:
                roller.roll_due()
        return archive.folder


@pytest.fixture(params=["bucket", "folder"])
def shared(request: pytest.FixtureRequest, tmp_path: Path) -> dict[str, object]:
    """The settings that say where the archive is."""
    if request.param == "folder":
        (tmp_path / "shared").mkdir()
        return {"archive_url": f"file://{tmp_path / 'shared'}"}
    server: S3 = request.getfixturevalue("s3")
    server.empty()
    return {
        "archive_url": server.url("log"),
        "bucket_endpoint": server.endpoint,
        "bucket_credentials_file": server.credentials,
    }


@pytest.fixture
def bucket(shared: dict[str, object]) -> Bucket:
    given = {name: value for name, value in shared.items() if name.startswith("bucket_")}
    return open_bucket(str(shared["archive_url"]), BucketSettings.model_validate(given))


@pytest.fixture
def start(tmp_path: Path, somewhere: str, shared: dict[str, object]) -> Starts:
    """Starts a machine: its name, and what it retains."""

    def start(name: str, retention: Retention = THREES, **given: object) -> AbstractAsyncContextManager[Machine]:
        return machine_in(tmp_path / name, somewhere, shared | given, retention)

    return start


@pytest.fixture
async def one(start: Starts) -> AsyncIterator[Machine]:
    async with start("one") as machine:
        yield machine


@pytest.fixture
async def other(start: Starts) -> AsyncIterator[Machine]:
    async with start("other") as machine:
        yield machine
