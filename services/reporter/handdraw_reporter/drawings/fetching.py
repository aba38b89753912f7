"""Single events of the log, fetched for the drawings that a report shows."""

import time
from collections.abc import Callable
from http import HTTPStatus
from typing import Final
from uuid import UUID

import httpx
import structlog

from handdraw_reporter.logged import LoggedEvent, read_event

LONGEST_S: Final = 20.0
"""How long all of a report's fetching may take; what is missing then is shown without its picture."""

log = structlog.get_logger()


class Fetcher:
    """Asks the logger for events by their ids, until it fails once: a report is not kept waiting for its pictures."""

    def __init__(self, logger: httpx.Client, clock: Callable[[], float] = time.monotonic) -> None:
        self._logger = logger
        self._clock = clock
        self._until = clock() + LONGEST_S
        self._failed = False

    def fetch(self, event_id: UUID) -> LoggedEvent | None:
        """Return the event, None if the log does not have it or cannot be asked."""
        if self._failed or self._clock() > self._until:
            return None
        try:
            answer = self._logger.get(f"/v1/events/{event_id}")
            if answer.status_code == HTTPStatus.NOT_FOUND:
                return None
            return read_event(answer.raise_for_status().content)
        except (httpx.HTTPError, ValueError) as error:
            self._failed = True
            log.warning("drawings are shown without pictures", reason=type(error).__name__)
            return None
