"""Posts a drawing again and again, and prints how many are answered a second.

``python -m benchmarks.outbox.load PORT QUERY AT_ONCE SECONDS``
"""

import asyncio
import sys
from pathlib import Path
from time import perf_counter

DRAWING = Path(__file__).parents[2] / "examples" / "drawings" / "7.png"


async def post(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, request: bytes) -> None:
    writer.write(request)
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    if not head.startswith(b"http/1.1 200"):
        raise SystemExit(head.decode())
    await reader.readexactly(int(head.partition(b"content-length:")[2].split(b"\r\n", 1)[0]))


async def post_until(port: int, request: bytes, until: float) -> int:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    count = 0
    while perf_counter() < until:
        await post(reader, writer, request)
        count += 1
    writer.close()
    return count


async def measure_rate(port: int, query: str, concurrency: int, seconds: float) -> float:
    """Return how many are answered a second."""
    body = DRAWING.read_bytes()
    head = (
        f"POST /v1/classify{query} HTTP/1.1",
        "Host: localhost",
        "Content-Type: image/png",
        f"Content-Length: {len(body)}",
    )
    request = "\r\n".join((*head, "", "")).encode() + body
    started = perf_counter()
    connections = (post_until(port, request, started + seconds) for _ in range(concurrency))
    return sum(await asyncio.gather(*connections)) / (perf_counter() - started)


if __name__ == "__main__":
    print(asyncio.run(measure_rate(int(sys.argv[1]), sys.argv[2], int(sys.argv[3]), float(sys.argv[4]))))
