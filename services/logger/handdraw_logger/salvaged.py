"""Events that are still whole where Redis's file is not: they are found in its bytes, and recorded again.

``<archive>/salvaged-….jsonl`` holds them meanwhile. Recorded twice, they are duplicates.
"""

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import structlog
from pydantic import ValidationError

from handdraw_contracts.events import CLOUDEVENTS_BATCH_JSON, EVENT
from handdraw_logger.hot.commands import Data
from handdraw_logger.intake import MAX_EVENT_BYTES, read_batch
from handdraw_logger.log import Log

NAME = "salvaged-{}.jsonl"
AT_ONCE = 250
_BEGINNING = re.compile(rb'\{"specversion":')
_UUID = rb"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"
_NAMED = re.compile(rb'"id":"%b"|\$36\r\n%b\r\n\$\d+\r\n\d+-\d+\r\n' % (_UUID, _UUID))
_decode = json.JSONDecoder().raw_decode

log = structlog.get_logger()


def find_events(data: Data, start: int, end: int, *, counted: bool = True) -> Iterator[tuple[str, bytes]]:
    """Yield the ids and bodies of the events that are whole there. ``counted``: their length stands before them."""
    for found in _BEGINNING.finditer(data, start, end):
        at = found.start()
        text = data[at : min(at + MAX_EVENT_BYTES, end)].decode(errors="surrogateescape")
        with suppress(ValueError, RecursionError, ValidationError):
            body = text[: _decode(text)[1]].encode(errors="surrogateescape")
            if not counted or data[max(start, at - 12) : at].endswith(b"$%d\r\n" % len(body)):
                yield str(EVENT.validate_json(body, strict=True).id), body


def find_ids(data: Data, start: int, end: int) -> set[str]:
    """Return the ids of the events that are, or were, there."""
    return {(found[1] or found[2]).decode() for found in _NAMED.finditer(data, start, end)}


def list_salvaged(folder: Path) -> list[Path]:
    return sorted(folder.glob(NAME.format("*")))


async def record_salvaged(the_log: Log, folder: Path) -> None:
    """Record what a repair has found. Raises StoreUnavailable, ArchiveUnavailable, OSError."""
    for file in list_salvaged(folder):
        lines = file.read_bytes().splitlines()
        recorded = 0
        for first in range(0, len(lines), AT_ONCE):
            batch = b"[" + b",".join(lines[first : first + AT_ONCE]) + b"]"
            incoming, _ = read_batch(batch, CLOUDEVENTS_BATCH_JSON)
            recorded += sum(map(bool, await the_log.append(incoming)))
        file.unlink(missing_ok=True)
        log.info("events that a repair found whole are recorded", events=recorded, known=len(lines) - recorded)
