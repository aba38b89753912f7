"""Append-only files as Redis writes them, made of the same scripts by a real one; and what a real one reads of them."""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import cast

from redis import Redis

from handdraw_logger.hot.append_only import FOLDER
from handdraw_logger.hot.scripts import read_script
from handdraw_logger.hot.store import KEYS, LOG, Entries

from ...processes import answering_redis, free_port
from ..cloud_events import classified, event_id, incoming

INCREMENT = "appendonly.aof.1.incr.aof"


def record(redis: Redis, *numbers: int) -> None:
    """Record events in one transaction, as the store does, and something of the reporter's after them."""
    events = incoming(*(classified(number) for number in numbers))
    ids, bodies = "".join(event.event_id for event in events), [event.body for event in events]
    kinds = "\n".join(event.kind for event in events)
    redis.register_script(read_script("append"))(keys=KEYS, args=["0-0", ids, kinds, *bodies])
    with Redis(port=redis.connection_pool.connection_kwargs["port"], db=1) as reports:
        reports.set("rq:report", numbers[-1])


def written_file(folder: Path, count: int = 8) -> Path:
    """Let a Redis record so many events, one at a time but the last two, and return its data folder."""
    data = folder / "written"
    data.mkdir()
    with answering_redis(data, free_port()) as redis:
        for number in range(1, count - 1):
            record(redis, number)
        record(redis, count - 1, count)
    return data


def copy_of(data: Path, name: str) -> Path:
    copy = data.with_name(name)
    shutil.copytree(data, copy)
    return copy


@contextmanager
def served(data: Path) -> Iterator[Redis]:
    with answering_redis(data, free_port()) as redis:
        yield redis


def ids_served(data: Path) -> Sequence[str]:
    """Return the ids of the events that a real Redis finds there, in order."""
    with served(data) as redis:
        known = {cursor: one for one, cursor in cast("dict[bytes, bytes]", redis.hgetall("handdraw:ids")).items()}
        return [known[cursor].decode() for cursor, _ in cast("Entries", redis.xrange(LOG))]


def ids(*numbers: int) -> list[str]:
    return [event_id(number) for number in numbers]


def increment(data: Path) -> Path:
    return data / FOLDER / INCREMENT
