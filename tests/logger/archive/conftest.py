"""An archive on the disk that no process has open."""

from pathlib import Path

import pytest

from handdraw_logger.hot.store import Store
from handdraw_logger.log import Log
from handdraw_logger.roller import Retention

from ..archived_log import archive_in, roller_on
from ..cloud_events import incoming
from .segment_files import EVENTS


@pytest.fixture
async def folder(store: Store, somewhere: str, tmp_path: Path) -> Path:
    """It has a segment of the first three EVENTS and one of the other two."""
    with archive_in(tmp_path / "archive") as archive:
        for events, size in ((EVENTS[:3], 3), (EVENTS[3:], 2)):
            await Log(store, archive).append(incoming(*events))
            with roller_on(somewhere, archive, Retention(0, 1, size)) as roller:
                roller.roll_due()
        return archive.folder
