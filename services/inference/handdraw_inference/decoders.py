"""The threads that drawings are read in, and the memory that these may take."""

import asyncio
from base64 import b64decode
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import TypeVar

from PIL.Image import Image

from handdraw_chassis.budget import Budget
from handdraw_inference.drawings.cost import decoding_cost
from handdraw_inference.drawings.decoding import decode, open_drawing
from handdraw_inference.drawings.glyphs import Glyph
from handdraw_inference.drawings.light import read_picture
from handdraw_inference.errors import DrawingTooLarge, Overloaded, UnreadableDrawing

THREADS = 2
MIB = 1024 * 1024
SMALL_BYTES = 4 * MIB  # what each thread may take without asking: 700x700 in colour
_SLICE = MIB // 4  # characters of base64 decoded at once, since that holds up the other threads

Sent = bytes | str
"""A drawing's bytes, or their base64, as a batch has them."""
Result = TypeVar("Result")


class Decoders:
    """``memory_bytes``: what all pictures that are being decoded may take together."""

    def __init__(self, memory_bytes: int) -> None:
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="decoder")
        self._idle = asyncio.Semaphore(THREADS)
        self._of_batches = asyncio.Semaphore(1)  # a batch's large pictures would wait for each other in vain
        self._memory = Budget(
            memory_bytes - THREADS * SMALL_BYTES,
            lambda: Overloaded("Other large pictures are being decoded: send it again"),
        )

    async def run(self, work: Callable[..., Result], *arguments: object) -> Result:
        """Do in a thread what would hold up the event loop. It returns when the thread is done, cancelled or not.

        What waits for a thread waits here: in the threads' queue it would stay, body and all, when its caller leaves.
        """
        async with self._idle:
            working = asyncio.wrap_future(self._threads.submit(copy_context().run, work, *arguments))
            try:
                return await asyncio.shield(working)
            except asyncio.CancelledError:
                await asyncio.wait([working])
                working.exception()  # nobody else asks for it
                raise
            finally:
                del working  # it holds what the work raised, whose traceback holds the picture, and this frame

    async def read(self, sent: Sent, media_type: str | None) -> tuple[Glyph, ...]:
        """Return the glyph, or two of which the surer is to be kept.

        Raises DrawingRefused, Overloaded, ResourcesExhausted.
        """
        begun = await self.run(_begin, sent, media_type)
        if isinstance(begun, tuple):
            return begun
        if isinstance(sent, bytes):
            return await self._finish(begun)
        async with self._of_batches:
            return await self._finish(begun)

    async def _finish(self, image: Image) -> tuple[Glyph, ...]:
        """Read a large picture, charged until its thread is done."""
        cost, limit = decoding_cost(image), self._memory.limit_bytes
        if cost > limit:
            raise DrawingTooLarge(
                f"To decode this {image.width}x{image.height} {image.format} takes {cost // MIB} MiB, and there are "
                f"{limit // MIB}: send it smaller, or as a baseline JPEG"
            )
        with self._memory.open() as charge:
            await charge.add(cost)
            return await self.run(_read, image)

    def close(self) -> None:
        self._threads.shutdown()


def _begin(sent: Sent, media_type: str | None) -> tuple[Glyph, ...] | Image:
    """Read a small picture, and open a large one."""
    body = sent if isinstance(sent, bytes) else decode_base64(sent)
    image = open_drawing(body, media_type)
    return _read(image) if decoding_cost(image) <= SMALL_BYTES else image


def _read(image: Image) -> tuple[Glyph, ...]:
    """Read a picture, and free it here: freeing 64 MiB would hold up the event loop, which opened it."""
    try:
        return read_picture(decode(image))
    finally:
        image.close()


def decode_base64(text: str) -> bytes:
    """Raises UnreadableDrawing."""
    try:
        slices = [b64decode(text[at : at + _SLICE], validate=True) for at in range(0, len(text), _SLICE)]
    except ValueError as error:
        raise UnreadableDrawing("The drawing is not base64: send it bare, without data: or line breaks") from error
    return b"".join(slices)
