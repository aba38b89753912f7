"""The baseline's application: a drawing in, a digit out, and nothing recorded."""

import asyncio
from collections.abc import Callable

import numpy as np
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from numpy.typing import NDArray

from benchmarks.serving.baseline.preparation import prepare

MAX_GLYPHS = 32

Run = Callable[[NDArray[np.float32]], NDArray[np.float32]]
"""[n, 28, 28, 1] -> probabilities, [n, 10]"""


class Turns:
    """Runs the network once for all glyphs that came in one turn of the event loop."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._waiting: list[tuple[NDArray[np.float32], asyncio.Future[NDArray[np.float32]]]] = []

    def read(self, glyph: NDArray[np.float32]) -> "asyncio.Future[NDArray[np.float32]]":
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[NDArray[np.float32]] = loop.create_future()
        if not self._waiting:
            loop.call_soon(self._flush)
        self._waiting.append((glyph, answer))
        return answer

    def _flush(self) -> None:
        batch, self._waiting = self._waiting[:MAX_GLYPHS], self._waiting[MAX_GLYPHS:]
        if self._waiting:
            asyncio.get_running_loop().call_soon(self._flush)
        images = np.stack([glyph for glyph, _ in batch])[..., None]
        for (_, answer), probabilities in zip(batch, self._run(images), strict=True):
            if not answer.done():  # its caller may have left
                answer.set_result(probabilities)


def create_app(run: Run) -> FastAPI:
    turns = Turns(run)
    app = FastAPI()

    @app.post("/predict")
    async def predict(request: Request) -> JSONResponse:
        probabilities = await turns.read(prepare(await request.body()))
        digit = int(probabilities.argmax())
        return JSONResponse(
            {"digit": digit, "confidence": float(probabilities[digit]), "probabilities": probabilities.tolist()}
        )

    return app
