"""Hostile bodies against the real server: refused in bounded memory, and the next caller is unharmed."""

import io
import struct
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from PIL import Image

from .conftest import Stack

PNG = {"Content-Type": "image/png"}
BOUND_MIB = 150


def resident_mib(pid: int) -> float:
    status = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines())
    return int(status["VmHWM"].split()[0]) / 1024


def chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def bomb() -> bytes:
    """A true PNG of 20,000 x 20,000 white pixels in less than 2 MiB."""
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", 20_000, 20_000, 8, 0, 0, 0, 0))
    packer = zlib.compressobj(9)
    row = b"\0" + b"\xff" * 20_000
    packed = b"".join(packer.compress(row) for _ in range(20_000)) + packer.flush()
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


def four_megapixels() -> bytes:
    image = Image.new("RGBA", (2048, 2048), "white")
    image.paste("black", (500, 300, 700, 1700))
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


def endless() -> Iterator[bytes]:
    for _ in range(200):
        yield bytes(1024 * 1024)


def status(stack: Stack, body: bytes | Iterator[bytes]) -> int:
    """The status, or 413 where the server hung up before all was sent."""
    try:
        return stack.gateway.post("/v1/classify", content=body, headers=PNG).status_code
    except httpx.WriteError:
        return 413


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is read from /proc")
def test_hostile_bodies_are_refused_in_bounded_memory_and_the_next_caller_is_unharmed(
    stack: Stack, sample: Callable[[int], bytes]
) -> None:
    stack.classify(sample(1))
    before = resident_mib(stack.gateway_pid)
    statuses = [status(stack, body) for body in (bytes(10_000_000), bomb(), endless(), four_megapixels())]
    grown = resident_mib(stack.gateway_pid) - before

    assert (statuses, stack.classify(sample(1))["digit"]) == ([413, 413, 413, 200], 1)
    assert grown < BOUND_MIB


def test_a_malformed_event_among_good_ones_is_rejected_alone(stack: Stack, sample: Callable[[int], bytes]) -> None:
    answer = stack.classify(sample(2))
    stack.wait_until_logged(answer["id"])
    found = stack.logged(answer["id"])
    assert found is not None
    good = found["event"]
    bad = good | {"id": "01990000-0000-7000-8000-000000000001", "data": good["data"] | {"digit": 12}}
    headers = {"Content-Type": "application/cloudevents-batch+json"}
    response = stack.logger.post("/v1/events", json=[bad, good], headers=headers)

    assert (response.status_code, response.json()) == (
        202,
        {"accepted": 0, "duplicates": 1, "rejected": [{"id": bad["id"], "code": "malformed_event"}]},
    )
