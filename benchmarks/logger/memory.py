"""What an event takes: of Redis's memory while it is hot, of the disk once it is archived."""

from dataclasses import dataclass
from pathlib import Path

from redis import Redis

KEYS = ("handdraw:log", "handdraw:ids", "handdraw:labels")


@dataclass(frozen=True)
class Memory:
    """Bytes: ``used`` of all Redis, and of each key."""

    used: int
    keys: dict[str, int]


def memory(redis: Redis) -> Memory:
    return Memory(redis.info("memory")["used_memory"], {key: redis.memory_usage(key, samples=0) or 0 for key in KEYS})


def disk(archive: Path) -> tuple[int, int]:
    """Bytes of the segments, and of their index."""
    segments = sum(file.stat().st_size for file in archive.glob("*.jsonl.gz"))
    return segments, sum(file.stat().st_size for file in archive.glob("index.db*"))
