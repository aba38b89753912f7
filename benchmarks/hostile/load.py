"""Callers who send files in turns, without a pause, and print how often each status was the answer, as JSON.

``python -m benchmarks.hostile.load PORT SECONDS CALLERS FILE...``; a file is a whole request.
"""

import asyncio
import json
import sys
from collections import Counter
from itertools import cycle, islice
from pathlib import Path
from time import perf_counter


async def call(port: int, request: bytes) -> int:
    """Return the status. Raises OSError, IncompleteReadError."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        return int(head.split(b" ", 2)[1])
    finally:
        writer.transport.abort()


async def call_until(port: int, requests: "cycle[bytes]", until: float, answers: Counter[str]) -> None:
    while perf_counter() < until:
        try:
            answers[str(await call(port, next(requests)))] += 1
        except (OSError, asyncio.IncompleteReadError) as error:  # answered before all was sent, or dead
            answers[type(error).__name__] += 1


async def attack(port: int, seconds: float, callers: int, requests: list[bytes]) -> Counter[str]:
    answers: Counter[str] = Counter()
    until = perf_counter() + seconds
    turns = (cycle(islice(cycle(requests), first, first + len(requests))) for first in range(callers))
    await asyncio.gather(*(call_until(port, one, until, answers) for one in turns))
    return answers


if __name__ == "__main__":
    files = [Path(name).read_bytes() for name in sys.argv[4:]]
    print(json.dumps(asyncio.run(attack(int(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3]), files))))
