"""Measures what an event takes: Redis's memory while it is hot, the disk once it is archived."""

from dataclasses import dataclass
from pathlib import Path

from redis import Redis

KEYS = ("handdraw:log", "handdraw:ids", "handdraw:labels")


@dataclass(frozen=True)
class RedisMemory:
    """In bytes. ``used``: by all of Redis. ``keys``: by each key of the log."""

    used: int
    keys: dict[str, int]


def measure_redis(redis: Redis) -> RedisMemory:
    keys = {key: redis.memory_usage(key, samples=0) or 0 for key in KEYS}
    return RedisMemory(redis.info("memory")["used_memory"], keys)


def measure_archive(archive: Path) -> tuple[int, int]:
    """Return the bytes of the segments, and those of their index."""
    segments = sum(file.stat().st_size for file in archive.glob("*.jsonl.gz"))
    return segments, sum(file.stat().st_size for file in archive.glob("index.db*"))
