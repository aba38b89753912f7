"""What comes again under an id that the log holds: the same, the same drawing told otherwise, or another type of event.

A sender that repeats itself sends the same. Whatever differs shows that one id was used for two things.
"""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from pydantic_core import from_json

from handdraw_contracts.log import Rejection
from handdraw_logger.errors import ArchiveUnavailable
from handdraw_logger.intake import IncomingEvent
from handdraw_logger.log import Log
from handdraw_logger.records import Json, Record

ID_OF_ANOTHER_TYPE = "id_of_another_type"
ANOTHER_TYPE = "id: the log keeps an event of another type under it"
PATIENCE_S = 2.0  # with a bucket: the events are recorded, and their sender waits
INCIDENTAL = {"timing_ms"}  # of ``data``: another time at every try


@dataclass(frozen=True, slots=True)
class Duplicates:
    """``events``: how many are duplicates, of which ``differing`` say something else than what the log keeps."""

    events: int = 0
    differing: int = 0
    rejected: tuple[Rejection, ...] = ()


async def judge_duplicates(log: Log, sent: Sequence[IncomingEvent]) -> Duplicates:
    """Compare events with what is kept under their ids; one that cannot be read, or not in time, counts as the same.

    Raises StoreUnavailable.
    """
    kept = dict[str, Record]()
    with suppress(TimeoutError, ArchiveUnavailable):
        async with asyncio.timeout(PATIENCE_S):
            kept = await log.find_kept([event.event_id for event in sent])
    pairs = [(event, kept.get(event.event_id)) for event in sent]
    rejected = tuple(
        Rejection(id=event.event_id, code=ID_OF_ANOTHER_TYPE, detail=ANOTHER_TYPE)
        for event, record in pairs
        if record and record.is_label != event.is_label
    )
    differing = sum(
        1 for event, record in pairs if record and record.is_label == event.is_label and _differ(event, record)
    )
    return Duplicates(len(sent) - len(rejected), differing, rejected)


def _differ(sent: IncomingEvent, kept: Record) -> bool:
    return sent.body != kept.body and _content(from_json(sent.body)) != _content(kept.event)


def _content(event: Json) -> Json:
    return {name: value for name, value in event["data"].items() if value is not None and name not in INCIDENTAL}
