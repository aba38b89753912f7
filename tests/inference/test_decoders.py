import asyncio
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from handdraw_inference import decoders as decoders_module
from handdraw_inference.decoders import MIB, THREADS, Decoders
from handdraw_inference.drawings.cost import decoding_cost
from handdraw_inference.drawings.decoding import open_drawing
from handdraw_inference.drawings.light import Glyphs, read_picture
from handdraw_inference.errors import DrawingTooLarge, Overloaded, UnreadableDrawing

from .calls import base64_of
from .conftest import Sample
from .garbage import is_freed
from .pictures import encode, read

pytestmark = pytest.mark.anyio
ALL = 64 * MIB - 8 * MIB
"""What large pictures may take together, of 64 MiB."""


@pytest.fixture
def decoders() -> Iterator[Decoders]:
    with closing(Decoders(64 * MIB)) as decoders:
        yield decoders


@pytest.fixture
def large(sample: Sample) -> bytes:
    """A drawing whose decoding takes some 30 MiB."""
    return encode(Image.open(BytesIO(sample(7))).resize((2048, 2048)).convert("RGBA"))


class Held:
    """A look at a picture that waits until it may go on."""

    def __init__(self) -> None:
        self.begun, self.may_end = threading.Event(), threading.Event()

    def read_picture(self, picture: Image.Image) -> Glyphs:
        self.wait()
        return read_picture(picture)

    def wait(self) -> None:
        self.begun.set()
        assert self.may_end.wait(30)


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Iterator[Held]:
    held = Held()
    monkeypatch.setattr(decoders_module, "read_picture", held.read_picture)
    yield held
    held.may_end.set()


async def eventually(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not holds():
            await asyncio.sleep(0.001)


async def test_bytes_and_their_base64_are_read_alike(decoders: Decoders, sample: Sample, large: bytes) -> None:
    for body in (sample(7), large):
        found = [await decoders.read(sent, None) for sent in (body, base64_of(body))]

        assert [np.array_equal(glyph.pixels, read(body).pixels) for (glyph,) in found] == [True, True]


@pytest.mark.parametrize("text", ["not base64!", "AAA", "AA==" + "A" * MIB, "A" * (MIB + 1), "é"])
async def test_what_is_not_base64_is_unreadable(decoders: Decoders, text: str) -> None:
    with pytest.raises(UnreadableDrawing):
        await decoders.read(text, None)


async def test_a_large_picture_is_charged_until_it_is_read(decoders: Decoders, large: bytes, held: Held) -> None:
    reading = asyncio.create_task(decoders.read(large, None))
    await eventually(held.begun.is_set)
    free = decoders._memory._free
    held.may_end.set()
    await reading
    await eventually(lambda: decoders._memory._free == ALL)

    assert free == ALL - decoding_cost(open_drawing(large))


async def test_a_picture_whose_caller_has_left_is_charged_until_its_thread_is_done(
    decoders: Decoders, large: bytes, held: Held
) -> None:
    reading = asyncio.create_task(decoders.read(large, None))
    await eventually(held.begun.is_set)
    reading.cancel()
    await asyncio.sleep(0)
    free = decoders._memory._free
    held.may_end.set()
    await asyncio.gather(reading, return_exceptions=True)

    assert (free, decoders._memory._free) == (ALL - decoding_cost(open_drawing(large)), ALL)


async def test_what_waits_for_a_thread_is_forgotten_when_its_caller_leaves(
    decoders: Decoders, sample: Sample, held: Held
) -> None:
    body = encode(Image.open(BytesIO(sample(7))))
    before = sys.getrefcount(body)
    busy = [asyncio.create_task(decoders.read(sample(7), None)) for _ in range(THREADS)]
    waiting = asyncio.create_task(decoders.read(body, None))
    await eventually(held.begun.is_set)
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    del waiting
    await asyncio.sleep(0)
    after = sys.getrefcount(body)
    held.may_end.set()
    await asyncio.gather(*busy)

    assert after == before


async def test_where_others_take_all_memory_it_waits_and_is_then_refused_but_a_small_one_is_read(
    decoders: Decoders, sample: Sample, large: bytes
) -> None:
    decoders._memory._wait_s = 0
    await decoders._memory.take(ALL)

    (small,) = await decoders.read(encode(Image.open(BytesIO(sample(7))), "JPEG"), None)
    with pytest.raises(Overloaded):
        await decoders.read(large, None)

    assert small.pixels.any()


async def test_a_picture_that_takes_more_than_there_is_is_told_how_much(decoders: Decoders) -> None:
    with pytest.raises(DrawingTooLarge) as refused:
        await decoders.read(encode(Image.new("RGB", (2100, 2000)), "WEBP"), None)

    assert str(refused.value) == (
        "To decode this 2100x2000 WEBP takes 72 MiB, and there are 56: send it smaller, or as a baseline JPEG"
    )


async def test_what_failed_work_held_is_freed_at_once(decoders: Decoders) -> None:
    assert await is_freed(decoders.run)


async def test_work_of_any_kind_is_done_in_a_thread(decoders: Decoders) -> None:
    assert (await decoders.run(threading.current_thread)).name == "decoder_0"


async def test_a_batchs_large_pictures_do_not_crowd_each_other_out(large: bytes) -> None:
    with closing(Decoders(THREADS * decoders_module.SMALL_BYTES + decoding_cost(open_drawing(large)))) as narrow:
        narrow._memory._wait_s = 0
        found = await asyncio.gather(*(narrow.read(base64_of(large), None) for _ in range(5)))

    assert [np.array_equal(glyphs[0].pixels, read(large).pixels) for glyphs in found] == [True] * 5
