"""Reads and answers drawings a turn of the event loop at a time.

Those of a turn share a call of the engine and a commit. Between two turns new connections are accepted, and whoever
would wait for too long is told so.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import cast

from handdraw_chassis.trace_context import enter
from handdraw_inference.answering import Answer, Answerer, Drawing
from handdraw_inference.calls import Call
from handdraw_inference.drawings.light import read_light
from handdraw_inference.drawings.normalisation import Survey
from handdraw_inference.gathering import Gatherer

AT_ONCE = 16


@dataclass(frozen=True, slots=True, eq=False)
class Light:
    """A light drawing as it was sent, and what Drawing says of it."""

    body: bytes
    call: Call
    picture: bytes | None
    came: float


class Turns:
    """``waited``: told how long the first of a turn has waited for it, in seconds."""

    def __init__(self, answerer: Answerer, waited: Callable[[float], object]) -> None:
        self._answerer = answerer
        self._waited = waited
        self._gatherer: Gatherer[Light | Drawing, Answer | Survey] = Gatherer(self._take_all, AT_ONCE)

    async def read(self, light: Light) -> Answer | Survey:
        """Return the answer, or what was seen of a drawing that has to be finished in a thread before it is answered.

        Raises DrawingRefused, EngineFailed, ResourcesExhausted, OutboxError.
        """
        return await self._gatherer.put(light)

    async def answer(self, drawing: Drawing) -> Answer:
        """Raises EngineFailed, OutboxError."""
        return cast(Answer, await self._gatherer.put(drawing))

    async def _take_all(self, waiting: Sequence[Light | Drawing]) -> list[Answer | Survey | Exception]:
        enter(*dict.fromkeys(one.call.trace for one in waiting if one.call.trace))
        first = waiting[0]
        self._waited(perf_counter() - (first.came if isinstance(first, Light) else first.normalised))
        seen = [_read(one) if isinstance(one, Light) else one for one in waiting]
        drawings = [one for one in seen if isinstance(one, Drawing)]
        answers = iter(await self._answerer.answer_all(drawings) if drawings else ())
        return [next(answers) if isinstance(one, Drawing) else one for one in seen]


def _read(light: Light) -> Drawing | Survey | Exception:
    try:
        glyphs = read_light(light.body, light.call.media_type)
    except Exception as error:  # noqa: BLE001 - it is one drawing's, and the others go on
        return error
    if isinstance(glyphs, Survey):
        return glyphs
    return Drawing(glyphs, light.call, light.picture, light.came, perf_counter())
