"""Hostile bodies against the real server: refused in bounded memory, and the next caller is unharmed."""

import base64
import io
import socket
import struct
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import httpx
import pytest
from PIL import Image

from ..processes import eventually
from .conftest import Stack

PNG = {"Content-Type": "image/png"}
WHOLE_BYTES = 16 * 1024 * 1024
BOUND_MIB = 384 + 128  # as the settings have it, for pictures and for bodies


def resident_mib(pid: int) -> float:
    status = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines())
    return int(status["VmHWM"].split()[0]) / 1024


def chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def bomb() -> bytes:
    """Return a valid PNG of 20,000 x 20,000 white pixels in less than 2 MiB."""
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", 20_000, 20_000, 8, 0, 0, 0, 0))
    packer = zlib.compressobj(9)
    row = b"\0" + b"\xff" * 20_000
    packed = b"".join(packer.compress(row) for _ in range(20_000)) + packer.flush()
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


def sixteen_megapixels() -> bytes:
    image = Image.new("RGBA", (4096, 4096), "white")
    image.paste("black", (1000, 600, 1400, 3400))
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


def endless() -> Iterator[bytes]:
    for _ in range(200):
        yield bytes(1024 * 1024)


def status(stack: Stack, body: bytes | Iterator[bytes]) -> int:
    """Return the status, or 413 if the server hung up before all was sent."""
    try:
        return stack.gateway.post("/v1/classify", content=body, headers=PNG).status_code
    except httpx.WriteError:
        return 413


def batch_status(stack: Stack, drawings: bytes) -> int:
    body = b'{"drawings": [' + drawings + b"]}"
    return stack.gateway.post(
        "/v1/classify/batch", content=body, headers={"Content-Type": "application/json"}
    ).status_code


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is read from /proc")
def test_hostile_bodies_are_refused_in_bounded_memory_and_the_next_caller_is_unharmed(
    stack: Stack, sample: Callable[[int], bytes]
) -> None:
    stack.classify(sample(1))
    before = resident_mib(stack.gateway_pid)
    statuses = [status(stack, body) for body in (bytes(17_000_000), bomb(), endless(), sixteen_megapixels())]
    statuses += [batch_status(stack, b"0," * 8_000_000 + b"0"), batch_status(stack, b"[]," * 5_000_000 + b"[]")]
    grown = resident_mib(stack.gateway_pid) - before

    assert (statuses, stack.classify(sample(1))["digit"]) == ([413, 413, 413, 200, 422, 422], 1)
    assert grown < BOUND_MIB


def almost_sent(port: int) -> socket.socket:
    """A batch of 16 MiB whose last byte never comes."""
    connection = socket.create_connection(("127.0.0.1", port))
    head = (
        "POST /v1/classify/batch HTTP/1.1",
        "Host: localhost",
        "Content-Type: application/json",
        f"Content-Length: {WHOLE_BYTES}",
    )
    with suppress(OSError):  # the gateway may have refused it by now
        connection.sendall("\r\n".join((*head, "", "")).encode() + bytes(WHOLE_BYTES - 1))
    return connection


def test_no_more_of_bodies_is_held_at_once_than_memory_is_meant_for_and_small_ones_pass(
    stack: Stack, sample: Callable[[int], bytes]
) -> None:
    port = stack.gateway.base_url.port
    assert port is not None
    batch = {"drawings": [base64.b64encode(sample(4)).decode()] * 150}
    with ExitStack() as held:

        def refused() -> bool:
            held.enter_context(almost_sent(port))
            return stack.gateway.post("/v1/classify/batch", json=batch).status_code == 429

        eventually(refused, "a batch is refused while others are held")
        alone = stack.classify(sample(4))["digit"]

    eventually(lambda: stack.gateway.post("/v1/classify/batch", json=batch).is_success, "batches are read again")
    assert alone == 4


def test_a_malformed_event_among_good_ones_is_rejected_alone(stack: Stack, sample: Callable[[int], bytes]) -> None:
    answer = stack.classify(sample(2))
    stack.wait_until_logged(answer["id"])
    found = stack.find_event(answer["id"])
    assert found is not None
    good = found["event"]
    bad = good | {"id": "01990000-0000-7000-8000-000000000001", "data": good["data"] | {"digit": 12}}
    headers = {"Content-Type": "application/cloudevents-batch+json"}
    response = stack.logger.post("/v1/events", json=[bad, good], headers=headers)

    detail = "handdraw.classification.v1.data.digit: Input should be less than or equal to 9"
    assert (response.status_code, response.json()) == (
        202,
        {
            "accepted": 0,
            "duplicates": 1,
            "rejected": [{"id": bad["id"], "code": "malformed_event", "detail": detail}],
        },
    )


@pytest.mark.parametrize("query", ["?glyf=false", "?purpose=preview&digit=7"])
def test_a_wish_that_nobody_knows_is_refused(stack: Stack, query: str) -> None:
    headers = {"Content-Type": "image/png"}
    answer = stack.gateway.post(f"/v1/classify{query}", content=b"", headers=headers)

    assert (answer.status_code, answer.json()["code"], "nobody knows it" in answer.json()["detail"]) == (
        422,
        "invalid_request",
        True,
    )
