import asyncio

import httpx
import numpy as np
from numpy.typing import NDArray

from benchmarks.requests import white_on_black
from benchmarks.serving.baseline.service import MAX_GLYPHS, Turns, create_app


class Network:
    """Says that everything is a 3, and remembers how many glyphs each call had."""

    def __init__(self) -> None:
        self.calls: list[int] = []

    def run(self, images: NDArray[np.float32]) -> NDArray[np.float32]:
        self.calls.append(len(images))
        return np.tile(np.eye(10, dtype=np.float32)[3], (len(images), 1))


def test_glyphs_of_one_turn_are_read_at_once_and_no_more_than_fit() -> None:
    network = Network()

    async def read_all() -> None:
        turns = Turns(network.run)
        await asyncio.gather(*(turns.read(np.zeros((28, 28), np.float32)) for _ in range(MAX_GLYPHS + 3)))

    asyncio.run(read_all())

    assert network.calls == [MAX_GLYPHS, 3]


def test_a_drawing_is_answered() -> None:
    async def ask() -> object:
        transport = httpx.ASGITransport(create_app(Network().run))
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            return (await client.post("/predict", content=white_on_black())).json()

    probabilities = [0, 0, 0, 1, 0, 0, 0, 0, 0, 0]
    assert asyncio.run(ask()) == {"digit": 3, "confidence": 1, "probabilities": probabilities}
